package io.sinter.runtime;

import io.sinter.runtime.Program.Buffer;
import io.sinter.runtime.Program.Launch;
import io.sinter.runtime.Program.Source;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import jdk.jfr.FlightRecorder;
import org.jspecify.annotations.Nullable;

/// A launch at bound sizes: its arrays, arguments and groups.
final class BoundLaunch implements BoundStep, Workers.Body {
  /// About how long a portion of the groups may take.
  private static final long PORTION_NANOS = 2_000_000;

  /// Of those that run a kernel before it has its final form: the JVM's compiler needs a core too.
  private static final int COLD_THREADS = Math.max(1, Runtime.getRuntime().availableProcessors() - 1);

  /// So many operations take the scalar form of a kernel longer than the JVM's compiler takes for the vector form.
  private static final long WORTH_WAITING = 1 << 25;
  private static final Duration GLANCE = Duration.ofMillis(5);

  /// How many operations are worth a thread: handing them over takes as long as doing about as many.
  private static final long SHARE = 1 << 17;

  private final Place place;
  private final Launch launch;
  private final Routine routine;
  private final KernelCode code;
  private final Session session;
  private final Patch[] patches;
  /// The sizes that each of the arguments mentions, then those of the groups and their work, then those of the arrays.
  private final BitSet[] mentioned;
  private final Workers.Job job = new Workers.Job(this);
  private final int[] arguments;
  /// Those of the arguments, then that of the groups.
  private final Purpose[] purposes;
  private boolean bound;
  private int groups;
  /// About how many operations it is.
  private long work;
  /// How many threads the launch is worth.
  private int most = 1;
  /// For each patch how long its array must at least be; 0 where any array does.
  private final int[] least;
  /// For each worker the launch's buffers and its own scratch arrays; without scratch arrays one for all.
  private Object[][] arrays = {};
  private Limits limits = Limits.NONE;
  private @Nullable LaunchObserver observer;

  /// A position in the arrays that changes with every run.
  private record Patch(int position, Buffer buffer) {}

  /// What a number is for.
  private record Purpose(String number, BoundLaunch launch) {
    @Override
    public String toString() {
      return number + " of " + launch;
    }
  }

  BoundLaunch(Place place, Launch launch, Routine routine, Session session) {
    this.place = place;
    this.launch = launch;
    this.routine = routine;
    this.session = session;
    this.code = session.code(launch);
    this.arguments = new int[launch.arguments().size()];
    this.patches = patches().toArray(Patch[]::new);
    this.least = new int[patches.length];
    this.purposes = IntStream.rangeClosed(0, arguments.length)
        .mapToObj(i -> new Purpose(i == arguments.length ? "groups" : "argument " + i, this)).toArray(Purpose[]::new);
    var numbers = new ArrayList<List<Dim>>();
    launch.arguments().forEach(a -> numbers.add(List.of(a)));
    numbers.add(List.of(launch.groups(), launch.work()));
    numbers.add(Arrays.stream(patches).map(p -> p.buffer().elements()).toList());
    this.mentioned = numbers.stream().map(routine.phases()::mentioned).toArray(BitSet[]::new);
  }

  private List<Patch> patches() {
    var found = new ArrayList<Patch>();
    for (int p = 0; p < launch.buffers().size(); p++) {
      var buffer = buffer(p);
      switch (buffer.source()) {
        case Source.Input _, Source.Output _, Source.Made _ -> found.add(new Patch(p, buffer));
        case Source.Weight _, Source.Frame _ -> { }
      }
    }
    return found;
  }

  private Buffer buffer(int position) {
    return routine.program().buffers().get(launch.buffers().get(position));
  }

  Launch launch() {
    return launch;
  }

  /// Computes arguments and groups, but those that mention none of the sizes that have moved.
  ///
  /// @param moved the positions of the sizes that have other values than last time
  void bind(Sizes sizes, BitSet moved) {
    boolean all = !bound;
    bound = false;
    for (int i = 0; i < arguments.length; i++) {
      if (all || mentioned[i].intersects(moved)) {
        arguments[i] = sizes.argument(launch.arguments().get(i), purposes[i]);
      }
    }
    if (all || mentioned[arguments.length].intersects(moved)) {
      groups = sizes.count(launch.groups(), purposes[arguments.length]);
      work = sizes.estimate(launch.work());
      most = Math.clamp(work / SHARE, 1, Integer.MAX_VALUE);
    }
    if (all || mentioned[arguments.length + 1].intersects(moved)) {
      for (int p = 0; p < least.length; p++) {
        least[p] = least(patches[p].buffer(), sizes);
      }
    }
    bound = true;
  }

  /// A kernel that pads may read the first elements of an array without any, to choose others then.
  private static int least(Buffer buffer, Sizes sizes) {
    boolean given = !(buffer.source() instanceof Source.Output);
    return given && sizes.count(buffer.elements(), buffer.name()) == 0
        ? sizes.withoutZeros().count(buffer.elements(), buffer.name()) : 0;
  }

  /// Takes the frame's arrays as they are now.
  void resolve(Arena arena) {
    var cells = routine.plan().scratchOf().get(place.step());
    arrays = new Object[cells.length == 0 ? 1 : arena.scratch(cells[0]).length][];
    for (int w = 0; w < arrays.length; w++) {
      int buffers = launch.buffers().size();
      arrays[w] = new Object[buffers + cells.length];
      for (int p = 0; p < buffers; p++) {
        switch (buffer(p).source()) {
          case Source.Weight(int index) -> arrays[w][p] = routine.weights().get(index);
          case Source.Frame(int slot) -> arrays[w][p] = arena.slot(slot);
          case Source.Input _, Source.Output _, Source.Made _ -> { }
        }
      }
      for (int s = 0; s < cells.length; s++) {
        arrays[w][buffers + s] = arena.scratch(cells[s])[w];
      }
    }
  }

  private void patch(int position, @Nullable Object array) {
    for (var each : arrays) {
      each[position] = array;
    }
  }

  @Override
  public void run(Frame frame, Run run) {
    run.limits().check(this);
    for (int p = 0; p < patches.length; p++) {
      var buffer = patches[p].buffer();
      var array = frame.array(buffer.source());
      boolean empty = least[p] > 0 && least[p] > session.length(buffer.type(), array);
      patch(patches[p].position(), empty ? stub(buffer.type(), least[p], frame, run) : array);
    }
    observer = run.observer();
    if (observer != null) {
      observer.starting(launch);
    }
    if (groups > 0) {
      start(run, frame);
    }
    if (observer != null) {
      var seen = seen();
      if (place.isNested()) {
        observer.launchedWithin(place.outermost(), launch, arguments.clone(), seen);
      } else {
        observer.launched(place.step(), launch, arguments.clone(), seen);
      }
    }
  }

  /// The launch's arrays as Java arrays.
  private Object[] seen() {
    var seen = new Object[launch.buffers().size()];
    for (int p = 0; p < seen.length; p++) {
      var type = buffer(p).type();
      seen[p] = session.onHost(type, arrays[0][p], session.length(type, arrays[0][p]));
    }
    return seen;
  }

  /// Has the kernel warm up with the sizes of this launch, if its arrays are there.
  void prepare(Frame frame) {
    if (groups == 0 || !(code instanceof TieredKernel tiered) || tiered.isSettled()) {
      return;
    }
    for (var patch : patches) {
      if (patch.buffer().source() instanceof Source.Made) {
        return;
      }
      patch(patch.position(), frame.array(patch.buffer().source()));
    }
    prepare(tiered);
  }

  private void prepare(TieredKernel tiered) {
    tiered.prepare(arrays[0], arguments, groups, launch.extents());
  }

  /// Waits for the final form where the scalar one would take longer.
  private void await(TieredKernel tiered) {
    while (work > WORTH_WAITING && !tiered.isOverdue() && !tiered.awaitReady(GLANCE)
        && !Thread.currentThread().isInterrupted()) {
      limits.check(this);
    }
  }

  /// What stands in for an array without elements.
  private Object stub(DType type, int length, Frame frame, Run run) {
    run.less(frame.taken(run.threads())).require((long) length * type.bytes(), frame.sizes());
    return session.newArray(type, length);
  }

  private void start(Run run, Frame frame) {
    limits = run.limits();
    int threads = Math.min(most, session.threads(run.threads()));
    if (code instanceof TieredKernel tiered && !tiered.isSettled()) {
      prepare(tiered);
      await(tiered);
      threads = tiered.isSettled() ? threads : Math.min(threads, COLD_THREADS);
    }
    try {
      // The event's class would start the flight recorder, which takes longer than many a model.
      if (FlightRecorder.isInitialized() && LaunchEvent.wanted()) {
        recorded(threads);
      } else {
        job.parallel(threads, groups);
      }
    } catch (DeviceError e) {
      throw e.at(launch.origin());
    } catch (SinterException | VirtualMachineError e) {
      throw e;
    } catch (Violation e) {
      throw e.at(launch.origin());
    } catch (ArithmeticException e) {
      throw new ModelError(Problem.of("Integers of this run have no result.")
          .where(launch.origin())
          .given(Objects.requireNonNullElse(e.getMessage(), "a division by zero"))
          .expected("divisors that are not 0, and positions that fit into 32 bits")
          .tryThis("keep zeros out of the divisor, with max or select"), e);
    } catch (RuntimeException | Error e) {
      var at = frame.sizes().toString();
      throw new CompilerBug(this + (at.isEmpty() ? "" : " with " + at),
          "A kernel failed while it computed " + launch.origin() + ".", e);
    }
  }

  private void recorded(int threads) {
    var event = new LaunchEvent();
    event.begin();
    job.parallel(threads, groups);
    session.finish();
    event.end();
    if (event.shouldCommit()) {
      event.kernel = launch.kernel();
      event.layer = launch.origin();
      event.groups = groups;
      event.threads = Math.min(threads, groups);
      event.commit();
    }
  }

  @Override
  public void run(int worker, int first, int end) {
    var watching = observer;
    if (watching == null) {
      work(worker, first, end);
      return;
    }
    long start = System.nanoTime();
    work(worker, first, end);
    session.finish();
    watching.worked(launch, end - first, start, System.nanoTime());
  }

  /// In portions where there is a limit to look at, or a better form of the kernel to change over to.
  private void work(int worker, int first, int end) {
    var own = arrays[arrays.length == 1 ? 0 : worker];
    if (limits == Limits.NONE && !(code instanceof TieredKernel tiered && !tiered.isSettled())) {
      code.run(own, arguments, first, end);
      return;
    }
    int portion = 1;
    long before = System.nanoTime();
    for (int at = first; at < end; ) {
      int next = Math.min(end - at, portion) + at;
      limits.check(this);
      code.run(own, arguments, at, next);
      session.finish();
      long now = System.nanoTime();
      portion = now - before < PORTION_NANOS ? (int) Math.min(2L * portion, groups) : Math.max(1, portion / 2);
      before = now;
      at = next;
    }
  }

  @Override
  public void release() {
    observer = null;
    for (var patch : patches) {
      patch(patch.position(), null);
    }
  }

  @Override
  public String toString() {
    return place + ", kernel '" + launch.kernel() + "' for " + launch.origin();
  }
}

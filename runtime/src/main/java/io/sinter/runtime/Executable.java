package io.sinter.runtime;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// A compiled model that is ready to run: immutable code and packed weights, safe for many threads at once.
///
/// Each run borrows a frame of memory from a pool and gives it back, so the pool grows to as many frames as there were
/// runs at the same time. Outputs are fresh and belong to the caller. Inputs are read in place and must not change
/// during the run.
///
/// Where the program has donations, an ordinary run copies each donated input into a fresh array with as much room as
/// the output needs, which then is the output; runs on a [State] copy nothing.
public final class Executable implements AutoCloseable {
  private static final int LARGEST_POOL = 2 * Runtime.getRuntime().availableProcessors();

  private static final Object[] NO_DONATION = {};

  private final Program program;
  private final KernelSet kernels;
  private final Routine routine;
  private final ArrayDeque<Frame> idle = new ArrayDeque<>();
  /// For the sizes of a run that begins.
  private final AtomicReference<long @Nullable []> room = new AtomicReference<>();
  private volatile @Nullable Repeatable last;
  private int running;
  private volatile boolean used;
  private boolean closed;

  /// What runs with these options have in common, which does not depend on when they begin.
  private record Repeatable(RunOptions options, Run run) {}

  /// @param weights the typed arrays that the program's `Source.Weight` count off; never written
  /// @param kernels the code behind the names in the program's launches, closed with this
  /// @throws CompilerBug when the three do not fit together
  /// @throws DeviceError when the weights do not fit on the kernels' device
  public Executable(Program program, List<Object> weights, KernelSet kernels) {
    this.program = program;
    this.kernels = kernels;
    ProgramCheck.check(program, List.copyOf(weights), kernels.names());
    this.routine = Routine.of(program, placed(program, weights, kernels));
  }

  /// With kernels that run on the host.
  public Executable(Program program, List<Object> weights, Map<String, KernelCode> kernels) {
    this(program, weights, new HostKernels(kernels));
  }

  private static List<Object> placed(Program program, List<Object> weights, KernelSet kernels) {
    var types = new DType[weights.size()];
    weightTypes(program, types);
    return IntStream.range(0, types.length)
        .mapToObj(i -> types[i] == null ? weights.get(i) : kernels.place(types[i], weights.get(i))).toList();
  }

  private static void weightTypes(Program program, DType[] types) {
    for (var buffer : program.buffers()) {
      if (buffer.source() instanceof Program.Source.Weight(int index)) {
        types[index] = buffer.type();
      }
    }
    program.steps().forEach(step -> Routine.inside(step).forEach(inner -> weightTypes(inner, types)));
  }

  public Program program() {
    return program;
  }

  public Signature signature() {
    return program.signature();
  }

  /// How many launches the program has, each of a nested program counted once.
  public int launches() {
    return program.launches();
  }

  /// The bytes that a run on one thread takes for its frame, outputs and scratch arrays, for those of one run of each
  /// program within the program, and for what loops stack and carry. Where arrays have sizes that are known only during
  /// the run, it mentions those.
  public Dim peakMemory() {
    return routine.peak();
  }

  public List<Tensor> run(List<Tensor> inputs) {
    return run(inputs, RunOptions.DEFAULTS);
  }

  /// @param inputs in the order of the signature
  /// @return the outputs in the order of the signature
  /// @throws ModelError when an input does not fit the signature, or the memory budget is too small
  /// @throws DeadlineExceeded when the options' deadline passes
  /// @throws Cancelled when the options' cancellation is used
  /// @throws CompilerBug when a kernel fails
  /// @throws IllegalStateException after [#close]
  public List<Tensor> run(List<Tensor> inputs, RunOptions options) {
    return execute(inputs, null, options, null);
  }

  /// As above, and shows each launch's arrays to an observer.
  public List<Tensor> run(List<Tensor> inputs, RunOptions options, LaunchObserver observer) {
    return execute(inputs, null, options, Objects.requireNonNull(observer));
  }

  public Map<String, Tensor> run(Map<String, Tensor> inputs) {
    return run(inputs, RunOptions.DEFAULTS);
  }

  /// By name; the outputs come in the order of the signature.
  public Map<String, Tensor> run(Map<String, Tensor> inputs, RunOptions options) {
    return signature().byName(run(signature().inOrder(inputs), options));
  }

  /// A state for runs that hand their donated inputs on in place.
  ///
  /// @param first for each donated input what it starts with, such as a tensor without rows; copied
  /// @throws ModelError when the names are not those of the donated inputs
  public State newState(Map<String, Tensor> first) {
    var ports = program.donations().stream().map(d -> signature().inputs().get(d.input())).toList();
    return new State(this, new Signature(ports, List.of()).inOrder(first));
  }

  /// Runs on a state: the donated inputs are what it holds, and it holds the donated outputs afterwards.
  ///
  /// @param inputs those that are not donated, in the order of the signature
  /// @return the outputs that are not donated, in the order of the signature
  /// @throws IllegalStateException when the state is in use, or not of this executable
  public List<Tensor> run(List<Tensor> inputs, State state, RunOptions options) {
    state.begin(this);
    try {
      return execute(Loan.merged(program, inputs, state), state, options, null);
    } finally {
      state.end();
    }
  }

  private List<Tensor> execute(
      List<Tensor> given, @Nullable State state, RunOptions options, @Nullable LaunchObserver observer) {
    var run = run(options, observer);
    var values = room.getAndSet(null);
    if (values == null) {
      values = new long[program.symbols().size()];
    }
    Arrays.fill(values, Sizes.UNBOUND);
    routine.check().bind(given, values);
    var loan = program.donations().isEmpty() ? null : Loan.of(program, given, values, state);
    var frame = borrow(values);
    boolean sound = false;
    try {
      var outputs = loan == null ? frame.run(values, given, NO_DONATION, run) : execute(values, frame, loan, run);
      frame.session().finish();
      sound = true;
      room.set(values);
      return outputs;
    } catch (DeadlineExceeded | Cancelled e) {
      sound = true;
      throw e;
    } catch (ModelError e) {
      sound = e.getCause() instanceof Violation;
      throw e;
    } catch (OutOfMemoryError e) {
      throw MemoryShortage.ofJvm(frame.taken(run.threads()), e);
    } finally {
      giveBack(frame, sound);
    }
  }

  private Run run(RunOptions options, @Nullable LaunchObserver observer) {
    var before = last;
    long budget = options.memoryBudget().orElse(kernels.room());
    if (before != null && before.options() == options && before.run().budget() == budget && observer == null) {
      return before.run();
    }
    var run = new Run(options.threads(), Limits.of(options), budget, observer);
    if (observer == null && run.limits() == Limits.NONE) {
      last = new Repeatable(options, run);
    }
    return run;
  }

  private List<Tensor> execute(long[] values, Frame frame, Loan loan, Run run) {
    var session = frame.session();
    loan.take(routine.plan(), session, run);
    var outputs = frame.run(values, loan.inputs(), loan.arrays(), run);
    // A state moves on only if nothing has failed.
    session.finish();
    return loan.results(outputs, session);
  }

  /// A frame that is bound to these sizes if there is one, else any.
  private synchronized Frame borrow(long[] values) {
    if (closed) {
      throw new IllegalStateException("this executable is closed");
    }
    var frame = idle(values);
    running++;
    used = true;
    return frame;
  }

  private Frame idle(long[] values) {
    for (Iterator<Frame> frames = idle.iterator(); frames.hasNext(); ) {
      var frame = frames.next();
      if (frame.boundTo(values)) {
        frames.remove();
        return frame;
      }
    }
    var frame = idle.pollLast();
    return frame == null ? new Frame(routine, kernels.newSession()) : frame;
  }

  private void giveBack(Frame frame, boolean sound) {
    if (sound) {
      frame.release();
    }
    boolean keep;
    synchronized (this) {
      keep = sound && !closed && idle.size() < LARGEST_POOL;
      if (keep) {
        idle.addFirst(frame);
        leave();
      }
    }
    if (!keep) {
      drop(frame);
      leave();
    }
  }

  private static void drop(Frame frame) {
    frame.close();
    frame.session().close();
  }

  private synchronized void leave() {
    running--;
    if (closed && running == 0) {
      notifyAll();
    }
  }

  /// Waits until every kernel that has been launched runs in the form it will keep; see [KernelSet#awaitReady].
  ///
  /// @return whether that was so within the time; false at once before the first run
  public boolean awaitReady(Duration timeout) {
    if (!used) {
      return false;
    }
    return kernels.awaitReady(timeout);
  }

  /// Lets no new run begin, waits for those that have begun, and drops the frames. Not to be called from within a run.
  @Override
  public synchronized void close() {
    closed = true;
    boolean interrupted = false;
    while (running > 0) {
      try {
        wait();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    idle.forEach(Executable::drop);
    idle.clear();
    kernels.close();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}

package io.sinter.runtime;

import io.sinter.runtime.BoundStep.Place;
import io.sinter.runtime.Program.Argument;
import io.sinter.runtime.Program.Bind;
import io.sinter.runtime.Program.Branch;
import io.sinter.runtime.Program.Launch;
import io.sinter.runtime.Program.Repeat;
import io.sinter.runtime.Program.Source;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// The memory of one run of a program at a time, and its steps resolved to that. Bound to sizes, phase by phase; at the
/// same sizes the next run finds everything in place. When sizes change, arrays that are long enough stay.
///
/// After an exception other than [DeadlineExceeded], [Cancelled] and what a [Violation] has caused a frame is useless.
final class Frame {
  private static final Object[] NO_DONATION = {};

  private final Routine routine;
  private final Session session;
  private final Arena arena;
  private final BoundStep[] steps;
  private final Phase[] phases;
  private final long[] values;
  private final Sizes sizes;
  private final @Nullable Object[] outputs;
  /// Earlier outputs, up to two of each, whose arrays the next runs may use.
  private final @Nullable Tensor[][] spares;
  /// Those of which this run uses the array.
  private final @Nullable Tensor[] reused;
  private final @Nullable Tensor[] results;
  private final @Nullable Tensor[] made;
  private final @Nullable Object[] taken;
  /// The inputs of which the taken array is a copy.
  private final BitSet copies = new BitSet();
  private List<Tensor> inputs = List.of();
  private int entered;
  private long madeBytes;

  /// The frame of a whole model.
  Frame(Routine routine, Session session) {
    this(routine, session, Place::of);
  }

  /// @param places where the steps stand, by number
  Frame(Routine routine, Session session, IntFunction<Place> places) {
    var program = routine.program();
    this.routine = routine;
    this.session = session;
    this.arena = new Arena(session, program, routine.plan());
    this.steps = IntStream.range(0, program.steps().size())
        .mapToObj(i -> step(places.apply(i), program.steps().get(i))).toArray(BoundStep[]::new);
    this.phases = IntStream.range(0, routine.phases().count())
        .mapToObj(i -> new Phase(i, routine, session, arena, steps)).toArray(Phase[]::new);
    this.values = new long[program.symbols().size()];
    this.sizes = new Sizes(program.symbols(), values);
    this.outputs = new Object[program.signature().outputs().size()];
    this.spares = new Tensor[outputs.length][2];
    this.reused = new Tensor[outputs.length];
    this.results = new Tensor[outputs.length];
    this.made = new Tensor[program.made()];
    this.taken = new Object[program.signature().inputs().size()];
  }

  private BoundStep step(Place place, Program.Step step) {
    return switch (step) {
      case Launch l -> new BoundLaunch(place, l, routine, session);
      case Bind b -> new BoundBind(b);
      case Branch b -> new BoundBranch(place, b, routine);
      case Repeat r -> new BoundRepeat(place, r, routine);
    };
  }

  /// Whether a run with these values of the symbols finds everything in place that is known at its start.
  boolean boundTo(long[] start) {
    return phases[0].isFor(start);
  }

  /// @param start the values of the symbols at the start of the run
  /// @param given the inputs, which fit
  /// @param donated for each output the array that it has to lie in, or null for a fresh one
  /// @return the outputs; those in donated arrays lie as the program lays them
  /// @throws ModelError when sizes are impossible, or more memory is needed than the budget
  List<Tensor> run(long[] start, List<Tensor> given, @Nullable Object[] donated, Run run) {
    steps(start, given, donated, run);
    for (int i = 0; i < results.length; i++) {
      var result = arena.output(i, outputs[i]);
      results[i] = i < donated.length && donated[i] != null ? result : result.trimmed();
    }
    var all = List.of(results);
    Arrays.fill(results, null);
    return all;
  }

  /// The same for a program within another one.
  ///
  /// @return the outputs until the next run
  @Nullable Tensor[] runWithin(long[] start, List<Tensor> given, Run run) {
    steps(start, given, NO_DONATION, run);
    for (int i = 0; i < results.length; i++) {
      var before = reused[i];
      results[i] = before != null && arena.isOutput(i, before) ? before : arena.output(i, outputs[i]);
    }
    return results;
  }

  private void steps(long[] start, List<Tensor> given, @Nullable Object[] donated, Run run) {
    System.arraycopy(start, 0, values, 0, values.length);
    System.arraycopy(donated, 0, outputs, 0, donated.length);
    Arrays.fill(outputs, donated.length, outputs.length, null);
    Arrays.fill(reused, null);
    Arrays.fill(made, null);
    dropTaken();
    inputs = given;
    entered = 0;
    madeBytes = 0;
    enter(run);
    for (var step : steps) {
      step.run(this, run);
    }
  }

  /// Begins the next phase, whose sizes are bound.
  void enter(Run run) {
    var phase = phases[entered++];
    phase.measure(sizes);
    if (run.budget() != Long.MAX_VALUE) {
      run.require(taken(run.threads()), sizes);
    }
    phase.settle(sizes, run.threads());
    for (int i : phase.outputs()) {
      if (outputs[i] == null) {
        outputs[i] = newOutput(i);
      }
    }
    phase.prepare(this);
  }

  private Object newOutput(int i) {
    for (int s = 0; s < spares[i].length; s++) {
      var spare = spares[i][s];
      if (spare != null && arena.fitsOutput(i, spare.store())) {
        spares[i][s] = null;
        reused[i] = spare;
        return spare.store();
      }
    }
    return arena.newOutput(i);
  }

  /// Takes back an output of an earlier run that nobody needs any more; one of the next may lie in its array.
  void recycle(int output, Tensor made) {
    var own = spares[output];
    drop(own[1]);
    own[1] = own[0];
    own[0] = made;
  }

  private void drop(@Nullable Tensor spare) {
    if (spare != null) {
      session.release(spare.dtype(), spare.store());
    }
  }

  /// The bytes of everything that the run has so far, and of what programs within it keep.
  long taken(int threads) {
    long bytes = madeBytes;
    for (int i = 0; i < entered; i++) {
      bytes += phases[i].bytes(threads);
    }
    for (var step : steps) {
      bytes += step.kept(threads);
    }
    return bytes;
  }

  /// The bytes that stay allocated between runs.
  long kept(int threads) {
    long bytes = 0;
    for (var phase : phases) {
      bytes += phase.kept(threads);
    }
    for (var step : steps) {
      bytes += step.kept(threads);
    }
    return bytes;
  }

  Sizes sizes() {
    return sizes;
  }

  /// Where the arrays lie and the kernels run, of this frame and those of the programs within it.
  Session session() {
    return session;
  }

  long size(int symbol) {
    return values[symbol];
  }

  /// Lets go of the copies of inputs that lie elsewhere.
  private void dropTaken() {
    for (int i = copies.nextSetBit(0); i >= 0; i = copies.nextSetBit(i + 1)) {
      session.release(inputs.get(i).dtype(), taken[i]);
    }
    copies.clear();
    Arrays.fill(taken, null);
  }

  /// The array behind a source in this run.
  Object array(Source source) {
    return switch (source) {
      case Source.Input(int index) -> input(index);
      case Source.Output(int index) -> outputs[index];
      case Source.Weight(int index) -> routine.weights().get(index);
      case Source.Frame(int slot) -> arena.slot(slot);
      case Source.Made(int index) -> made[index].store();
    };
  }

  /// Taken once in a run.
  private Object input(int index) {
    var array = taken[index];
    if (array == null) {
      array = session.take(inputs.get(index));
      taken[index] = array;
      copies.set(index, array != inputs.get(index).store());
    }
    return array;
  }

  /// The element at a position of a buffer.
  ///
  /// @param origin the layers that read it
  long element(int buffer, Dim at, String origin) {
    var b = routine.program().buffers().get(buffer);
    var array = array(b.source());
    int index = sizes.count(at, origin);
    if (index >= session.length(b.type(), array)) {
      throw new CompilerBug(origin, "A step reads element " + index + " of " + session.length(b.type(), array)
          + " of buffer '" + b.name() + "'.");
    }
    return session.longAt(b.type(), array, index);
  }

  /// What a step hands to a program within it.
  ///
  /// @param before what it has handed over last, which is handed over again where it is the same
  Tensor argument(Argument argument, @Nullable Tensor before, String origin) {
    var buffer = routine.program().buffers().get(argument.buffer());
    var array = array(buffer.source());
    boolean same = before != null && before.store() == array;
    for (int d = 0; same && d < argument.shape().size(); d++) {
      same = before.dim(d) == sizes.count(argument.shape().get(d), origin);
    }
    if (same) {
      return before;
    }
    var shape = new long[argument.shape().size()];
    for (int d = 0; d < shape.length; d++) {
      shape[d] = sizes.count(argument.shape().get(d), origin);
    }
    return Tensor.within(buffer.type(), shape, array);
  }

  /// An argument that lasts until the end of the run, which an array in a slot does not.
  Tensor lasting(Argument argument, Tensor tensor) {
    boolean inSlot = routine.program().buffers().get(argument.buffer()).source() instanceof Source.Frame;
    if (!inSlot) {
      return tensor;
    }
    var own = session.newArray(tensor.dtype(), tensor.elements());
    session.copy(tensor.dtype(), tensor.store(), 0, own, 0, tensor.elements());
    return Tensor.within(tensor.dtype(), tensor.shape(), own);
  }

  /// Keeps a result of a step for later steps.
  void leave(int index, Tensor tensor) {
    made[index] = tensor;
    madeBytes += tensor.byteSize();
  }

  /// Lets go of the arrays of the last run.
  void release() {
    dropTaken();
    inputs = List.of();
    Arrays.fill(outputs, null);
    Arrays.fill(reused, null);
    Arrays.fill(results, null);
    Arrays.fill(made, null);
    for (var step : steps) {
      step.release();
    }
  }

  /// Gives all memory back, but what the last run has left.
  void close() {
    arena.close();
    for (var own : spares) {
      drop(own[0]);
      drop(own[1]);
      Arrays.fill(own, null);
    }
    for (var step : steps) {
      step.close();
    }
  }
}

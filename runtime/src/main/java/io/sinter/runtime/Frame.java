package io.sinter.runtime;

import io.sinter.runtime.Program.Launch;
import io.sinter.runtime.Program.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The memory of one run at a time, and the launches resolved to it. Bound to sizes; at the same sizes the next run
/// finds everything in place. When the sizes change, arrays that are long enough stay.
final class Frame {
  private final Program program;
  private final List<Object> weights;
  private final MemoryPlan plan;
  private final BoundLaunch[] launches;
  private final @Nullable Object[] slots;
  /// For each worker the arrays of the plan's scratch cells.
  private final List<@Nullable Object[]> scratch = new ArrayList<>();
  private final int[] slotLengths;
  private final int[] scratchLengths;
  private final int[] outputLengths;
  private final long[][] outputShapes;
  private final List<Patch> patches = new ArrayList<>();
  private @Nullable Sizes sizes;
  private long sharedBytes;
  private long workerBytes;
  private int workers;

  /// A position in a launch's arrays that changes with every run, and what stands there when it is empty: a kernel that
  /// pads may read the first elements of an array without any, to choose others then.
  private record Patch(BoundLaunch launch, int position, boolean input, int index, Program.Buffer buffer) {
    Object array(Object given, Sizes sizes) {
      boolean empty = input && TypedArray.length(buffer.type(), given) == 0;
      return empty ? buffer.type().newArray(sizes.withoutZeros().count(buffer.elements(), buffer.name())) : given;
    }
  }

  Frame(Program program, List<Object> weights, Map<String, KernelCode> kernels, MemoryPlan plan) {
    this.program = program;
    this.weights = weights;
    this.plan = plan;
    this.slots = new Object[plan.slots().size()];
    this.slotLengths = new int[slots.length];
    this.scratchLengths = new int[plan.scratch().size()];
    this.outputLengths = new int[plan.outputs().size()];
    this.outputShapes = new long[outputLengths.length][];
    this.launches = new BoundLaunch[program.steps().size()];
    for (int i = 0; i < launches.length; i++) {
      switch (program.steps().get(i)) {
        case Launch launch -> {
          launches[i] = new BoundLaunch(i, launch, kernels.get(launch.kernel()));
          patches(launch, launches[i]);
        }
      }
    }
  }

  private void patches(Launch launch, BoundLaunch bound) {
    for (int p = 0; p < launch.buffers().size(); p++) {
      var buffer = program.buffers().get(launch.buffers().get(p));
      switch (buffer.source()) {
        case Source.Input(int index) -> patches.add(new Patch(bound, p, true, index, buffer));
        case Source.Output(int index) -> patches.add(new Patch(bound, p, false, index, buffer));
        case Source.Weight _, Source.Frame _ -> { }
      }
    }
  }

  boolean boundTo(long[] values) {
    return sizes != null && sizes.same(values);
  }

  /// Makes everything ready for runs at these sizes. After an exception the frame is useless.
  ///
  /// @throws ModelError when the sizes are impossible or need more memory than the budget
  void bind(Sizes wanted, int threads, long budget) {
    boolean again = sizes == wanted;
    if (!again) {
      sizes = null;
      measure(wanted);
      for (var launch : launches) {
        launch.bind(wanted);
      }
    }
    checkBudget(wanted, threads, budget);
    if (!again) {
      allocate();
      workers = 0;
    }
    int wantedWorkers = scratchLengths.length == 0 ? 1 : threads;
    if (workers < wantedWorkers) {
      resolve(wantedWorkers);
    }
    sizes = wanted;
  }

  /// The same at the sizes it is bound to.
  void bindAgain(int threads, long budget) {
    bind(sizes, threads, budget);
  }

  private void measure(Sizes wanted) {
    sharedBytes = 0;
    workerBytes = 0;
    for (int i = 0; i < slots.length; i++) {
      var slot = plan.slots().get(i);
      slotLengths[i] = Math.max(
          wanted.count(slot.elements(), "slot " + i), wanted.withoutZeros().count(slot.elements(), "slot " + i));
      sharedBytes += (long) slotLengths[i] * slot.type().bytes();
    }
    for (int i = 0; i < outputLengths.length; i++) {
      var port = program.signature().outputs().get(i);
      var shape = InputCheck.tensorType(port).shape();
      outputShapes[i] = new long[shape.rank()];
      for (int d = 0; d < shape.rank(); d++) {
        outputShapes[i][d] = wanted.count(shape.get(d), "output '" + port.name() + "', dimension " + d);
      }
      var output = plan.outputs().get(i);
      var what = "output '" + port.name() + "'";
      outputLengths[i] = Math.max(output.length(wanted, what), output.length(wanted.withoutZeros(), what));
      sharedBytes += (long) outputLengths[i] * output.type().bytes();
    }
    for (int i = 0; i < scratchLengths.length; i++) {
      var cell = plan.scratch().get(i);
      scratchLengths[i] = cell.length(wanted, "a scratch array");
      workerBytes += (long) scratchLengths[i] * cell.type().bytes();
    }
  }

  private void checkBudget(Sizes wanted, int threads, long budget) {
    long bytes = sharedBytes + threads * workerBytes;
    if (bytes > budget) {
      var at = wanted.toString();
      throw new ModelError(Problem.of("A run needs more memory than it is granted.")
          .given(bytes + " bytes" + (at.isEmpty() ? "" : " for " + at) + " on " + threads
              + (threads == 1 ? " thread" : " threads"))
          .expected("at most " + budget + " bytes")
          .tryThis("raise the memory budget, or pass smaller inputs"));
    }
  }

  private void allocate() {
    for (int i = 0; i < slots.length; i++) {
      var slot = plan.slots().get(i);
      slots[i] = array(slots[i], slot.type(), slotLengths[i], slot.fill(), slot.keepsFill());
    }
    for (var own : scratch) {
      allocateScratch(own);
    }
  }

  private void allocateScratch(@Nullable Object[] own) {
    for (int c = 0; c < own.length; c++) {
      var cell = plan.scratch().get(c);
      own[c] = array(own[c], cell.type(), scratchLengths[c], cell.fill(), cell.keepsFill());
    }
  }

  private static Object array(@Nullable Object old, DType type, int length, double fill, boolean keepsFill) {
    boolean fresh = old == null || TypedArray.length(type, old) < length;
    var array = fresh ? type.newArray(length) : old;
    boolean zero = Double.doubleToRawLongBits(fill) == 0;
    if (fresh ? !zero : keepsFill) {
      TypedArray.fill(type, array, fill);
    }
    return array;
  }

  private void resolve(int count) {
    while (plan.scratch().size() > 0 && scratch.size() < count) {
      var own = new Object[scratchLengths.length];
      allocateScratch(own);
      scratch.add(own);
    }
    for (int i = 0; i < launches.length; i++) {
      switch (program.steps().get(i)) {
        case Launch launch -> {
          int copies = launch.scratch().isEmpty() ? 1 : count;
          var perWorker = new Object[copies][];
          for (int w = 0; w < copies; w++) {
            perWorker[w] = arrays(launch, plan.scratchOf().get(i), w);
          }
          launches[i].arrays(perWorker);
        }
      }
    }
    workers = count;
  }

  private Object[] arrays(Launch launch, int[] cells, int worker) {
    int buffers = launch.buffers().size();
    var arrays = new Object[buffers + cells.length];
    for (int p = 0; p < buffers; p++) {
      switch (program.buffers().get(launch.buffers().get(p)).source()) {
        case Source.Weight(int index) -> arrays[p] = weights.get(index);
        case Source.Frame(int slot) -> arrays[p] = slots[slot];
        case Source.Input _, Source.Output _ -> { }
      }
    }
    for (int s = 0; s < cells.length; s++) {
      arrays[buffers + s] = scratch.get(worker)[cells[s]];
    }
    return arrays;
  }

  List<Tensor> run(List<Tensor> inputs, int threads, Limits limits, @Nullable LaunchObserver observer) {
    var outputs = new Object[outputLengths.length];
    for (int i = 0; i < outputs.length; i++) {
      outputs[i] = plan.outputs().get(i).type().newArray(outputLengths[i]);
    }
    for (var patch : patches) {
      var array = patch.input ? inputs.get(patch.index).array() : outputs[patch.index];
      patch.launch.patch(patch.position, patch.array(array, sizes));
    }
    for (var launch : launches) {
      launch.run(threads, limits, sizes);
      if (observer != null) {
        launch.observe(observer);
      }
    }
    var tensors = new Tensor[outputs.length];
    for (int i = 0; i < outputs.length; i++) {
      var type = plan.outputs().get(i).type();
      var shape = outputShapes[i];
      tensors[i] = Tensor.of(type, shape, TypedArray.first(type, outputs[i], Tensor.count(type, shape)));
    }
    return List.of(tensors);
  }

  /// Lets go of the caller's arrays.
  void release() {
    for (var patch : patches) {
      patch.launch.patch(patch.position, null);
    }
  }
}

package io.sinter.runtime;

import io.sinter.runtime.Program.Launch;
import io.sinter.runtime.Program.Source;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A compiled model that is ready to run: immutable code and packed weights, safe for many threads at once.
///
/// Each run borrows a frame of memory from a pool and gives it back, so the pool grows to as many frames as there were
/// runs at the same time. Outputs are fresh and belong to the caller. Inputs are read in place and must not change
/// during the run.
public final class Executable implements AutoCloseable {
  private static final int LARGEST_POOL = 2 * Runtime.getRuntime().availableProcessors();

  private final Program program;
  private final List<Object> weights;
  private final Map<String, KernelCode> kernels;
  private final MemoryPlan plan;
  private final InputCheck check;
  private final ArrayDeque<Frame> idle = new ArrayDeque<>();
  private int running;
  private boolean closed;

  /// @param weights the typed arrays that the program's `Source.Weight` count off; never written
  /// @param kernels the code behind the names in the program's launches
  /// @throws CompilerBug when the three do not fit together
  public Executable(Program program, List<Object> weights, Map<String, KernelCode> kernels) {
    this.program = program;
    this.weights = List.copyOf(weights);
    this.kernels = Map.copyOf(kernels);
    ProgramCheck.check(program, this.weights, this.kernels.keySet());
    this.plan = MemoryPlan.of(program);
    this.check = new InputCheck(program.signature(), program.symbols());
  }

  public Program program() {
    return program;
  }

  public Signature signature() {
    return program.signature();
  }

  /// How many launches a run has.
  public int launches() {
    return (int) program.steps().stream().filter(Launch.class::isInstance).count();
  }

  /// The bytes that a run on one thread takes for its frame, outputs and scratch arrays.
  public Dim peakMemory() {
    return plan.peak();
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
    return execute(inputs, options, null);
  }

  /// As above, and shows each launch's arrays to an observer.
  public List<Tensor> run(List<Tensor> inputs, RunOptions options, LaunchObserver observer) {
    return execute(inputs, options, Objects.requireNonNull(observer));
  }

  public Map<String, Tensor> run(Map<String, Tensor> inputs) {
    return run(inputs, RunOptions.DEFAULTS);
  }

  /// By name; the outputs come in the order of the signature.
  public Map<String, Tensor> run(Map<String, Tensor> inputs, RunOptions options) {
    var outputs = run(check.inOrder(inputs), options);
    var named = LinkedHashMap.<String, Tensor>newLinkedHashMap(outputs.size());
    for (int i = 0; i < outputs.size(); i++) {
      named.put(signature().outputs().get(i).name(), outputs.get(i));
    }
    return named;
  }

  private List<Tensor> execute(List<Tensor> inputs, RunOptions options, @Nullable LaunchObserver observer) {
    var limits = Limits.of(options);
    var values = check.bind(inputs);
    var frame = borrow(values);
    boolean sound = false;
    try {
      if (frame.boundTo(values)) {
        frame.bindAgain(options.threads(), options.memoryBudget());
      } else {
        frame.bind(new Sizes(program.symbols(), values), options.threads(), options.memoryBudget());
      }
      var outputs = frame.run(inputs, options.threads(), limits, observer);
      sound = true;
      return outputs;
    } catch (DeadlineExceeded | Cancelled e) {
      sound = true;
      throw e;
    } finally {
      giveBack(frame, sound);
    }
  }

  /// A frame that is bound to these sizes if there is one, else any.
  private synchronized Frame borrow(long[] values) {
    if (closed) {
      throw new IllegalStateException("this executable is closed");
    }
    running++;
    for (Iterator<Frame> frames = idle.iterator(); frames.hasNext(); ) {
      var frame = frames.next();
      if (frame.boundTo(values)) {
        frames.remove();
        return frame;
      }
    }
    var frame = idle.pollLast();
    return frame == null ? new Frame(program, weights, kernels, plan) : frame;
  }

  private void giveBack(Frame frame, boolean sound) {
    if (sound) {
      frame.release();
    }
    synchronized (this) {
      running--;
      if (sound && !closed && idle.size() < LARGEST_POOL) {
        idle.addFirst(frame);
      }
      if (closed && running == 0) {
        notifyAll();
      }
    }
  }

  /// Waits until every kernel that has been launched runs in the form it will keep; see [TieredKernel].
  ///
  /// @return whether that was so within the time
  public boolean awaitReady(Duration timeout) {
    long end = System.nanoTime() + timeout.toNanos();
    for (var kernel : kernels.values()) {
      if (kernel instanceof TieredKernel tiered
          && !tiered.awaitReady(Duration.ofNanos(Math.max(0, end - System.nanoTime())))) {
        return false;
      }
    }
    return true;
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
    idle.clear();
    for (var kernel : kernels.values()) {
      if (kernel instanceof TieredKernel tiered) {
        tiered.abandon();
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}

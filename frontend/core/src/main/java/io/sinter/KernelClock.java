package io.sinter;

import io.sinter.runtime.LaunchObserver;
import io.sinter.runtime.Program.Launch;
import io.sinter.runtime.RunOptions;
import io.sinter.runtime.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// How long each kernel of a model takes in a run, all its launches together, at best.
final class KernelClock implements LaunchObserver {
  private static final long ENOUGH_NANOS = 1_000_000_000;
  private static final int LEAST_RUNS = 5;

  private final Map<String, Double> best = new HashMap<>();
  private final Map<String, Double> now = new HashMap<>();
  private long started;

  private KernelClock() {}

  /// Runs a model that is warm for about a second.
  ///
  /// @return nanoseconds by the names of kernels
  static Map<String, Double> of(KernelModel model, List<Tensor> inputs, RunOptions run) {
    var clock = new KernelClock();
    long start = System.nanoTime();
    for (int i = 0; i < LEAST_RUNS || System.nanoTime() - start < ENOUGH_NANOS; i++) {
      model.executable().run(inputs, run, clock);
      clock.now.forEach((name, nanos) -> clock.best.merge(name, nanos, Math::min));
      clock.now.clear();
    }
    return clock.best;
  }

  @Override
  public void starting(Launch launch) {
    started = System.nanoTime();
  }

  @Override
  public void launched(int step, Launch launch, int[] arguments, Object[] buffers) {
    now.merge(launch.kernel(), (double) (System.nanoTime() - started), Double::sum);
  }

  @Override
  public void launchedWithin(int step, Launch launch, int[] arguments, Object[] buffers) {
    launched(step, launch, arguments, buffers);
  }
}

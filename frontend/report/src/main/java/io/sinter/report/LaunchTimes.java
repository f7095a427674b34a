package io.sinter.report;

import io.sinter.KernelModel;
import io.sinter.runtime.LaunchObserver;
import io.sinter.runtime.Program.Launch;
import io.sinter.runtime.RunOptions;
import io.sinter.runtime.Tensor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/// How long each launch of a model takes, and at which sizes it runs.
///
/// @param launches by the launch itself: equal launches of a program are two
/// @param run nanoseconds of a whole run that nobody watches, the median
/// @param runs how many were measured
/// @param ready whether all code had been compiled by then
public record LaunchTimes(Map<Launch, Sample> launches, double run, int runs, boolean ready) {
  private static final Duration LONGEST_WARM_UP = Duration.ofSeconds(60);
  private static final long WINDOW = Duration.ofMillis(150).toNanos();
  private static final long LONGEST_SETTLING = Duration.ofSeconds(10).toNanos();

  /// @param nanos of all its calls in a run, the median over the runs
  /// @param arguments of each call in a run; none where the program did not come by
  public record Sample(double nanos, List<int[]> arguments) {}

  /// Warms a model up and runs it; the results are dropped.
  ///
  /// @param runs at least 1
  public static LaunchTimes measure(KernelModel model, List<Tensor> inputs, RunOptions options, int runs) {
    boolean ready = model.warmUp(inputs, LONGEST_WARM_UP);
    settle(model, inputs, options);
    var whole = new double[runs];
    for (int i = 0; i < runs; i++) {
      whole[i] = nanos(model, inputs, options);
    }
    var clock = new Clock();
    for (int i = 0; i < runs; i++) {
      clock.next();
      model.executable().run(inputs, options, clock);
    }
    return new LaunchTimes(clock.samples(), median(whole), runs, ready);
  }

  /// Runs a model once, as it is; the results are dropped.
  public static LaunchTimes once(KernelModel model, List<Tensor> inputs, RunOptions options) {
    var clock = new Clock();
    clock.next();
    long start = System.nanoTime();
    model.executable().run(inputs, options, clock);
    return new LaunchTimes(clock.samples(), System.nanoTime() - start, 1, false);
  }

  /// Runs until runs are not getting faster any more.
  private static void settle(KernelModel model, List<Tensor> inputs, RunOptions options) {
    double best = Double.POSITIVE_INFINITY;
    long end = System.nanoTime() + LONGEST_SETTLING;
    for (int same = 0; same < 2 && System.nanoTime() < end; ) {
      var times = new ArrayList<Double>();
      for (long start = System.nanoTime(); System.nanoTime() - start < WINDOW || times.size() < 3; ) {
        times.add(nanos(model, inputs, options));
      }
      double now = median(times.stream().mapToDouble(t -> t).toArray());
      same = now > best * 0.98 ? same + 1 : 0;
      best = Math.min(best, now);
    }
  }

  private static double nanos(KernelModel model, List<Tensor> inputs, RunOptions options) {
    long start = System.nanoTime();
    model.run(inputs, options);
    return System.nanoTime() - start;
  }

  private static double median(double[] values) {
    Arrays.sort(values);
    int middle = values.length / 2;
    return values.length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
  }

  /// Sums up each run.
  private static final class Clock implements LaunchObserver {
    private final Map<Launch, List<Double>> nanos = new IdentityHashMap<>();
    private final Map<Launch, List<int[]>> arguments = new IdentityHashMap<>();
    private int runs;
    private long start;

    void next() {
      runs++;
      arguments.clear();
    }

    @Override
    public void starting(Launch launch) {
      start = System.nanoTime();
    }

    @Override
    public void launched(int step, Launch launch, int[] values, Object[] buffers) {
      double took = System.nanoTime() - start;
      var all = nanos.computeIfAbsent(launch, l -> new ArrayList<>());
      while (all.size() < runs) {
        all.add(0.0);
      }
      all.set(runs - 1, all.getLast() + took);
      arguments.computeIfAbsent(launch, l -> new ArrayList<>()).add(values);
    }

    @Override
    public void launchedWithin(int step, Launch launch, int[] values, Object[] buffers) {
      launched(step, launch, values, buffers);
    }

    Map<Launch, Sample> samples() {
      var samples = new IdentityHashMap<Launch, Sample>();
      nanos.forEach((launch, all) -> samples.put(launch,
          new Sample(median(all.stream().mapToDouble(d -> d).toArray()),
              List.copyOf(arguments.getOrDefault(launch, List.of())))));
      return samples;
    }
  }
}

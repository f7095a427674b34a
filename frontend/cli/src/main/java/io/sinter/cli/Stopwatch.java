package io.sinter.cli;

import java.util.Arrays;
import java.util.stream.DoubleStream;

/// Times one piece of work again and again.
record Stopwatch(Runnable work) {
  private static final int WINDOW_RUNS = 5;
  private static final double WINDOW_MS = 100;
  private static final double LONGEST_MS = 10_000;

  /// By how much a window may still be faster than the one before it.
  private static final double STABLE = 0.02;

  /// Milliseconds, ascending.
  record Times(double[] sorted) {
    int runs() {
      return sorted.length;
    }

    /// What a part of the runs stays below, between runs in proportion.
    double quantile(double part) {
      double at = part * (sorted.length - 1);
      int low = (int) at;
      int high = Math.min(low + 1, sorted.length - 1);
      return sorted[low] + (at - low) * (sorted[high] - sorted[low]);
    }
  }

  static double millis(long start) {
    return (System.nanoTime() - start) / 1e6;
  }

  double once() {
    long start = System.nanoTime();
    work.run();
    return millis(start);
  }

  /// Works until it is not getting faster any more.
  Stopwatch warmUp() {
    long start = System.nanoTime();
    double before = Double.POSITIVE_INFINITY;
    for (int stable = 0; stable < 2 && millis(start) < LONGEST_MS; ) {
      double now = window().quantile(0.5);
      stable = now > before * (1 - STABLE) ? stable + 1 : 0;
      before = Math.min(now, before);
    }
    return this;
  }

  private Times window() {
    var times = DoubleStream.builder();
    long start = System.nanoTime();
    for (int runs = 0; runs < WINDOW_RUNS || millis(start) < WINDOW_MS; runs++) {
      times.add(once());
      if (millis(start) > LONGEST_MS) {
        break;
      }
    }
    return new Times(times.build().sorted().toArray());
  }

  Times runs(int count) {
    var times = new double[count];
    for (int i = 0; i < count; i++) {
      times[i] = once();
    }
    Arrays.sort(times);
    return new Times(times);
  }

  /// At least three runs.
  Times during(double seconds) {
    var times = DoubleStream.builder();
    long start = System.nanoTime();
    for (int runs = 0; runs < 3 || millis(start) < 1e3 * seconds; runs++) {
      times.add(once());
    }
    return new Times(times.build().sorted().toArray());
  }
}

package io.sinter.report;

import java.util.Arrays;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.stream.IntStream;

/// What some threads of this machine do at most, together.
///
/// @param threads how many
/// @param flops additions and multiplications of f32 per second, in registers; empty where Java runs without its Vector
///     API
/// @param bandwidth bytes per second that are read from memory
public record Machine(int threads, OptionalDouble flops, double bandwidth) {
  private static final Map<Integer, Machine> MEASURED = new ConcurrentHashMap<>();
  private static final int TRIES = 60;
  private static final int PASSES = 20;
  private static final int MOST_BYTES = 256 << 20;

  /// Measures for a fraction of a second, once for each number of threads.
  public static Machine of(int threads) {
    return MEASURED.computeIfAbsent(threads, Machine::measure);
  }

  /// The part of the time that a piece of work takes which no program for this machine can do without: for its
  /// operations or for its bytes, whichever is more. What lies in caches may be above 1.
  ///
  /// @param nanos what the work takes
  public double roofline(double operations, double bytes, double nanos) {
    double computing = flops.isPresent() ? operations / flops.getAsDouble() : 0;
    return nanos > 0 ? Math.max(computing, bytes / bandwidth) / nanos * 1e9 : 0;
  }

  private interface Work {
    /// @return how much was done
    double run(int thread);
  }

  private static Machine measure(int threads) {
    boolean vectors = ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
    var flops = vectors ? OptionalDouble.of(together(threads, TRIES, t -> VectorProbe.multiplyAdd()))
        : OptionalDouble.empty();
    int bytes = (int) Math.min(MOST_BYTES, Runtime.getRuntime().maxMemory() / 8);
    var parts = IntStream.range(0, threads).mapToObj(t -> filled(bytes / 4 / threads)).toArray(int[][]::new);
    return new Machine(threads, flops, together(threads, PASSES,
        t -> (vectors ? VectorProbe.sum(parts[t]) : sum(parts[t])) == 0 ? 0 : 4.0 * parts[t].length));
  }

  private static int[] filled(int elements) {
    var part = new int[elements];
    Arrays.fill(part, 1);
    return part;
  }

  private static int sum(int[] part) {
    int a = 0;
    int b = 0;
    int c = 0;
    int d = 0;
    for (int i = 0; i + 4 <= part.length; i += 4) {
      a += part[i];
      b += part[i + 1];
      c += part[i + 2];
      d += part[i + 3];
    }
    return a + b + c + d;
  }

  /// What threads that start at the same time do in a second, in the best of several tries.
  private static double together(int threads, int tries, Work work) {
    var done = new double[threads][tries];
    var nanos = new long[threads][tries];
    var start = new CyclicBarrier(threads);
    var others = IntStream.range(1, threads)
        .mapToObj(t -> Thread.ofPlatform().daemon().start(() -> tries(start, work, t, done[t], nanos[t]))).toList();
    tries(start, work, 0, done[0], nanos[0]);
    try {
      for (var other : others) {
        other.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
    return IntStream.range(0, tries).mapToDouble(i -> {
      double amount = 0;
      long longest = 1;
      for (int t = 0; t < threads; t++) {
        amount += done[t][i];
        longest = Math.max(longest, nanos[t][i]);
      }
      return amount / longest * 1e9;
    }).max().orElseThrow();
  }

  private static void tries(CyclicBarrier start, Work work, int thread, double[] done, long[] nanos) {
    try {
      for (int i = 0; i < done.length; i++) {
        start.await();
        long began = System.nanoTime();
        done[i] = work.run(thread);
        nanos[i] = System.nanoTime() - began;
      }
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}

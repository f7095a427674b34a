package io.sinter.conformance.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/// How long runs take on both engines, and what Sinter does in one.
///
/// @param sinter milliseconds of a run, a median for each turn
/// @param onnxRuntime the same
/// @param flops floating point operations of a run
/// @param bytes that kernels read and write in a run
record Times(List<Double> sinter, List<Double> onnxRuntime, double flops, double bytes) {
  private static final long TURN = 100_000_000;
  private static final long PAUSE = 100_000_000;
  private static final int TURNS = 5;

  /// In turns.
  private static final int LONGEST_SETTLING = 50;

  /// Measures in this JVM, in turns of a tenth of a second, once the outputs agree and runs are not getting faster.
  ///
  /// @param ours with as many threads
  static Times turns(Sample sample, Peer.OfSinter ours, int threads, int rounds) {
    try (var theirs = Peer.OfOnnxRuntime.load(sample, threads)) {
      sample.requireAgreement(ours.outputs(), theirs.outputs());
      ours.awaitReady();
      settle(ours);
      settle(theirs);
      var sinter = new ArrayList<Double>();
      var onnxRuntime = new ArrayList<Double>();
      for (int i = 0; i < TURNS * rounds; i++) {
        sinter.add(turn(ours));
        onnxRuntime.add(turn(theirs));
      }
      var work = ours.work();
      return new Times(sinter, onnxRuntime, work.flops(), work.bytes());
    }
  }

  private static void settle(Peer peer) {
    double best = Double.POSITIVE_INFINITY;
    int same = 0;
    for (int i = 0; same < 2 && i < LONGEST_SETTLING; i++) {
      double now = turn(peer);
      same = now > 0.98 * best ? same + 1 : 0;
      best = Math.min(best, now);
    }
  }

  /// Begins when the threads of the other engine, which spin a while for the next run, have gone to sleep.
  private static double turn(Peer peer) {
    LockSupport.parkNanos(PAUSE);
    var times = new ArrayList<Double>();
    int results = 0;
    for (long begin = System.nanoTime(), now = begin; now - begin < TURN; ) {
      results += peer.run();
      long end = System.nanoTime();
      times.add((end - now) / 1e6);
      now = end;
    }
    if (results < times.size()) {
      throw new IllegalStateException("a run gave no result");
    }
    return Ratios.median(times);
  }
}

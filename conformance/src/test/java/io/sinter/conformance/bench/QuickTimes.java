package io.sinter.conformance.bench;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// Times without JMH: both engines in this JVM, in turns of a tenth of a second.
final class QuickTimes {
  private static final long TURN = 100_000_000;
  private static final int TURNS = 5;

  private QuickTimes() {}

  /// Milliseconds of each run; the outputs of the engines are compared first.
  static Map<Engine, List<Double>> of(Sample sample, int threads, int rounds, String target) {
    var times = new EnumMap<Engine, List<Double>>(Engine.class);
    try (var ours = Engine.SINTER.load(sample, threads, target);
        var theirs = Engine.ONNX_RUNTIME.load(sample, threads, target)) {
      sample.requireAgreement(ours.outputs(), theirs.outputs());
      ours.awaitReady();
      turn(ours);
      turn(theirs);
      for (int i = 0; i < TURNS * rounds; i++) {
        times.computeIfAbsent(Engine.SINTER, e -> new ArrayList<>()).addAll(turn(ours));
        times.computeIfAbsent(Engine.ONNX_RUNTIME, e -> new ArrayList<>()).addAll(turn(theirs));
      }
    }
    return times;
  }

  private static List<Double> turn(Peer peer) {
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
    return times;
  }
}

package io.sinter.conformance.bench;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// What one core does at most: fused multiply-adds on registers alone.
final class FmaPeak {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int CHAINS = 12;
  private static final int STEPS = 100_000;
  private static final int TRIES = 60;

  private FmaPeak() {}

  /// Additions and multiplications per second.
  static double measure() {
    double best = 0;
    float sum = 0;
    for (int i = 0; i < TRIES; i++) {
      long start = System.nanoTime();
      sum += run(1e-9f * i);
      best = Math.max(best, 2.0 * CHAINS * SPECIES.length() * STEPS / (System.nanoTime() - start) * 1e9);
    }
    return Float.isNaN(sum) ? 0 : best;
  }

  private static float run(float start) {
    var x = FloatVector.broadcast(SPECIES, 0.999f);
    var a = FloatVector.broadcast(SPECIES, start);
    var b = a;
    var c = a;
    var d = a;
    var e = a;
    var f = a;
    var g = a;
    var h = a;
    var i = a;
    var j = a;
    var k = a;
    var l = a;
    for (int n = 0; n < STEPS; n++) {
      a = a.fma(x, x);
      b = b.fma(x, x);
      c = c.fma(x, x);
      d = d.fma(x, x);
      e = e.fma(x, x);
      f = f.fma(x, x);
      g = g.fma(x, x);
      h = h.fma(x, x);
      i = i.fma(x, x);
      j = j.fma(x, x);
      k = k.fma(x, x);
      l = l.fma(x, x);
    }
    return a.add(b).add(c).add(d).add(e).add(f).add(g).add(h).add(i).add(j).add(k).add(l).lane(0);
  }
}

package io.sinter.report;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// Work that does one thing only, with the Vector API.
final class VectorProbe {
  private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int CHAINS = 12;
  private static final int STEPS = 100_000;

  private VectorProbe() {}

  /// Reads an array from its first element to its last; some at the end may be left out.
  ///
  /// @return their sum
  static int sum(int[] elements) {
    var a = IntVector.zero(INTS);
    var b = a;
    var c = a;
    var d = a;
    int length = INTS.length();
    for (int i = 0; i + 4 * length <= elements.length; i += 4 * length) {
      a = a.add(IntVector.fromArray(INTS, elements, i));
      b = b.add(IntVector.fromArray(INTS, elements, i + length));
      c = c.add(IntVector.fromArray(INTS, elements, i + 2 * length));
      d = d.add(IntVector.fromArray(INTS, elements, i + 3 * length));
    }
    return a.add(b).add(c).add(d).reduceLanes(VectorOperators.ADD);
  }

  /// Fused multiply-adds of f32 on registers alone.
  ///
  /// @return how many additions and multiplications that were
  static double multiplyAdd() {
    float sum = run(1e-9f);
    return Float.isNaN(sum) ? 0 : 2.0 * CHAINS * SPECIES.length() * STEPS;
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

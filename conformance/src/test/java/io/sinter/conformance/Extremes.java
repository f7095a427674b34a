package io.sinter.conformance;

import java.util.List;
import java.util.Random;

/// Numbers and texts that programs tend to forget.
final class Extremes {
  private static final long[] LONGS = {0, 1, -1, 2, -2, 3, 4, 5, 7, -3, 16, 64, 65, 100, 1000, -100, 1L << 31,
      (1L << 31) - 1, -(1L << 31), 1L << 32, 1L << 40, 1L << 62, Long.MAX_VALUE, Long.MIN_VALUE, Long.MIN_VALUE + 1,
      9_999_999};
  private static final double[] REALS = {0, -0.0, 1, -1, 0.5, 2, -2, 1e30, -1e30, 1e-40, Double.NaN,
      Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 100};
  private static final List<String> TEXTS = List.of("", "bogus", "x", "y", "linear", "cubic", "nearest", "SAME_UPPER",
      "SAME_LOWER", "VALID", "NOTSET", "reflect", "wrap", "constant", "edge", "add", "mul", "max", "none", "mean",
      "sum", "i,j->", "...->...", "ij,jk", "ii->i", "forward", "reverse", "bidirectional", "Relu", "Tanh", "Affine",
      "N", "\0", "a/../b", "float16", "half_pixel", "align_corners", "floor", "ceil", "DCR", "CRD", "bilinear",
      "zeros");

  private Extremes() {}

  static long integer(Random random) {
    return LONGS[random.nextInt(LONGS.length)];
  }

  static double real(Random random) {
    return REALS[random.nextInt(REALS.length)];
  }

  /// One of the texts, or of `names`.
  static String text(Random random, List<String> names) {
    var from = names.isEmpty() || random.nextBoolean() ? TEXTS : names;
    return from.get(random.nextInt(from.size()));
  }
}

package io.sinter.passes;

import io.sinter.ir.kernel.Target;
import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;

/// How products are cut into panels of columns, in which weights are packed: a few vectors wide, or wide enough for
/// loops in which the compiler behind a target without vectors finds its own.
///
/// @param loops whether columns are loops
record Panels(boolean loops) {
  private static final long WIDTH = 32;
  private static final long LOOP = 128;

  /// Below this a compiler unrolls a loop of columns into nothing better than a tile of scalars.
  private static final long LEAST_LOOP = 48;
  private static final long STEP = 16;

  /// @param target of the kernels that run in the end
  static Panels of(Target target) {
    return new Panels(!target.hasItems() && target.lanes(DType.F32) == 1);
  }

  /// The width of a panel of so many columns.
  long width(Dim columns) {
    if (!loops) {
      return WIDTH;
    }
    if (columns.constant().isEmpty()) {
      return LOOP;
    }
    long n = Math.max(1, columns.asLong());
    long even = Math.ceilDiv(Math.ceilDiv(n, Math.ceilDiv(n, LOOP)), STEP) * STEP;
    return even < LEAST_LOOP ? WIDTH : even;
  }

  /// Whether so many columns are a loop.
  boolean isLoop(long columns) {
    return loops && columns >= LEAST_LOOP;
  }
}

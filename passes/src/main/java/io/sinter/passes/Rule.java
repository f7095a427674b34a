package io.sinter.passes;

import io.sinter.ir.Op;
import io.sinter.ir.Value;
import io.sinter.runtime.DType;
import org.jspecify.annotations.Nullable;

/// A local law: where the op on the left stands, the value on the right may stand.
///
/// @param name a fact in kebab case
/// @param law what holds, and why where that is not plain
/// @param example before and after, in the form of [Example]; it is the test of the rule
record Rule(String name, String law, String example, Exactness exactness, Rewrite rewrite) {
  /// What a rule does to results.
  enum Exactness {
    /// Every bit stays, those of infinities and signed zeros too; all NaNs are one value.
    EXACT,
    /// True of real numbers; roundings, overflows and signs of zero may differ.
    ROUNDING
  }

  /// One direction of a law, as code.
  @FunctionalInterface
  interface Rewrite {
    /// @return what may stand for `op`, or null where the law does not apply
    @Nullable Value of(Site site, Op op);
  }

  static Rule exact(String name, String law, String example, Rewrite rewrite) {
    return new Rule(name, law, example, Exactness.EXACT, rewrite);
  }

  /// Leaves half floats alone: one rounding more or less shows in their third digit.
  static Rule rounding(String name, String law, String example, Rewrite rewrite) {
    return new Rule(name, law, example, Exactness.ROUNDING,
        (site, op) -> isHalf(op.type().dtype()) ? null : rewrite.of(site, op));
  }

  private static boolean isHalf(DType type) {
    return type == DType.F16 || type == DType.BF16;
  }

  @Override
  public String toString() {
    return name;
  }
}

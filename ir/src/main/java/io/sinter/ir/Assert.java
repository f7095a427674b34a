package io.sinter.ir;

import io.sinter.runtime.DType;
import io.sinter.runtime.TensorType;

/// `x`, where `holds` is true at each index. Where it is not, the run ends with a [io.sinter.runtime.ModelError] of
/// that `sentence`, which gives an element of `x` for which it does not hold, and what was `expected` of it. What
/// nobody reads is not checked. C1: a bool for each element of `x`.
public record Assert(Value x, Value holds, String sentence, String expected) implements Op.Elementwise {
  @Override
  public TensorType type() {
    Constraint.check("assert", 1, holds.type().equals(x.type().withDType(DType.BOOL)),
        () -> holds.type() + " for " + x.type());
    return x.type();
  }
}

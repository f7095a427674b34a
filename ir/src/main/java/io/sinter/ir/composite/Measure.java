package io.sinter.ir.composite;

import io.sinter.ir.Builder;
import io.sinter.ir.Counting;
import io.sinter.ir.Literal;
import io.sinter.ir.Value;
import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Tensor;

/// A size as data.
public final class Measure {
  private Measure() {}

  /// The value of `size`, an i64 scalar.
  public static Value of(Builder b, Dim size) {
    return size.constant().isPresent() ? b.constant(Literal.of(Tensor.scalar(size.asLong())))
        : b.add(new Counting.Size(size));
  }

  /// The value of `size` in another type, a scalar.
  public static Value of(Builder b, Dim size, DType type) {
    return size.constant().isPresent() && type.isFloat()
        ? b.scalar(type, size.asLong())
        : Precision.convert(b, of(b, size), type);
  }
}

package io.sinter.ir;

import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
import io.sinter.runtime.TensorType;

/// Integers that come from sizes and positions alone. They have no operands and cost no memory: readers compute them.
public sealed interface Counting extends Op permits Counting.Iota, Counting.Size {
  /// `result[i] = i[axis]`, of type i64. C1: the axis exists.
  record Iota(Shape shape, int axis) implements Counting {
    @Override
    public TensorType type() {
      Constraint.check("iota", 1, axis >= 0 && axis < shape.rank(), () -> "axis " + axis + " of " + shape);
      return new TensorType(DType.I64, shape);
    }
  }

  /// The value of a size expression, an i64 scalar.
  record Size(Dim value) implements Counting {
    @Override
    public TensorType type() {
      return new TensorType(DType.I64, Shape.SCALAR);
    }
  }
}

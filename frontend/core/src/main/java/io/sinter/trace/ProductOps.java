package io.sinter.trace;

import io.sinter.ir.ScalarFn;
import io.sinter.ir.Value;
import io.sinter.ir.composite.MatrixProduct;
import io.sinter.runtime.Tensor;
import io.sinter.runtime.Truth;

/// Products of matrices and vectors.
public sealed interface ProductOps permits Traced {
  /// The matrix product as NumPy's `matmul`: all axes but the last two are a batch and broadcast; a vector is a row on
  /// the left, a column on the right, and its axis leaves the result.
  default Traced matmul(Traced y) {
    var c = Call.of("matmul");
    return product(c, c.in(self()), c.in(y));
  }

  default Traced matmul(Tensor y) {
    var c = Call.of("matmul");
    return product(c, c.in(self()), c.constant(y));
  }

  private static Traced product(Call c, Value x, Value y) {
    Elementwise.requireOneType(c, x, y);
    Elementwise.require(c, ScalarFn.MUL, x);
    int rx = x.type().rank();
    int ry = y.type().rank();
    if (rx == 0 || ry == 0) {
      throw c.error("A factor of a matrix product is a scalar.", x.type() + " and " + y.type(), "rank 1 or more",
          "multiply by a scalar with times");
    }
    var columns = x.type().dim(rx - 1);
    var rows = y.type().dim(Math.max(0, ry - 2));
    if (columns.equalTo(rows) == Truth.NO) {
      throw c.error("The inner sizes of a matrix product differ.", x.type() + " and " + y.type(),
          "as many rows on the right as columns on the left: " + columns);
    }
    return c.out(MatrixProduct.of(c.builder(), x, y).orElseThrow(() -> c.error("Shapes do not broadcast.",
        x.type().shape() + " and " + y.type().shape(),
        "sizes before the last two that are equal or 1, counted from the end")));
  }

  private Traced self() {
    return (Traced) this;
  }
}

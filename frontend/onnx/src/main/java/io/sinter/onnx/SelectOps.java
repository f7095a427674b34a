package io.sinter.onnx;

import static io.sinter.onnx.Operator.of;

import io.sinter.ir.Op;
import io.sinter.ir.ScalarFn;
import io.sinter.ir.Value;
import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
import io.sinter.runtime.Truth;
import java.util.List;

/// As much of a tensor as its data says.
final class SelectOps {
  static final List<Operator> TABLE = List.of(
      of("NonZero", 9, SelectOps::nonZero),
      of("Compress", 9, SelectOps::compress));

  private SelectOps() {}

  static Value flat(OnnxNode n, Value x) {
    return ShapeOps.reshape(n, x, Shape.of(x.type().shape().elements()));
  }

  /// One column for each element that is not 0, one row for each axis.
  private static Value nonZero(OnnxNode n) {
    var x = n.value(0);
    var isZero = n.apply(ScalarFn.EQ, x, n.splat(x, 0));
    var chosen = Selection.of(n, flat(n, n.apply(ScalarFn.NOT, isZero)));
    var rows = Selection.unravel(n, chosen.positions(n), x.type().shape()).stream()
        .map(row -> ShapeOps.reshape(n, row, Shape.of(Dim.ONE, chosen.count()))).toList();
    return rows.isEmpty()
        ? n.builder().broadcast(n.builder().scalar(DType.I64, 0), Shape.of(Dim.ZERO, chosen.count()))
        : n.builder().add(new Op.Concatenate(rows, 0));
  }

  private static Value compress(OnnxNode n) {
    var given = n.value(0);
    n.require(given.type().rank() > 0, "A scalar has nothing to choose from.", given.type(), "rank 1 or more");
    boolean all = !n.attributes().has("axis");
    var x = all ? flat(n, given) : given;
    int axis = all ? 0 : n.axis(n.attributes().integer("axis"), x.type().rank());
    var condition = n.ranked(1, 1, "[at most " + x.type().dim(axis) + "]");
    var length = condition.type().dim(0);
    n.require(length.atMost(x.type().dim(axis)) != Truth.NO, "A condition is longer than what it chooses from.",
        condition.type() + " for axis " + axis + " of " + x.type(), "at most " + x.type().dim(axis));
    return GatherOps.along(n, x, axis, Selection.of(n, condition).positions(n));
  }
}

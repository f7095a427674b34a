package io.sinter.onnx;

import io.sinter.ir.Counting;
import io.sinter.ir.Op;
import io.sinter.ir.ScalarFn;
import io.sinter.ir.Value;
import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
import io.sinter.runtime.Truth;
import java.util.ArrayList;
import java.util.List;

/// Determinants of the matrices that the last two axes hold, by elimination with the largest element of a column as
/// pivot, in f64.
final class Determinants {
  static final List<Operator> TABLE = List.of(Operator.of("Det", 11, Determinants::of));

  /// Larger matrices would make too many operations, which are written out.
  private static final long LARGEST = 32;

  private Determinants() {}

  private static Value of(OnnxNode n) {
    var x = n.requireFloat(n.value(0));
    int rank = x.type().rank();
    n.require(rank >= 2 && x.type().dim(rank - 1).equalTo(x.type().dim(rank - 2)) != Truth.NO,
        "A determinant is asked for of what is no square matrix.", x.type(), "[…, M, M]");
    if (!x.type().dim(rank - 1).equals(x.type().dim(rank - 2))
        || x.type().dim(rank - 1).constant().orElse(LARGEST + 1) > LARGEST) {
      throw n.unsupported("Det of " + x.type(), "matrices of at most " + LARGEST + " rows");
    }
    var rest = n.convert(x, DType.F64);
    var batch = new Shape(x.type().shape().dims().subList(0, rank - 2));
    var product = n.builder().broadcast(n.builder().scalar(DType.F64, 1), batch);
    while (!rest.type().dim(rank - 1).isConstant(0)) {
      var step = eliminate(n, rest);
      product = n.apply(ScalarFn.MUL, product, step.factor());
      rest = step.rest();
    }
    return n.convert(product, x.type().dtype());
  }

  /// The determinant of a matrix is `factor` times that of `rest`, which has a row and a column less.
  private record Step(Value factor, Value rest) {}

  private static Step eliminate(OnnxNode n, Value m) {
    int row = m.type().rank() - 2;
    var column = one(n, m, row + 1);
    var place = n.builder().add(new Counting.Iota(column.type().shape(), row));
    var magnitude = n.apply(ScalarFn.ABS, column);
    var largest = n.apply(ScalarFn.EQ, magnitude, along(n, n.builder().add(
        new Op.Reduce(magnitude, ScalarFn.MAX, List.of(row))), column, row));
    var none = n.splat(place, m.type().dim(row).asLong());
    var chosen = n.builder().add(
        new Op.Reduce(n.apply(ScalarFn.SELECT, largest, place, none), ScalarFn.MIN, List.of(row)));
    var at = n.apply(ScalarFn.EQ, place, along(n, chosen, column, row));
    var isPivot = along(n, at, m, row + 1);
    var pivots = n.builder().add(
        new Op.Reduce(n.apply(ScalarFn.SELECT, isPivot, m, n.splat(m, 0)), ScalarFn.ADD, List.of(row)));
    var moved = n.apply(ScalarFn.SELECT, isPivot, along(n, one(n, m, row), m, row), m);
    var pivot = one(n, pivots, row);
    var sign = n.apply(ScalarFn.SELECT, n.apply(ScalarFn.EQ, chosen, n.splat(chosen, 0)), n.splat(pivot, 1),
        n.splat(pivot, -1));
    var divisor = along(n, pivot, column, row);
    var ratio = n.apply(ScalarFn.SELECT, n.apply(ScalarFn.EQ, divisor, n.splat(divisor, 0)), n.splat(divisor, 0),
        n.apply(ScalarFn.DIV, one(n, moved, row + 1), divisor));
    var taken = n.apply(ScalarFn.MUL, along(n, ratio, m, row + 1), along(n, pivots, m, row));
    var rest = n.apply(ScalarFn.SUB, moved, taken);
    return new Step(n.apply(ScalarFn.MUL, pivot, sign), tail(n, tail(n, rest, row), row + 1));
  }

  /// The first element along an axis, which leaves the shape.
  private static Value one(OnnxNode n, Value x, int axis) {
    var dims = new ArrayList<>(x.type().shape().dims());
    dims.remove(axis);
    return ShapeOps.reshape(n, SliceOps.part(n, x, axis, Dim.ZERO, Dim.ONE, 1), new Shape(dims));
  }

  private static Value tail(OnnxNode n, Value x, int axis) {
    return SliceOps.part(n, x, axis, Dim.ONE, x.type().dim(axis).minus(1), 1);
  }

  /// Repeated along `axis` of `like`.
  private static Value along(OnnxNode n, Value x, Value like, int axis) {
    return n.builder().spread(x, like.type().shape(), List.of(axis));
  }
}

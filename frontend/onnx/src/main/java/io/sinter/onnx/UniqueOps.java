package io.sinter.onnx;

import static io.sinter.onnx.Operator.several;

import io.sinter.ir.Indexed;
import io.sinter.ir.Op;
import io.sinter.ir.ScalarFn;
import io.sinter.ir.Value;
import io.sinter.ir.composite.Sorting;
import io.sinter.ir.composite.Take;
import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
import java.util.List;

/// Each different element once. All NaNs count as one value.
final class UniqueOps {
  static final List<Operator> TABLE = List.of(several("Unique", 11, UniqueOps::unique));

  private UniqueOps() {}

  /// @param first for each different row where it first stands
  /// @param inverse for each row which of the different ones it is
  private record Groups(Value first, Value inverse) {}

  /// The elements, or the parts along an axis, become the rows of a matrix.
  private static List<Value> unique(OnnxNode n) {
    var given = n.value(0);
    boolean all = !n.attributes().has("axis");
    var x = all ? SelectOps.flat(n, given) : given;
    int axis = all ? 0 : n.axis(n.attributes().integer("axis"), x.type().rank());
    var moved = n.builder().add(new Op.Transpose(x, Indices.first(x.type().rank(), List.of(axis))));
    var size = x.type().dim(axis);
    var rest = new Shape(moved.type().shape().dims().subList(1, x.type().rank())).elements();
    var rows = ShapeOps.reshape(n, moved, Shape.of(size, rest));
    var groups = sorted(n, rows);
    if (!n.attributes().flag("sorted", true)) {
      groups = byAppearance(n, groups, size);
    }
    var ones = n.builder().broadcast(n.builder().scalar(DType.I64, 1), Shape.of(size));
    var none = n.splat(groups.first(), 0);
    var counts = n.builder().add(
        new Indexed.Scatter(none, List.of(groups.inverse()), ones, List.of(0), Indexed.Update.ADD));
    return List.of(Take.along(n.builder(), x, axis, groups.first()), groups.first(), groups.inverse(), counts);
  }

  /// In sorted order a row that differs from the one before it opens a group.
  private static Groups sorted(OnnxNode n, Value rows) {
    var b = n.builder();
    var size = rows.type().dim(0);
    var order = Sorting.rows(b, rows);
    var at = Indices.position(n, Shape.of(size), 0);
    var before = b.add(new Indexed.Gather(rows, List.of(take(n, order, n.apply(ScalarFn.SUB, at, n.splat(at, 1)))),
        List.of(0)));
    var own = b.add(new Indexed.Gather(rows, List.of(order), List.of(0)));
    var differs = b.add(new Op.Reduce(n.apply(ScalarFn.NOT, same(n, own, before)), ScalarFn.OR, List.of(1)));
    var opens = n.convert(n.apply(ScalarFn.OR, differs, n.apply(ScalarFn.EQ, at, n.splat(at, 0))), DType.I64);
    var count = Counts.of(n, b.add(new Op.Reduce(opens, ScalarFn.ADD, List.of(0))), "different");
    var group = n.apply(ScalarFn.SUB, b.add(new Op.CumulativeReduce(opens, ScalarFn.ADD, 0)), n.splat(at, 1));
    var none = Indices.spread(n, size, Shape.of(count));
    return new Groups(
        b.add(new Indexed.Scatter(none, List.of(group), order, List.of(0), Indexed.Update.MIN)),
        b.add(new Indexed.Scatter(order, List.of(order), group, List.of(0), Indexed.Update.SET)));
  }

  private static Value same(OnnxNode n, Value x, Value y) {
    var equal = n.apply(ScalarFn.EQ, x, y);
    if (!x.type().dtype().isFloat()) {
      return equal;
    }
    var nans = n.apply(ScalarFn.OR, n.apply(ScalarFn.EQ, x, x), n.apply(ScalarFn.EQ, y, y));
    return n.apply(ScalarFn.OR, equal, n.apply(ScalarFn.NOT, nans));
  }

  private static Value take(OnnxNode n, Value x, Value at) {
    return n.builder().add(new Indexed.Gather(x, List.of(at), List.of(0)));
  }

  /// The same groups in the order of their first rows.
  private static Groups byAppearance(OnnxNode n, Groups groups, Dim size) {
    var none = n.builder().broadcast(n.builder().scalar(DType.I64, 0), Shape.of(size));
    var marks = n.builder().add(new Indexed.Scatter(
        none, List.of(groups.first()), n.splat(groups.first(), 1), List.of(0), Indexed.Update.SET));
    var number = n.apply(ScalarFn.SUB, n.builder().add(new Op.CumulativeReduce(marks, ScalarFn.ADD, 0)),
        n.splat(marks, 1));
    var renamed = take(n, number, groups.first());
    return new Groups(
        n.builder().add(new Indexed.Scatter(
            groups.first(), List.of(renamed), groups.first(), List.of(0), Indexed.Update.SET)),
        take(n, renamed, groups.inverse()));
  }
}

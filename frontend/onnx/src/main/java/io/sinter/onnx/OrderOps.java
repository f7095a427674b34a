package io.sinter.onnx;

import static io.sinter.onnx.Operator.of;
import static io.sinter.onnx.Operator.several;

import io.sinter.ir.ScalarFn;
import io.sinter.ir.Value;
import io.sinter.ir.composite.Extremum;
import io.sinter.ir.composite.Sorting;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
import io.sinter.runtime.Truth;
import java.util.List;

/// The largest and the smallest elements, and where they stand.
final class OrderOps {
  static final List<Operator> TABLE = List.of(
      of("ArgMax", 1, n -> position(n, ScalarFn.MAX)),
      of("ArgMin", 1, n -> position(n, ScalarFn.MIN)),
      of("Hardmax", 1, n -> {
        var x = n.value(0);
        int rank = x.type().rank();
        long given = n.attributes().integer("axis", 1);
        int axis = given == rank ? rank : n.axis(given, rank);
        var dims = x.type().shape().dims();
        var rows = ShapeOps.reshape(n, x, Shape.of(
            new Shape(dims.subList(0, axis)).elements(), new Shape(dims.subList(axis, rank)).elements()));
        return ShapeOps.reshape(n, largest(n, rows, 1), x.type().shape());
      }),
      of("Hardmax", 13, n -> largest(
          n, n.value(0), n.axis(n.attributes().integer("axis", -1), n.value(0).type().rank()))),
      several("TopK", 1, n -> largest(n, Dim.of(n.attributes().count("k")))),
      several("TopK", 10, n -> {
        n.shaped(1, Shape.of(1));
        return largest(n, n.size(1, "K"));
      }));

  private OrderOps() {}

  private static Value position(OnnxNode n, ScalarFn extreme) {
    var x = n.value(0);
    int axis = n.axis(n.attributes().integer("axis", 0), x.type().rank());
    n.require(!x.type().dim(axis).isConstant(0), "No element of an empty axis is the largest or smallest.",
        "axis " + axis + " of " + x.type(), "at least one element");
    boolean last = n.attributes().flag("select_last_index", false);
    var at = Demand.some(n, Extremum.position(n.builder(), x, extreme, axis, last), x.type().dim(axis));
    return n.attributes().flag("keepdims", true)
        ? ReductionOps.keep(n, at, x.type().shape(), List.of(axis)) : at;
  }

  /// 1 at the first of the largest elements along an axis, 0 elsewhere.
  private static Value largest(OnnxNode n, Value x, int axis) {
    var shape = x.type().shape();
    var first = Extremum.position(n.builder(), n.requireFloat(x), ScalarFn.MAX, axis, false);
    return n.convert(n.apply(ScalarFn.EQ, n.builder().spread(first, shape, List.of(axis)),
        Indices.position(n, shape, axis)), x.type().dtype());
  }

  /// The first `k` elements along an axis in order, and where they stood. Where no order is asked for, this is one of
  /// those allowed.
  private static List<Value> largest(OnnxNode n, Dim k) {
    var x = n.value(0);
    int axis = n.axis(n.attributes().integer("axis", -1), x.type().rank());
    var size = x.type().dim(axis);
    n.require(k.atMost(size) != Truth.NO, "TopK asks for more elements than there are.", k + " of " + size,
        "at most " + size);
    n.require(k.constant().orElse(0) >= 0, "TopK asks for less than nothing.", k + " of " + size, "0 or more");
    n.attributes().flag("sorted", true);
    var sorted = Sorting.of(n.builder(), x, axis, n.attributes().flag("largest", true));
    return List.of(SliceOps.part(n, sorted.values(), axis, Dim.ZERO, k, 1),
        SliceOps.part(n, sorted.indices(), axis, Dim.ZERO, k, 1));
  }
}

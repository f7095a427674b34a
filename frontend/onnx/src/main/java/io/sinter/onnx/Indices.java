package io.sinter.onnx;

import io.sinter.ir.Counting;
import io.sinter.ir.Op;
import io.sinter.ir.ScalarFn;
import io.sinter.ir.Value;
import io.sinter.ir.composite.Measure;
import io.sinter.ir.composite.Positions;
import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
import io.sinter.runtime.Truth;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/// Indices that are data. A negative one counts from the end of its axis.
///
/// ONNX calls an index outside of its axis an error: of the import where it is known there, else of the run.
final class Indices {
  private Indices() {}

  /// Indices along an axis of a `size`, from its start on, as i64.
  static Value wrapped(OnnxNode n, Value indices, Dim size) {
    var i = integers(n, indices);
    var fromEnd = n.apply(ScalarFn.ADD, i, spread(n, size, i.type().shape()));
    return n.apply(ScalarFn.SELECT, n.apply(ScalarFn.LT, i, n.splat(i, 0)), fromEnd, i);
  }

  /// As [#wrapped]; each index must be from `-size` to `size - 1`.
  static Value inside(OnnxNode n, Value indices, Dim size) {
    var i = integers(n, indices);
    var checked = Demand.within(n, i, size.times(-1), size, "An index lies outside its axis.");
    return Positions.fromStart(n.builder(), i, checked, size);
  }

  /// Indices that count from the start of an axis of a `size` only; each must be from 0 to `size - 1`.
  static Value fromStart(OnnxNode n, Value indices, Dim size) {
    return Demand.within(n, integers(n, indices), Dim.ZERO, size, "An index lies outside its axis.");
  }

  /// `indices` as i64.
  static Value integers(OnnxNode n, Value indices) {
    return n.convert(indices, DType.I64);
  }

  /// `size` as i64 at each index of `shape`.
  static Value spread(OnnxNode n, Dim size, Shape shape) {
    return n.builder().broadcast(Measure.of(n.builder(), size), shape);
  }

  /// For each index of `shape` its position along `axis`, as i64.
  static Value position(OnnxNode n, Shape shape, int axis) {
    return n.builder().add(new Counting.Iota(shape, axis));
  }

  /// At each index of `shape` the element of the vector `at` that stands at its position along `axis`.
  static Value along(OnnxNode n, Value at, Shape shape, int axis) {
    return n.builder().add(new Op.Broadcast(at, shape, List.of(axis)));
  }

  /// All axes of a tensor of `rank`.
  static List<Integer> axes(int rank) {
    return IntStream.range(0, rank).boxed().toList();
  }

  /// The k-th column of `indices` along its last axis, which leaves the shape.
  static Value column(OnnxNode n, Value indices, int k) {
    var dims = indices.type().shape().dims();
    int last = dims.size() - 1;
    var column = SliceOps.part(n, indices, last, Dim.of(k), Dim.ONE, 1);
    return ShapeOps.reshape(n, column, new Shape(dims.subList(0, last)));
  }

  /// How many columns `indices` have, which must be known and at most `most`.
  static int columns(OnnxNode n, Value indices, int most) {
    int rank = indices.type().rank();
    n.require(rank > 0, "Indices have no columns.", indices.type(), "rank 1 or more");
    var count = indices.type().dim(rank - 1).constant();
    if (count.isEmpty()) {
      throw n.unsupported(n.op() + " with indices of " + indices.type(),
          "a fixed size of the last axis of the indices");
    }
    n.require(count.getAsLong() >= 1 && count.getAsLong() <= most, "Indices have the wrong number of columns.",
        indices.type(), "1 to " + most);
    return (int) count.getAsLong();
  }

  /// `indices` along `axis`, each at its own place along all other axes, which must not be longer than those of `x`.
  static List<Value> elements(OnnxNode n, Value x, Value indices, int axis) {
    var shape = indices.type().shape();
    n.require(shape.rank() == x.type().rank(), "Indices have another rank than the data.",
        indices.type() + " for " + x.type(), "equal ranks");
    var each = new ArrayList<Value>();
    for (int k = 0; k < shape.rank(); k++) {
      n.require(k == axis || shape.get(k).atMost(x.type().dim(k)) != Truth.NO, "Indices are longer than the data.",
          "axis " + k + " of " + indices.type() + " for " + x.type(), "at most " + x.type().dim(k));
      each.add(k == axis ? inside(n, indices, x.type().dim(axis))
          : Demand.within(n, position(n, shape, k), Dim.ZERO, x.type().dim(k), "Indices are longer than the data."));
    }
    return each;
  }

  /// `x` with the axes `from` moved, in this order, to the front.
  static List<Integer> first(int rank, List<Integer> from) {
    var order = new ArrayList<>(from);
    axes(rank).stream().filter(a -> !from.contains(a)).forEach(order::add);
    return Collections.unmodifiableList(order);
  }
}

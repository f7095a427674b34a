package io.sinter.onnx;

import io.sinter.ir.Counting;
import io.sinter.ir.Op;
import io.sinter.ir.ScalarFn;
import io.sinter.ir.Value;
import io.sinter.ir.composite.Filter;
import io.sinter.ir.composite.Measure;
import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
import java.util.ArrayList;

/// The elements of one axis that positions between them read.
///
/// @param places of which element, as floats of the positions' type: the shape of the positions, then one axis of taps
/// @param weights how much each counts
record Taps(Value places, Value weights) {
  /// The nearest element; positions are whole numbers.
  static Taps nearest(OnnxNode n, Value at) {
    var places = ShapeOps.reshape(n, at, with(at.type().shape(), Dim.ONE));
    return new Taps(places, n.splat(places, 1));
  }

  /// As many elements on both sides as the filter reaches.
  static Taps around(OnnxNode n, Value at, Filter filter) {
    var shape = with(at.type().shape(), Dim.of(2L * filter.reach()));
    int last = shape.rank() - 1;
    var axes = Indices.axes(last);
    var offset = n.convert(n.builder().add(new Counting.Iota(shape, last)), at.type().dtype());
    var first = n.apply(ScalarFn.ADD, n.apply(ScalarFn.FLOOR, at), n.splat(at, 1 - filter.reach()));
    var places = n.apply(ScalarFn.ADD, n.builder().add(new Op.Broadcast(first, shape, axes)), offset);
    var distance = n.apply(ScalarFn.SUB, places, n.builder().add(new Op.Broadcast(at, shape, axes)));
    return new Taps(places, filter.weight(n.builder(), distance));
  }

  /// The same taps without weight where they are outside of an axis of `size`.
  Taps inside(OnnxNode n, Dim size) {
    var last = n.builder().broadcast(
        Measure.of(n.builder(), size.minus(1), places.type().dtype()), places.type().shape());
    var is = n.apply(ScalarFn.AND,
        n.apply(ScalarFn.LE, n.splat(places, 0), places), n.apply(ScalarFn.LE, places, last));
    return new Taps(places, n.apply(ScalarFn.SELECT, is, weights, n.splat(weights, 0)));
  }

  /// The places as indices.
  Value indices(OnnxNode n) {
    return n.convert(places, DType.I64);
  }

  static Shape with(Shape shape, Dim last) {
    var dims = new ArrayList<>(shape.dims());
    dims.add(last);
    return new Shape(dims);
  }
}

package io.sinter.onnx;

import io.sinter.ir.ScalarFn;
import io.sinter.ir.Value;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
import io.sinter.runtime.Truth;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// ONNX's multidirectional broadcasting: axes are aligned at the right, and a size of 1 is repeated.
final class Broadcasting {
  private Broadcasting() {}

  /// `fn` of the values, brought to one shape.
  static Value apply(OnnxNode n, ScalarFn fn, Value... args) {
    var shape = shape(n, Arrays.stream(args).map(a -> a.type().shape()).toList());
    return n.apply(fn, Arrays.stream(args).map(a -> n.builder().broadcast(a, shape)).toArray(Value[]::new));
  }

  /// The shape that all of `shapes` broadcast to.
  static Shape shape(OnnxNode n, List<Shape> shapes) {
    int rank = shapes.stream().mapToInt(Shape::rank).max().orElse(0);
    var dims = new ArrayList<Dim>();
    for (int axis = 0; axis < rank; axis++) {
      var dim = Dim.ONE;
      for (var s : shapes) {
        int at = axis - rank + s.rank();
        dim = at < 0 ? dim : dim(n, dim, s.get(at), shapes);
      }
      dims.add(dim);
    }
    return new Shape(dims);
  }

  /// One that is never 1 is the result. Where it is open whether one of the two is 1: the larger, but 0 where either
  /// is. That they fit is seen at run time.
  private static Dim dim(OnnxNode n, Dim a, Dim b, List<Shape> shapes) {
    if (a.equals(b) || b.isConstant(1)) {
      return a;
    }
    if (a.isConstant(1)) {
      return b;
    }
    boolean never = a.equalTo(Dim.ONE) == Truth.NO;
    boolean neverOther = b.equalTo(Dim.ONE) == Truth.NO;
    if (never && neverOther && a.equalTo(b) == Truth.NO) {
      throw n.error("Shapes do not broadcast.", String.join(" and ", shapes.stream().map(Shape::toString).toList()),
          "sizes that are equal or 1, counted from the last axis");
    }
    if (never || neverOther) {
      return never && (!neverOther || a.constant().isPresent()) ? a : b;
    }
    var larger = a.max(b);
    return larger.equals(a) || larger.equals(b) ? larger : larger.min(a.times(b));
  }

  /// `x` repeated to `shape`, which must not grow by it.
  static Value to(OnnxNode n, Value x, Shape shape) {
    if (shape(n, List.of(x.type().shape(), shape)).equalTo(shape) == Truth.NO) {
      throw n.error("A shape does not broadcast to another.", x.type().shape() + " to " + shape,
          "sizes that are equal or 1, counted from the last axis");
    }
    return n.builder().broadcast(x, shape);
  }
}

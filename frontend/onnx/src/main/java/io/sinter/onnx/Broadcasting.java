package io.sinter.onnx;

import io.sinter.ir.CommonShape;
import io.sinter.ir.ScalarFn;
import io.sinter.ir.Value;
import io.sinter.runtime.Shape;
import io.sinter.runtime.Truth;
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
    return CommonShape.of(shapes).orElseThrow(() -> n.error("Shapes do not broadcast.",
        String.join(" and ", shapes.stream().map(Shape::toString).toList()),
        "sizes that are equal or 1, counted from the last axis"));
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

package io.sinter.onnx;

import io.sinter.ir.Op;
import io.sinter.ir.Value;
import io.sinter.ir.composite.Resampling.Rounding;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
import java.util.ArrayList;
import java.util.Optional;
import java.util.stream.IntStream;

/// Nearest neighbours where the scale is a whole number or one over a whole number: each element repeated, or every
/// k-th one, which moves nothing by itself.
final class ResizeViews {
  private ResizeViews() {}

  static Optional<Value> of(OnnxNode n, Value x, ResizeAxis axis, String coordinates, Rounding rounding) {
    double scale = axis.known().orElse(0);
    boolean local = coordinates.equals("asymmetric") || coordinates.equals("half_pixel");
    if (!local || scale <= 0) {
      return Optional.empty();
    }
    long up = Math.round(scale);
    long down = Math.round(1 / scale);
    if (up == scale && axis.out().equals(axis.in().times(up))) {
      // what is between the first and the last one of a repetition is as they are
      boolean repeats = source(coordinates, rounding, scale, up) == 1
          && source(coordinates, rounding, scale, 2 * up - 1) == 1;
      return repeats ? Optional.of(repeated(n, x, axis, up)) : Optional.empty();
    }
    if (1.0 / down == scale && axis.out().equals(axis.in().floorDiv(down))) {
      long start = source(coordinates, rounding, scale, 0);
      return start >= 0 && start < down
          ? Optional.of(SliceOps.part(n, x, axis.axis(), Dim.of(start), axis.out(), down)) : Optional.empty();
    }
    return Optional.empty();
  }

  /// Which element stands at `i` of the result, the edges apart. The scale is a whole number or one over it, so that
  /// moving `i` by its numerator moves the source by its denominator.
  private static long source(String coordinates, Rounding rounding, double scale, long i) {
    double at = coordinates.equals("asymmetric") ? i / scale : (i + 0.5) / scale - 0.5;
    return (long) switch (rounding) {
      case DOWN -> Math.floor(at);
      case UP -> Math.ceil(at);
      case HALF_DOWN -> Math.ceil(at - 0.5);
      case HALF_UP -> Math.floor(at + 0.5);
    };
  }

  private static Value repeated(OnnxNode n, Value x, ResizeAxis axis, long times) {
    var pairs = new ArrayList<>(x.type().shape().dims());
    pairs.add(axis.axis() + 1, Dim.of(times));
    var dims = new ArrayList<>(x.type().shape().dims());
    dims.set(axis.axis(), axis.out());
    var kept = IntStream.rangeClosed(0, x.type().rank()).filter(i -> i != axis.axis() + 1).boxed().toList();
    return ShapeOps.reshape(n, n.builder().add(new Op.Broadcast(x, new Shape(pairs), kept)), new Shape(dims));
  }
}

package io.sinter.onnx;

import io.sinter.ir.Counting;
import io.sinter.ir.ScalarFn;
import io.sinter.ir.Value;
import io.sinter.ir.composite.Measure;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
import java.util.ArrayList;
import java.util.List;

/// Where along an axis that is resized each element of the result comes from. All is of the type [ResizeAxis#REAL].
///
/// @param mode ONNX's `coordinate_transformation_mode`
/// @param scale a scalar
/// @param crop the part of the axis that is resized, which only one mode knows
record ResizeCoordinates(OnnxNode n, String mode, Dim in, Dim out, Value scale, Crop crop) {
  /// @param start where the part starts, as a share of the axis: a scalar
  /// @param end where it ends
  record Crop(Value start, Value end) {}

  /// The modes of a version of the operator set.
  static List<String> modes(int version) {
    var modes = new ArrayList<>(
        List.of("half_pixel", "pytorch_half_pixel", "align_corners", "asymmetric", "tf_crop_and_resize"));
    if (version < 13) {
      modes.add("tf_half_pixel_for_nn");
    }
    if (version >= 19) {
      modes.add("half_pixel_symmetric");
    }
    return modes;
  }

  Value positions() {
    var i = n.convert(n.builder().add(new Counting.Iota(Shape.of(out), 0)), ResizeAxis.REAL);
    return switch (mode) {
      case "half_pixel" -> centred(i);
      case "pytorch_half_pixel" -> out.isConstant(1) ? n.splat(i, 0) : ifOne(size(out), n.splat(i, 0), centred(i));
      case "half_pixel_symmetric" -> add(centred(i), symmetry());
      case "asymmetric" -> div(i, scale);
      case "tf_half_pixel_for_nn" -> div(add(i, number(0.5)), scale);
      case "align_corners" -> div(mul(i, sub(size(in), number(1))), gaps());
      default -> cropped(i);
    };
  }

  /// The size that the result would have if it were not a whole number: ONNX's test data count with it.
  private Value width() {
    return mul(scale, size(in));
  }

  /// The distance from the first to the last element of the result, or 1 where that is 0.
  private Value gaps() {
    return ifOne(width(), number(1), sub(width(), number(1)));
  }

  private Value centred(Value i) {
    return sub(div(add(i, number(0.5)), scale), number(0.5));
  }

  /// By how much rounding the size has moved the centre.
  private Value symmetry() {
    return mul(div(size(in), number(2)), sub(number(1), div(size(out), width())));
  }

  private Value cropped(Value i) {
    var last = sub(size(in), number(1));
    var part = mul(sub(crop.end(), crop.start()), last);
    var within = ifOne(width(), n.builder().broadcast(div(part, number(2)), i.type().shape()),
        div(mul(i, part), gaps()));
    return add(within, mul(crop.start(), last));
  }

  // ---- arithmetic of vectors and scalars --------------------------------------------------------------------------

  private Value size(Dim size) {
    return Measure.of(n.builder(), size, ResizeAxis.REAL);
  }

  private Value number(double x) {
    return n.builder().scalar(ResizeAxis.REAL, x);
  }

  private Value ifOne(Value width, Value one, Value other) {
    var is = n.apply(ScalarFn.EQ, width, number(1));
    return n.apply(ScalarFn.SELECT, n.builder().broadcast(is, one.type().shape()), one, other);
  }

  private Value add(Value x, Value y) {
    return apply(ScalarFn.ADD, x, y);
  }

  private Value sub(Value x, Value y) {
    return apply(ScalarFn.SUB, x, y);
  }

  private Value mul(Value x, Value y) {
    return apply(ScalarFn.MUL, x, y);
  }

  private Value div(Value x, Value y) {
    return ResizeAxis.quotient(n, x, y);
  }

  private Value apply(ScalarFn fn, Value x, Value y) {
    return Broadcasting.apply(n, fn, x, y);
  }
}

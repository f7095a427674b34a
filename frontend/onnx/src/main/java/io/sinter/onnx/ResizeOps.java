package io.sinter.onnx;

import static io.sinter.onnx.Operator.of;

import io.sinter.ir.ScalarFn;
import io.sinter.ir.Value;
import io.sinter.ir.composite.Filter;
import io.sinter.ir.composite.Measure;
import io.sinter.ir.composite.Resampling;
import io.sinter.ir.composite.Resampling.Rounding;
import io.sinter.runtime.DType;
import io.sinter.runtime.Tensor;
import java.util.List;
import java.util.Optional;

/// Images made larger or smaller, one axis after the other.
final class ResizeOps {
  static final List<Operator> TABLE = List.of(
      of("Upsample", 7, n -> old(n, enlarging(n, n.constant(Tensor.of(
          floats(n.attributes().reals("scales")), n.attributes().reals("scales").size()))))),
      of("Upsample", 9, n -> old(n, enlarging(n, n.value(1)))),
      of("Resize", 10, n -> old(n, n.value(1))),
      of("Resize", 11, ResizeOps::resize));

  private ResizeOps() {}

  private static float[] floats(List<Float> values) {
    var array = new float[values.size()];
    for (int i = 0; i < array.length; i++) {
      array[i] = values.get(i);
    }
    return array;
  }

  /// How the axes are read.
  ///
  /// @param larger which element is the nearest along axes that become larger
  /// @param smaller the same along those that become smaller
  private record Reading(
      String mode, String coordinates, Rounding larger, Rounding smaller, Filter filter, boolean inside,
      boolean stretch, double outside) {
    Rounding rounding(ResizeAxis axis) {
      return axis.known().orElse(1) < 1 ? smaller : larger;
    }
  }

  private static Value enlarging(OnnxNode n, Value scales) {
    return Demand.that(n, scales, n.apply(ScalarFn.LE, n.splat(scales, 1), scales),
        "An Upsample makes an axis smaller.", "scales of 1 or more");
  }

  /// Before version 11 an element of the result stands at its own index over the scale. The text does not say which
  /// element is the nearest then; this is what ONNX Runtime does.
  private static Value old(OnnxNode n, Value scales) {
    var x = n.value(0);
    var mode = n.attributes().choice("mode", "nearest", List.of("nearest", "linear"));
    var reading = new Reading(mode, "asymmetric", Rounding.DOWN, Rounding.UP,
        Filter.LINEAR, false, false, 0);
    return resize(n, x, ResizeAxis.byScales(n, x, Indices.axes(x.type().rank()), scales), reading);
  }

  private static Value resize(OnnxNode n) {
    var x = n.value(0);
    var reading = new Reading(n.attributes().choice("mode", "nearest", List.of("nearest", "linear", "cubic")),
        n.attributes().choice(
            "coordinate_transformation_mode", "half_pixel", ResizeCoordinates.modes(n.version())),
        rounding(n), rounding(n), filter(n),
        n.attributes().flag("exclude_outside", false), n.attributes().flag("antialias", false),
        n.attributes().real("extrapolation_value", 0));
    int rank = x.type().rank();
    var axes = n.attributes().has("axes")
        ? n.distinct(n.attributes().integers("axes"), rank) : Indices.axes(rank);
    var policy = n.attributes().choice(
        "keep_aspect_ratio_policy", "stretch", List.of("stretch", "not_larger", "not_smaller"));
    var scales = given(n, 2);
    var sizes = given(n, 3);
    n.require(scales.isPresent() != sizes.isPresent(), "A Resize needs either scales or sizes.",
        scales.isPresent() ? "both" : "neither", "one of them");
    var resized = scales.map(s -> ResizeAxis.byScales(n, x, axes, s))
        .orElseGet(() -> ResizeAxis.bySizes(n, x, axes, policy));
    var crop = n.optional(1);
    var cropped = reading.coordinates().equals("tf_crop_and_resize")
        ? resized.stream().map(r -> r.within(n, crop, axes)).toList() : resized;
    return resize(n, x, cropped, reading);
  }

  /// An input that is there and not empty.
  private static Optional<Value> given(OnnxNode n, int input) {
    return n.optional(input).filter(v -> !v.type().shape().elements().isConstant(0));
  }

  private static Rounding rounding(OnnxNode n) {
    return switch (n.attributes().choice("nearest_mode", "round_prefer_floor",
        List.of("round_prefer_floor", "round_prefer_ceil", "floor", "ceil"))) {
      case "round_prefer_ceil" -> Rounding.HALF_UP;
      case "floor" -> Rounding.DOWN;
      case "ceil" -> Rounding.UP;
      default -> Rounding.HALF_DOWN;
    };
  }

  private static Filter filter(OnnxNode n) {
    var cubic = Filter.cubic(n.attributes().real("cubic_coeff_a", -0.75f));
    return n.attributes().string("mode", "nearest").equals("cubic") ? cubic : Filter.LINEAR;
  }

  /// Computed in f32 at least, and rounded once: towards zero for integers.
  private static Value resize(OnnxNode n, Value x, List<ResizeAxis> axes, Reading how) {
    var type = x.type().dtype();
    boolean nearest = how.mode().equals("nearest");
    var result = nearest || type == DType.F64 ? x : n.convert(x, DType.F32);
    for (var axis : axes) {
      result = axis.isIdentity(how.coordinates()) ? result : along(n, result, axis, how, nearest);
    }
    return n.convert(result, type);
  }

  private static Value along(OnnxNode n, Value x, ResizeAxis axis, Reading how, boolean nearest) {
    if (nearest) {
      var view = ResizeViews.of(n, x, axis, how.coordinates(), how.rounding(axis));
      if (view.isPresent()) {
        return view.get();
      }
    }
    var at = new ResizeCoordinates(n, how.coordinates(), axis.in(), axis.out(), axis.scale(), axis.crop())
        .positions();
    var result = nearest ? Resampling.nearest(n.builder(), x, axis.axis(), at, how.rounding(axis))
        : !how.stretch() || axis.enlarges()
            ? Resampling.weighted(n.builder(), x, axis.axis(), at, how.filter(), how.inside())
            : stretched(n, x, axis, at, how);
    return how.coordinates().equals("tf_crop_and_resize") ? extrapolated(n, result, axis, at, how.outside()) : result;
  }

  private static Value stretched(OnnxNode n, Value x, ResizeAxis axis, Value at, Reading how) {
    var scale = n.apply(ScalarFn.MIN, axis.scale(), n.splat(axis.scale(), 1));
    var reach = n.apply(ScalarFn.CEIL, n.apply(ScalarFn.DIV, n.splat(scale, how.filter().reach()), scale));
    return Resampling.stretched(n.builder(), x, axis.axis(), at, how.filter(), how.inside(),
        scale, Counts.of(n, n.convert(reach, DType.I64), "reach" + axis.axis()));
  }

  /// A constant where a position lies outside of the axis.
  private static Value extrapolated(OnnxNode n, Value x, ResizeAxis axis, Value at, double constant) {
    var last = n.builder().broadcast(
        Measure.of(n.builder(), axis.in().minus(1), at.type().dtype()), at.type().shape());
    var outside = n.apply(ScalarFn.OR,
        n.apply(ScalarFn.LT, at, n.splat(at, 0)), n.apply(ScalarFn.LT, last, at));
    return n.apply(ScalarFn.SELECT, Indices.along(n, outside, x.type().shape(), axis.axis()), n.splat(x, constant), x);
  }
}

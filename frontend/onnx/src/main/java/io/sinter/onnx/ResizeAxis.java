package io.sinter.onnx;

import io.sinter.ir.ScalarFn;
import io.sinter.ir.Value;
import io.sinter.ir.composite.Measure;
import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/// One axis of a tensor that is resized.
///
/// @param scale how many elements of the result there are for one of the input, a scalar of [#REAL]
/// @param known the scale, when it does not depend on the run
/// @param crop the part of the axis that is resized; all of it unless data says otherwise
record ResizeAxis(
    int axis, Dim in, Dim out, Value scale, OptionalDouble known, ResizeCoordinates.Crop crop, boolean whole) {
  /// The type of scales and positions.
  static final DType REAL = DType.F32;

  /// Denominators up to this one are recognised in a scale.
  private static final int LARGEST_DENOMINATOR = 64;

  private static ResizeAxis of(OnnxNode n, int axis, Dim in, Dim out, Value scale, OptionalDouble known) {
    var crop = new ResizeCoordinates.Crop(n.builder().scalar(REAL, 0), n.builder().scalar(REAL, 1));
    return new ResizeAxis(axis, in, out, scale, known, crop, true);
  }

  boolean isIdentity(String coordinates) {
    return known.orElse(0) == 1 && in.equals(out) && whole && !coordinates.equals("tf_half_pixel_for_nn");
  }

  boolean enlarges() {
    return known.orElse(0) >= 1;
  }

  /// The size of the result is `floor(size * scale)`, with the product in f32.
  static List<ResizeAxis> byScales(OnnxNode n, Value x, List<Integer> axes, Value scales) {
    requireOneEach(n, "scales", scales.type().shape(), axes);
    var known = Counts.constant(n, scales);
    var each = new ArrayList<ResizeAxis>();
    for (int i = 0; i < axes.size(); i++) {
      int axis = axes.get(i);
      var in = x.type().dim(axis);
      if (known.isPresent()) {
        float scale = (float) known.get().doubleAt(i);
        n.require(scale > 0 && scale < Float.POSITIVE_INFINITY, "A scale is not positive.",
            "scale " + scale + " of axis " + axis, "a scale above 0");
        var value = n.builder().scalar(REAL, scale);
        var out = scaled(in, scale).orElseGet(() -> floor(n, in, value, axis));
        each.add(of(n, axis, in, out, value, OptionalDouble.of(scale)));
      } else {
        var scale = positive(n, n.convert(Indices.column(n, scales, i), REAL));
        each.add(of(n, axis, in, floor(n, in, scale, axis), scale, OptionalDouble.empty()));
      }
    }
    return each;
  }

  private static Value positive(OnnxNode n, Value scale) {
    return Demand.that(n, scale, n.apply(ScalarFn.LT, n.splat(scale, 0), scale), "A scale is not positive.",
        "a scale above 0");
  }

  private static void requireOneEach(OnnxNode n, String name, Shape given, List<Integer> axes) {
    n.require(given.rank() == 1 && given.get(0).isConstant(axes.size()),
        "A Resize has the wrong number of " + name + ".", name + " " + given,
        "one for each of " + axes.size() + " axes");
  }

  /// A size times a fraction with a small denominator.
  private static Optional<Dim> scaled(Dim size, float scale) {
    for (int below = 1; below <= LARGEST_DENOMINATOR; below++) {
      long above = Math.round((double) scale * below);
      if ((float) ((double) above / below) == scale) {
        return Optional.of(size.times(above).floorDiv(below));
      }
    }
    return Optional.empty();
  }

  private static Dim floor(OnnxNode n, Dim size, Value scale, int axis) {
    var product = n.apply(ScalarFn.MUL, Measure.of(n.builder(), size, REAL), scale);
    return Counts.of(n, n.convert(n.apply(ScalarFn.FLOOR, product), DType.I64), "size" + axis);
  }

  /// The sizes are input 3.
  static List<ResizeAxis> bySizes(OnnxNode n, Value x, List<Integer> axes, String policy) {
    requireOneEach(n, "sizes", n.value(3).type().shape(), axes);
    var known = n.sizes(3);
    var sizes = IntStream.range(0, axes.size()).mapToObj(i -> known.map(k -> k.elements().get(i)).orElseGet(
        () -> Counts.of(n, n.convert(Indices.column(n, n.value(3), i), DType.I64), "size" + axes.get(i)))).toList();
    var ratios = IntStream.range(0, axes.size())
        .mapToObj(i -> ratio(n, sizes.get(i), x.type().dim(axes.get(i)))).toList();
    var common = switch (policy) {
      case "not_larger" -> ratios.stream().reduce((a, b) -> n.apply(ScalarFn.MIN, a, b));
      case "not_smaller" -> ratios.stream().reduce((a, b) -> n.apply(ScalarFn.MAX, a, b));
      default -> Optional.<Value>empty();
    };
    return IntStream.range(0, axes.size()).mapToObj(i -> {
      int axis = axes.get(i);
      var in = x.type().dim(axis);
      var out = sizes.get(i);
      var ratio = ratios.get(i);
      return common.map(scale -> of(n, axis, in, rounded(n, in, scale, axis), scale, constant(n, scale)))
          .orElseGet(() -> of(n, axis, in, out, ratio, multiple(n, out, in, ratio)));
    }).toList();
  }

  private static Value ratio(OnnxNode n, Dim out, Dim in) {
    return quotient(n, Measure.of(n.builder(), out, REAL), Measure.of(n.builder(), in, REAL));
  }

  /// Rounded once to [#REAL], also where passes divide by a constant in another way: which element is the nearest
  /// depends on the last bit.
  static Value quotient(OnnxNode n, Value x, Value y) {
    return n.convert(
        Broadcasting.apply(n, ScalarFn.DIV, n.convert(x, DType.F64), n.convert(y, DType.F64)), REAL);
  }

  private static OptionalDouble constant(OnnxNode n, Value scale) {
    return Counts.constant(n, scale).map(t -> OptionalDouble.of(t.doubleAt(0))).orElse(OptionalDouble.empty());
  }

  /// The quotient of two sizes, when it is the same for all sizes that there are.
  private static OptionalDouble multiple(OnnxNode n, Dim out, Dim in, Value ratio) {
    if (in.constant().isEmpty()) {
      var up = out.floorDiv(in).constant();
      if (up.isPresent() && up.getAsLong() > 0 && in.times(up.getAsLong()).equals(out)) {
        return OptionalDouble.of(up.getAsLong());
      }
      return OptionalDouble.empty();
    }
    return constant(n, ratio);
  }

  /// The nearest whole number, from the middle up.
  private static Dim rounded(OnnxNode n, Dim size, Value scale, int axis) {
    var product = n.apply(ScalarFn.MUL, Measure.of(n.builder(), size, REAL), scale);
    var nearest = n.apply(ScalarFn.FLOOR, n.apply(ScalarFn.ADD, product, n.splat(product, 0.5)));
    return Counts.of(n, n.convert(nearest, DType.I64), "size" + axis);
  }

  /// The same axis with the part of it that `regions` say: all starts, then all ends.
  ResizeAxis within(OnnxNode n, Optional<Value> regions, List<Integer> axes) {
    var all = regions.orElseThrow(() -> n.error("A Resize that crops has no regions.", "no input 'roi'", "one"));
    n.shaped(1, Shape.of(2L * axes.size()));
    int i = axes.indexOf(axis);
    var part = new ResizeCoordinates.Crop(n.convert(Indices.column(n, all, i), REAL),
        n.convert(Indices.column(n, all, axes.size() + i), REAL));
    boolean same = isNumber(n, part.start(), 0) && isNumber(n, part.end(), 1);
    return new ResizeAxis(axis, in, out, scale, known, part, same);
  }

  private static boolean isNumber(OnnxNode n, Value x, double number) {
    return Counts.constant(n, x).filter(t -> t.doubleAt(0) == number).isPresent();
  }
}

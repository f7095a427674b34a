package io.sinter.onnx;

import static io.sinter.onnx.Operator.of;

import io.sinter.ir.Counting;
import io.sinter.ir.Indexed;
import io.sinter.ir.Op;
import io.sinter.ir.ScalarFn;
import io.sinter.ir.Value;
import io.sinter.ir.composite.Filter;
import io.sinter.ir.composite.Measure;
import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Images read at the positions that a grid says, from -1 to 1 along each axis, the last axis first.
final class GridOps {
  static final List<Operator> TABLE = List.of(
      of("GridSample", 16, GridOps::sample),
      of("AffineGrid", 20, GridOps::affine));

  private static final double SHARPNESS = -0.75;

  private GridOps() {}

  /// All taps of all axes at once: [N, out…, taps…, C], summed over the taps.
  private static Value sample(OnnxNode n) {
    var x = n.value(0);
    int spatial = x.type().rank() - 2;
    n.require(n.version() < 20 ? spatial == 2 : spatial > 0, "An image has the wrong rank.", x.type(),
        n.version() < 20 ? "[N, C, H, W]" : "[N, C, d1 … dk]");
    var given = n.ranked(1, spatial + 2, "[N, out…, " + spatial + "]");
    var sized = n.sized(given, 0, x.type().dim(0), "A grid does not fit its image.");
    var grid = n.sized(sized, spatial + 1, Dim.of(spatial), "A grid does not fit its image.");
    var outer = new Shape(grid.type().shape().dims().subList(0, spatial + 1));
    var taps = new ArrayList<Taps>();
    for (int axis = 0; axis < spatial; axis++) {
      taps.add(taps(n, Indices.column(n, grid, spatial - 1 - axis), x.type().dim(axis + 2)));
    }
    var dims = new ArrayList<>(outer.dims());
    taps.forEach(t -> dims.add(t.places().type().dim(spatial + 1)));
    var all = new Shape(dims);
    var type = x.type().dtype() == DType.F64 ? DType.F64 : DType.F32;
    var positions = new ArrayList<>(List.of(Indices.position(n, all, 0)));
    Value weight = n.builder().broadcast(n.builder().scalar(type, 1), all);
    for (int axis = 0; axis < spatial; axis++) {
      var at = new ArrayList<>(Indices.axes(spatial + 1));
      at.add(spatial + 1 + axis);
      positions.add(n.builder().add(new Op.Broadcast(taps.get(axis).indices(n), all, at)));
      weight = n.apply(ScalarFn.MUL, weight,
          n.builder().add(new Op.Broadcast(n.convert(taps.get(axis).weights(), type), all, at)));
    }
    return summed(n, x, positions, weight, spatial);
  }

  private static Value summed(OnnxNode n, Value x, List<Value> positions, Value weight, int spatial) {
    var axes = new ArrayList<>(List.of(0));
    IntStream.range(2, spatial + 2).forEach(axes::add);
    var taken = n.convert(n.builder().add(new Indexed.Gather(x, positions, axes)), weight.type().dtype());
    var weights = n.builder().add(
        new Op.Broadcast(weight, taken.type().shape(), Indices.axes(weight.type().rank())));
    var nothing = n.apply(ScalarFn.EQ, weights, n.splat(weights, 0));
    var terms = n.apply(ScalarFn.SELECT, nothing, weights, n.apply(ScalarFn.MUL, taken, weights));
    var sum = n.builder().add(new Op.Reduce(terms, ScalarFn.ADD,
        IntStream.range(spatial + 1, 2 * spatial + 1).boxed().toList()));
    var order = new ArrayList<>(List.of(0, spatial + 1));
    IntStream.rangeClosed(1, spatial).forEach(order::add);
    return n.convert(n.builder().add(new Op.Transpose(sum, order)), x.type().dtype());
  }

  private static Taps taps(OnnxNode n, Value given, Dim size) {
    var wide = n.convert(given, given.type().dtype() == DType.F64 ? DType.F64 : DType.F32);
    boolean corners = n.attributes().flag("align_corners", false);
    var mode = n.version() < 20 ? n.attributes().choice("mode", "bilinear", List.of("bilinear", "nearest", "bicubic"))
        : n.attributes().choice("mode", "linear", List.of("linear", "nearest", "cubic"));
    var padding = n.attributes().choice("padding_mode", "zeros", List.of("zeros", "border", "reflection"));
    var border = new Border(n, size, corners, padding);
    var at = position(n, wide, size, corners);
    var taps = switch (mode) {
      case "nearest" -> Taps.nearest(n, border.moved(n.apply(ScalarFn.ROUND, at)));
      case "linear", "bilinear" -> Taps.around(n, border.moved(at), Filter.LINEAR);
      default -> Taps.around(n, border.moved(at), Filter.cubic(SHARPNESS));
    };
    return switch (padding) {
      case "zeros" -> taps.inside(n, size);
      case "border" -> taps;
      default -> new Taps(border.mirrored(taps.places()), taps.weights());
    };
  }

  /// The position among elements: -1 and 1 are the outermost ones, or else half an element further out.
  private static Value position(OnnxNode n, Value at, Dim size, boolean corners) {
    var shape = at.type().shape();
    var half = n.splat(at, 0.5);
    var shifted = n.apply(ScalarFn.ADD, at, n.splat(at, 1));
    var length = n.builder().broadcast(
        Measure.of(n.builder(), corners ? size.minus(1) : size, at.type().dtype()), shape);
    var scaled = n.apply(ScalarFn.MUL, n.apply(ScalarFn.MUL, shifted, half), length);
    return corners ? scaled : n.apply(ScalarFn.SUB, scaled, half);
  }

  /// What becomes of positions outside of an axis, which ends at its outermost elements, or half an element further.
  private record Border(OnnxNode n, Dim size, boolean corners, String padding) {
    Value moved(Value at) {
      return switch (padding) {
        case "border" -> n.apply(ScalarFn.SELECT, inside(at), at,
            n.apply(ScalarFn.MIN, n.apply(ScalarFn.MAX, at, n.splat(at, 0)), of(at, size.minus(1))));
        case "reflection" -> mirrored(at);
        default -> at;
      };
    }

    private Value of(Value like, Dim number) {
      return n.builder().broadcast(Measure.of(n.builder(), number, like.type().dtype()), like.type().shape());
    }

    private Value low(Value at) {
      return n.splat(at, corners ? 0 : -0.5);
    }

    private Value range(Value at) {
      return of(at, corners ? size.minus(1) : size);
    }

    private Value inside(Value at) {
      var high = n.apply(ScalarFn.ADD, low(at), range(at));
      return n.apply(ScalarFn.AND, n.apply(ScalarFn.LE, low(at), at), n.apply(ScalarFn.LE, at, high));
    }

    /// Thrown back at either end as often as needed.
    Value mirrored(Value at) {
      var low = low(at);
      var range = range(at);
      var twice = n.apply(ScalarFn.ADD, range, range);
      var distance = n.apply(ScalarFn.ABS, n.apply(ScalarFn.SUB, at, low));
      var turns = n.apply(ScalarFn.FLOOR, n.apply(ScalarFn.DIV, distance, twice));
      var rest = n.apply(ScalarFn.SUB, distance, n.apply(ScalarFn.MUL, turns, twice));
      var back = n.apply(ScalarFn.MIN, rest, n.apply(ScalarFn.SUB, twice, rest));
      var point = n.apply(ScalarFn.EQ, range, n.splat(at, 0));
      var mirrored = n.apply(ScalarFn.SELECT, point, low, n.apply(ScalarFn.ADD, low, back));
      return n.apply(ScalarFn.SELECT, inside(at), at, mirrored);
    }
  }

  /// `theta` times the homogeneous coordinates of each element of an image of the sizes that input 1 says.
  private static Value affine(OnnxNode n) {
    var sizes = n.dims(1, "size");
    int spatial = sizes.size() - 2;
    n.require(spatial == 2 || spatial == 3, "An image has the wrong rank.", "sizes " + sizes,
        "N, C, H, W or N, C, D, H, W");
    n.require(sizes.stream().allMatch(s -> s.constant().orElse(1) > 0), "An image has no elements.", "sizes " + sizes,
        "sizes of 1 or more");
    var theta = n.shaped(0, Shape.of(sizes.getFirst(), Dim.of(spatial), Dim.of(spatial + 1)));
    var dims = new ArrayList<>(sizes);
    dims.remove(1);
    dims.add(Dim.of(spatial));
    var shape = new Shape(dims);
    boolean corners = n.attributes().flag("align_corners", false);
    var wide = n.convert(theta, theta.type().dtype() == DType.F64 ? DType.F64 : DType.F32);
    var sum = column(n, wide, spatial, shape);
    for (int k = 0; k < spatial; k++) {
      var coordinate = coordinate(n, sizes.get(spatial + 1 - k), corners, wide.type().dtype());
      var spread = Indices.along(n, coordinate, shape, spatial - k);
      sum = n.apply(ScalarFn.ADD, sum, n.apply(ScalarFn.MUL, column(n, wide, k, shape), spread));
    }
    return n.convert(sum, theta.type().dtype());
  }

  private static Value column(OnnxNode n, Value theta, int k, Shape shape) {
    return n.builder().add(new Op.Broadcast(Indices.column(n, theta, k), shape, List.of(0, shape.rank() - 1)));
  }

  /// From -1 to 1: the outermost elements, or else their outer edges.
  private static Value coordinate(OnnxNode n, Dim size, boolean corners, DType type) {
    var i = n.convert(n.builder().add(new Counting.Iota(Shape.of(size), 0)), type);
    var twice = n.apply(ScalarFn.ADD, i, i);
    var gaps = Measure.of(n.builder(), corners ? size.minus(1).max(Dim.ONE) : size, type);
    var share = n.apply(ScalarFn.DIV, corners ? twice : n.apply(ScalarFn.ADD, twice, n.splat(i, 1)),
        n.builder().broadcast(gaps, i.type().shape()));
    return n.apply(ScalarFn.SUB, share, n.splat(i, 1));
  }
}

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
import java.util.List;

/// Regions of images pooled to one size: each is cut into bins, and each bin becomes one element.
final class RegionOps {
  static final List<Operator> TABLE = List.of(
      of("RoiAlign", 10, RegionOps::align),
      of("MaxRoiPool", 1, RegionOps::pool));

  private static final long MOST_BINS = Integer.MAX_VALUE;

  private RegionOps() {}

  /// Along one axis, what the bins of each region read: [regions, bins, taps].
  ///
  /// @param weights 0 for taps that do not count
  /// @param used whether there is such a tap
  private record Bins(Value indices, Value weights, Value used) {}

  // ---- interpolated -----------------------------------------------------------------------------------------------

  private static Value align(OnnxNode n) {
    var x = image(n);
    var mode = n.attributes().choice("mode", "avg", List.of("avg", "max"));
    var regions = n.sized(n.ranked(1, 2, "[regions, 4]"), 1, Dim.of(4), "A region has not four edges.");
    var rows = sampled(n, x, regions, 2, n.attributes().integer("output_height", 1, 1, MOST_BINS), 1);
    var columns = sampled(n, x, regions, 3, n.attributes().integer("output_width", 1, 1, MOST_BINS), 0);
    var batch = Indices.fromStart(n, n.shaped(2, Shape.of(regions.type().dim(0))), x.type().dim(0));
    var terms = weighted(n, x, batch, rows, columns);
    if (mode.equals("max")) {
      return ordered(n, positive(n, terms, rows, columns, reduce(n, terms, ScalarFn.MAX)), x);
    }
    var sum = reduce(n, terms, ScalarFn.ADD);
    var count = n.apply(ScalarFn.MUL, count(n, rows, sum.type().shape(), 1), count(n, columns, sum.type().shape(), 2));
    return ordered(n, n.apply(ScalarFn.DIV, sum, n.apply(ScalarFn.MAX, count, n.splat(count, 1))), x);
  }

  private static Value image(OnnxNode n) {
    return n.requireFloat(n.ranked(0, 4, "[N, C, H, W]"));
  }

  private static boolean shifted(OnnxNode n) {
    return n.attributes().choice("coordinate_transformation_mode",
        n.version() < 16 ? "output_half_pixel" : "half_pixel", List.of("half_pixel", "output_half_pixel"))
        .equals("half_pixel");
  }

  /// Points at equal distances in each bin, and the two elements next to each; points more than one element outside
  /// count as 0.
  private static Bins sampled(OnnxNode n, Value x, Value regions, int axis, long bins, int corner) {
    var type = DType.F32;
    boolean shifted = shifted(n);
    var low = edge(n, regions, corner, shifted);
    var length = n.apply(ScalarFn.SUB, edge(n, regions, corner + 2, shifted), low);
    length = shifted ? length : n.apply(ScalarFn.MAX, length, n.splat(length, 1));
    var size = n.apply(ScalarFn.DIV, length, n.splat(length, bins));
    long ratio = n.attributes().integer("sampling_ratio", 0, 0, MOST_BINS);
    var points = ratio > 0 ? n.splat(size, ratio)
        : n.apply(ScalarFn.MAX, n.apply(ScalarFn.CEIL, size), n.splat(size, 0));
    var most = ratio > 0 ? Dim.of(ratio) : most(n, points, "points" + axis);
    var shape = Shape.of(low.type().dim(0), Dim.of(bins), most);
    var inBin = n.apply(ScalarFn.DIV,
        n.apply(ScalarFn.ADD, real(n, shape, 2), n.builder().broadcast(n.builder().scalar(type, 0.5), shape)),
        Indices.along(n, points, shape, 0));
    var at = n.apply(ScalarFn.ADD, Indices.along(n, low, shape, 0), n.apply(ScalarFn.MUL,
        n.apply(ScalarFn.ADD, real(n, shape, 1), inBin), Indices.along(n, size, shape, 0)));
    var end = n.builder().broadcast(Measure.of(n.builder(), x.type().dim(axis), type), shape);
    var near = n.apply(ScalarFn.AND, n.apply(ScalarFn.LE, n.splat(at, -1), at), n.apply(ScalarFn.LE, at, end));
    var inside = n.apply(ScalarFn.MIN, n.apply(ScalarFn.MAX, at, n.splat(at, 0)),
        n.apply(ScalarFn.SUB, end, n.splat(end, 1)));
    var taps = Taps.around(n, inside, Filter.LINEAR);
    var used = n.apply(ScalarFn.LT, real(n, shape, 2), Indices.along(n, points, shape, 0));
    var counts = spread(n, n.apply(ScalarFn.AND, near, used), taps.weights());
    var weights = n.apply(ScalarFn.SELECT, counts, taps.weights(), n.splat(taps.weights(), 0));
    return new Bins(flat(n, taps.indices(n)), flat(n, weights), flat(n, spread(n, used, taps.weights())));
  }

  /// One coordinate of each region, in elements of the image.
  private static Value edge(OnnxNode n, Value regions, int column, boolean shifted) {
    double scale = n.attributes().real("spatial_scale", 1);
    n.require(scale > 0, "A scale is not positive.", "spatial_scale " + scale, "a scale above 0");
    var given = n.convert(Indices.column(n, regions, column), DType.F32);
    var scaled = n.apply(ScalarFn.MUL, given, n.splat(given, scale));
    return shifted ? n.apply(ScalarFn.SUB, scaled, n.splat(scaled, 0.5)) : scaled;
  }

  private static Value real(OnnxNode n, Shape shape, int axis) {
    return n.convert(n.builder().add(new Counting.Iota(shape, axis)), DType.F32);
  }

  /// The largest of whole numbers, which are not negative, as a size.
  private static Dim most(OnnxNode n, Value numbers, String hint) {
    var all = n.builder().add(new Op.Reduce(n.convert(numbers, DType.I64), ScalarFn.MAX,
        Indices.axes(numbers.type().rank())));
    return Counts.of(n, n.apply(ScalarFn.MAX, all, n.splat(all, 0)), hint);
  }

  private static Value spread(OnnxNode n, Value x, Value like) {
    return n.builder().add(new Op.Broadcast(x, like.type().shape(), Indices.axes(x.type().rank())));
  }

  /// Points and the elements next to them as one axis.
  private static Value flat(OnnxNode n, Value x) {
    var d = x.type().shape().dims();
    return ShapeOps.reshape(n, x, Shape.of(d.get(0), d.get(1), d.get(2).times(d.get(3))));
  }

  // ---- both axes --------------------------------------------------------------------------------------------------

  /// Of [regions, bins, bins, taps, taps, channels], the axes that one of the two axes of the image has.
  private static List<Integer> rows() {
    return List.of(0, 1, 3);
  }

  private static List<Integer> columns() {
    return List.of(0, 2, 4);
  }

  private static Value gathered(OnnxNode n, Value x, Value batch, Bins rows, Bins columns) {
    var r = rows.indices().type();
    var c = columns.indices().type();
    var shape = Shape.of(r.dim(0), r.dim(1), c.dim(1), r.dim(2), c.dim(2));
    return n.builder().add(new Indexed.Gather(x, List.of(Indices.along(n, batch, shape, 0),
        n.builder().add(new Op.Broadcast(rows.indices(), shape, rows())),
        n.builder().add(new Op.Broadcast(columns.indices(), shape, columns()))), List.of(0, 2, 3)));
  }

  private static Value weighted(OnnxNode n, Value x, Value batch, Bins rows, Bins columns) {
    var taken = n.convert(gathered(n, x, batch, rows, columns), DType.F32);
    var shape = taken.type().shape();
    var weight = n.apply(ScalarFn.MUL, n.builder().add(new Op.Broadcast(rows.weights(), shape, rows())),
        n.builder().add(new Op.Broadcast(columns.weights(), shape, columns())));
    return n.apply(ScalarFn.MUL, taken, weight);
  }

  private static Value reduce(OnnxNode n, Value x, ScalarFn combiner) {
    return n.builder().add(new Op.Reduce(x, combiner, List.of(3, 4)));
  }

  /// How many points each bin has along one axis; each has two taps.
  private static Value count(OnnxNode n, Bins bins, Shape shape, int axis) {
    var taps = n.builder().add(new Op.Reduce(n.convert(bins.used(), DType.F32), ScalarFn.ADD, List.of(2)));
    return n.builder().add(new Op.Broadcast(
        n.apply(ScalarFn.MUL, taps, n.splat(taps, 0.5)), shape, List.of(0, axis)));
  }

  /// The largest of the taps that are used, and 0 where there is none.
  private static Value positive(OnnxNode n, Value terms, Bins rows, Bins columns, Value largest) {
    var shape = terms.type().shape();
    var used = n.apply(ScalarFn.AND, n.builder().add(new Op.Broadcast(rows.used(), shape, rows())),
        n.builder().add(new Op.Broadcast(columns.used(), shape, columns())));
    var only = reduce(n, n.apply(ScalarFn.SELECT, used, terms, n.splat(terms, Double.NEGATIVE_INFINITY)), ScalarFn.MAX);
    var any = reduce(n, used, ScalarFn.OR);
    return n.apply(ScalarFn.SELECT, any, only, n.splat(largest, 0));
  }

  /// [regions, channels, bins, bins] of the type of `x`.
  private static Value ordered(OnnxNode n, Value pooled, Value x) {
    return n.convert(n.builder().add(new Op.Transpose(pooled, List.of(0, 3, 1, 2))), x.type().dtype());
  }

  // ---- not interpolated -------------------------------------------------------------------------------------------

  private static Value pool(OnnxNode n) {
    var x = image(n);
    var bins = n.attributes().integers("pooled_shape");
    n.require(bins.size() == 2 && bins.stream().allMatch(b -> b >= 1 && b <= MOST_BINS),
        "An attribute is out of range.", "pooled_shape " + bins, "two sizes of 1 or more");
    var regions = n.sized(n.ranked(1, 2, "[regions, 5]"), 1, Dim.of(5), "A region has not its batch and four edges.");
    var rows = whole(n, x, regions, 2, bins.get(0), 2);
    var columns = whole(n, x, regions, 3, bins.get(1), 1);
    var batch = Indices.fromStart(
        n, n.convert(Indices.column(n, regions, 0), DType.I64), x.type().dim(0));
    var taken = gathered(n, x, batch, rows, columns);
    return ordered(n, positive(n, taken, rows, columns, reduce(n, taken, ScalarFn.MAX)), x);
  }

  /// The elements that a bin touches, of a region whose edges are rounded to elements, both of which belong to it.
  private static Bins whole(OnnxNode n, Value x, Value regions, int axis, long bins, int column) {
    var low = rounded(n, edge(n, regions, column, false));
    var high = rounded(n, edge(n, regions, column + 2, false));
    var one = n.splat(low, 1);
    var length = n.apply(ScalarFn.MAX, n.apply(ScalarFn.ADD, n.apply(ScalarFn.SUB, high, low), one), one);
    var size = n.apply(ScalarFn.DIV, length, n.splat(length, bins));
    var edges = Shape.of(low.type().dim(0), Dim.of(bins));
    var bin = real(n, edges, 1);
    var each = Indices.along(n, size, edges, 0);
    var from = clamped(n, n.apply(ScalarFn.FLOOR, n.apply(ScalarFn.MUL, bin, each)), low, x.type().dim(axis));
    var to = clamped(n, n.apply(ScalarFn.CEIL, n.apply(ScalarFn.MUL,
        n.apply(ScalarFn.ADD, bin, n.splat(bin, 1)), each)), low, x.type().dim(axis));
    var taps = n.apply(ScalarFn.SUB, to, from);
    var shape = Shape.of(edges.get(0), edges.get(1), most(n, taps, "reach" + axis));
    var tap = real(n, shape, 2);
    var first = n.builder().add(new Op.Broadcast(from, shape, List.of(0, 1)));
    var used = n.apply(ScalarFn.LT, tap, n.builder().add(new Op.Broadcast(taps, shape, List.of(0, 1))));
    return new Bins(n.convert(n.apply(ScalarFn.ADD, first, tap), DType.I64), n.convert(used, DType.F32), used);
  }

  /// To the nearest whole number, from the middle away from zero.
  private static Value rounded(OnnxNode n, Value x) {
    var size = n.apply(ScalarFn.FLOOR, n.apply(ScalarFn.ADD, n.apply(ScalarFn.ABS, x), n.splat(x, 0.5)));
    return n.apply(ScalarFn.SELECT, n.apply(ScalarFn.LT, x, n.splat(x, 0)), n.apply(ScalarFn.NEG, size), size);
  }

  private static Value clamped(OnnxNode n, Value offset, Value start, Dim size) {
    var shape = offset.type().shape();
    var at = n.apply(ScalarFn.ADD, offset, Indices.along(n, start, shape, 0));
    return n.apply(ScalarFn.MIN, n.apply(ScalarFn.MAX, at, n.splat(at, 0)),
        n.builder().broadcast(Measure.of(n.builder(), size, DType.F32), shape));
  }
}

package io.sinter.ir.composite;

import io.sinter.ir.Builder;
import io.sinter.ir.Counting;
import io.sinter.ir.Function;
import io.sinter.ir.Indexed;
import io.sinter.ir.Op;
import io.sinter.ir.ScalarFn;
import io.sinter.ir.Value;
import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
import io.sinter.runtime.TensorType;
import java.util.ArrayList;
import java.util.List;

/// Rectangles with sides along the axes, of which some are picked one after the other and then rule out those that they
/// overlap.
///
/// @param top of [batches, N], as are `left`, `bottom`, `right` and `area`
public record Boxes(Value top, Value left, Value bottom, Value right, Value area) {
  /// @param boxes [batches, N, 4]: any two opposite corners (y, x, y, x), or the centre, width and height (x, y, w, h)
  /// @param centred which of the two
  public static Boxes of(Builder b, Value boxes, boolean centred) {
    var part = new ArrayList<Value>();
    var shape = Shape.of(boxes.type().dim(0), boxes.type().dim(1));
    for (int k = 0; k < 4; k++) {
      var slice = b.add(new Op.Slice(boxes, List.of(Dim.ZERO, Dim.ZERO, Dim.of(k)),
          Shape.of(shape.get(0), shape.get(1), Dim.ONE), List.of(1L, 1L, 1L)));
      part.add(b.add(new Op.Reshape(slice, shape)));
    }
    return centred ? centred(b, part) : corners(b, part);
  }

  private static Boxes centred(Builder b, List<Value> part) {
    var halfWidth = b.apply(ScalarFn.MUL, part.get(2), b.splat(part.get(2), 0.5));
    var halfHeight = b.apply(ScalarFn.MUL, part.get(3), b.splat(part.get(3), 0.5));
    return of(b, b.apply(ScalarFn.SUB, part.get(1), halfHeight), b.apply(ScalarFn.SUB, part.get(0), halfWidth),
        b.apply(ScalarFn.ADD, part.get(1), halfHeight), b.apply(ScalarFn.ADD, part.get(0), halfWidth));
  }

  private static Boxes corners(Builder b, List<Value> part) {
    return of(b, b.apply(ScalarFn.MIN, part.get(0), part.get(2)), b.apply(ScalarFn.MIN, part.get(1), part.get(3)),
        b.apply(ScalarFn.MAX, part.get(0), part.get(2)), b.apply(ScalarFn.MAX, part.get(1), part.get(3)));
  }

  private static Boxes of(Builder b, Value top, Value left, Value bottom, Value right) {
    return new Boxes(top, left, bottom, right,
        b.apply(ScalarFn.MUL, b.apply(ScalarFn.SUB, right, left), b.apply(ScalarFn.SUB, bottom, top)));
  }

  /// What [#pass] takes from outside.
  ///
  /// @param scores [batches, classes, N]
  /// @param limit the share of the union that two boxes may have in common, a scalar
  public List<Value> captured(Value scores, Value limit) {
    return List.of(scores, limit, top, left, bottom, right, area);
  }

  /// The body of a loop: of the boxes that remain, each batch and class picks the first of those with the best score
  /// and rules out all that share more with it than the limit. It carries which ones remain, and gives in each pass the
  /// picks [batches, classes], where N says that none remained.
  public Function pass(Builder outside, Value scores) {
    var b = new Builder().at(outside.origin());
    b.parameter("pass", new TensorType(DType.I64, Shape.SCALAR));
    var remaining = b.parameter("remaining", scores.type().withDType(DType.BOOL));
    var score = b.parameter("scores", scores.type());
    var limit = b.parameter("limit", new TensorType(top.type().dtype(), Shape.SCALAR));
    var all = new Boxes(b.parameter("top", top.type()), b.parameter("left", left.type()),
        b.parameter("bottom", bottom.type()), b.parameter("right", right.type()), b.parameter("area", area.type()));
    var shape = scores.type().shape();
    var at = b.add(new Counting.Iota(shape, 2));
    var picks = best(b, remaining, score, at);
    var picked = b.spread(picks, shape, List.of(2));
    var ruledOut = b.apply(ScalarFn.OR, b.apply(ScalarFn.EQ, at, picked),
        all.overlap(b, all.at(b, picks), limit, shape));
    var left = b.apply(ScalarFn.AND, remaining, b.apply(ScalarFn.NOT, ruledOut));
    var more = b.add(new Op.Reduce(left, ScalarFn.OR, List.of(0, 1, 2)));
    return b.finish("pick", List.of(more, left, picks), List.of("more", "remaining", "picks"));
  }

  private static Value best(Builder b, Value remaining, Value score, Value at) {
    var shape = score.type().shape();
    var lowest = b.splat(score, Double.NEGATIVE_INFINITY);
    var best = b.add(new Op.Reduce(b.apply(ScalarFn.SELECT, remaining, score, lowest), ScalarFn.MAX, List.of(2)));
    var is = b.apply(ScalarFn.AND, remaining, b.apply(ScalarFn.EQ, score, b.spread(best, shape, List.of(2))));
    var none = b.broadcast(Measure.of(b, shape.get(2)), shape);
    return b.add(new Op.Reduce(b.apply(ScalarFn.SELECT, is, at, none), ScalarFn.MIN, List.of(2)));
  }

  /// The boxes picked by each batch and class.
  private Boxes at(Builder b, Value picks) {
    var batch = b.add(new Counting.Iota(picks.type().shape(), 0));
    var indices = List.of(batch, picks);
    var axes = List.of(0, 1);
    return new Boxes(b.add(new Indexed.Gather(top, indices, axes)), b.add(new Indexed.Gather(left, indices, axes)),
        b.add(new Indexed.Gather(bottom, indices, axes)), b.add(new Indexed.Gather(right, indices, axes)),
        b.add(new Indexed.Gather(area, indices, axes)));
  }

  /// Whether the intersection is above `limit` times the union; boxes without area overlap nothing.
  private Value overlap(Builder b, Boxes picked, Value limit, Shape shape) {
    var height = common(b, top, bottom, picked.top, picked.bottom, shape);
    var width = common(b, left, right, picked.left, picked.right, shape);
    var zero = b.splat(height, 0);
    var shared = b.apply(ScalarFn.MUL, width, height);
    var mine = mine(b, area, shape);
    var other = other(b, picked.area, shape);
    var union = b.apply(ScalarFn.SUB, b.apply(ScalarFn.ADD, mine, other), shared);
    var result = b.apply(ScalarFn.LT, b.broadcast(limit, shape), b.apply(ScalarFn.DIV, shared, union));
    for (var positive : List.of(height, width, shared, mine, other, union)) {
      result = b.apply(ScalarFn.AND, result, b.apply(ScalarFn.LT, zero, positive));
    }
    return result;
  }

  /// How long two intervals run together; negative where they do not.
  private static Value common(Builder b, Value low, Value high, Value otherLow, Value otherHigh, Shape shape) {
    return b.apply(ScalarFn.SUB,
        b.apply(ScalarFn.MIN, mine(b, high, shape), other(b, otherHigh, shape)),
        b.apply(ScalarFn.MAX, mine(b, low, shape), other(b, otherLow, shape)));
  }

  private static Value mine(Builder b, Value x, Shape shape) {
    return b.add(new Op.Broadcast(x, shape, List.of(0, 2)));
  }

  private static Value other(Builder b, Value x, Shape shape) {
    return b.add(new Op.Broadcast(x, shape, List.of(0, 1)));
  }
}

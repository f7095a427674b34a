package io.sinter.ir.composite;

import io.sinter.ir.Builder;
import io.sinter.ir.Counting;
import io.sinter.ir.Literal;
import io.sinter.ir.Op;
import io.sinter.ir.ScalarFn;
import io.sinter.ir.Value;
import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
import io.sinter.runtime.Tensor;
import java.util.List;

/// A tensor read between its elements along one axis. Positions are of a float type, where the element `i` stands at
/// `i`; those outside of the axis read its edge.
public final class Resampling {
  /// Which element stands for a position between two.
  public enum Rounding {
    DOWN,
    UP,
    /// To the nearest, from the middle down.
    HALF_DOWN,
    /// To the nearest, from the middle up.
    HALF_UP
  }

  private Resampling() {}

  /// @param at a vector of positions
  public static Value nearest(Builder b, Value x, int axis, Value at, Rounding rounding) {
    var half = b.splat(at, 0.5);
    var index = switch (rounding) {
      case DOWN -> b.apply(ScalarFn.FLOOR, at);
      case UP -> b.apply(ScalarFn.CEIL, at);
      case HALF_DOWN -> b.apply(ScalarFn.CEIL, b.apply(ScalarFn.SUB, at, half));
      case HALF_UP -> b.apply(ScalarFn.FLOOR, b.apply(ScalarFn.ADD, at, half));
    };
    return Take.along(b, x, axis, b.add(new Op.Convert(index, DType.I64)));
  }

  /// The sum of the elements within the reach of `filter`, each times its weight.
  ///
  /// @param at a vector of positions
  /// @param inside whether elements outside of the axis do not count, and the others the more
  public static Value weighted(Builder b, Value x, int axis, Value at, Filter filter, boolean inside) {
    var floor = b.apply(ScalarFn.FLOOR, at);
    var rest = b.apply(ScalarFn.SUB, at, floor);
    int taps = 2 * filter.reach();
    var places = new Value[taps];
    var weights = new Value[taps];
    for (int i = 0; i < taps; i++) {
      var offset = b.splat(at, i + 1 - filter.reach());
      places[i] = b.add(new Op.Convert(b.apply(ScalarFn.ADD, floor, offset), DType.I64));
      weights[i] = filter.weight(b, b.apply(ScalarFn.SUB, offset, rest));
      weights[i] = inside ? ifInside(b, places[i], x.type().dim(axis), weights[i]) : weights[i];
    }
    var total = weights[0];
    for (int i = 1; i < taps; i++) {
      total = b.apply(ScalarFn.ADD, total, weights[i]);
    }
    var sum = term(b, x, axis, places[0], inside ? normal(b, weights[0], total) : weights[0]);
    for (int i = 1; i < taps; i++) {
      sum = b.apply(ScalarFn.ADD, sum,
          term(b, x, axis, places[i], inside ? normal(b, weights[i], total) : weights[i]));
    }
    return sum;
  }

  private static Value term(Builder b, Value x, int axis, Value places, Value weights) {
    var taken = Take.along(b, x, axis, places);
    var weight = Precision.convert(b, weights, x.type().dtype());
    return b.apply(ScalarFn.MUL, taken, b.add(new Op.Broadcast(weight, taken.type().shape(), List.of(axis))));
  }

  /// As [#weighted], with a filter that is stretched so that it reaches over all elements that become one.
  ///
  /// @param scale at most 1: by which distances are multiplied, a scalar of the type of `at`
  /// @param reach how many elements on either side the stretched filter reaches: `filter.reach() / scale` rounded up
  public static Value stretched(
      Builder b, Value x, int axis, Value at, Filter filter, boolean inside, Value scale, Dim reach) {
    var shape = Shape.of(at.type().dim(0), reach.times(2));
    var offset = b.apply(ScalarFn.ADD, b.add(new Counting.Iota(shape, 1)),
        b.broadcast(Measure.of(b, reach.times(-1).plus(1)), shape));
    var floor = b.add(new Op.Convert(b.apply(ScalarFn.FLOOR, at), DType.I64));
    var places = b.apply(ScalarFn.ADD, b.add(new Op.Broadcast(floor, shape, List.of(0))), offset);
    var distance = b.apply(ScalarFn.SUB, b.add(new Op.Convert(places, at.type().dtype())),
        b.add(new Op.Broadcast(at, shape, List.of(0))));
    var weights = filter.weight(b, b.apply(ScalarFn.MUL, distance, b.broadcast(scale, shape)));
    if (inside) {
      weights = ifInside(b, places, x.type().dim(axis), weights);
    }
    var total = b.add(new Op.Reduce(weights, ScalarFn.ADD, List.of(1)));
    var normal = Precision.convert(b, normal(b, weights, b.spread(total, shape, List.of(1))), x.type().dtype());
    var taken = Take.along(b, x, axis, places);
    var terms = b.apply(ScalarFn.MUL, taken,
        b.add(new Op.Broadcast(normal, taken.type().shape(), List.of(axis, axis + 1))));
    return b.add(new Op.Reduce(terms, ScalarFn.ADD, List.of(axis + 1)));
  }

  /// The weight where `place` is one of an axis of `size`, else 0.
  private static Value ifInside(Builder b, Value place, Dim size, Value weight) {
    var zero = b.broadcast(b.constant(Literal.of(Tensor.scalar(0L))), place.type().shape());
    var end = b.broadcast(Measure.of(b, size), place.type().shape());
    var is = b.apply(ScalarFn.AND, b.apply(ScalarFn.LE, zero, place), b.apply(ScalarFn.LT, place, end));
    return b.apply(ScalarFn.SELECT, is, weight, b.splat(weight, 0));
  }

  /// The share in a total; of nothing it is 0.
  private static Value normal(Builder b, Value weight, Value total) {
    var nothing = b.apply(ScalarFn.EQ, total, b.splat(total, 0));
    return b.apply(ScalarFn.DIV, weight, b.apply(ScalarFn.SELECT, nothing, b.splat(total, 1), total));
  }
}

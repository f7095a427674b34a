package io.sinter.trace;

import io.sinter.ir.Op;
import io.sinter.ir.ScalarFn;
import io.sinter.ir.Value;
import io.sinter.ir.composite.Extremum;
import io.sinter.ir.composite.Mean;
import io.sinter.ir.composite.Sorting;
import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
import java.util.ArrayList;
import java.util.function.Function;

/// What is computed of many elements: over the axes that are named, or over all where none is. The axes leave the
/// shape; with [Axes#keep] they stay with the size 1.
public sealed interface ReductionOps permits Traced {
  /// Of nothing: 0.
  default Traced sum(int... axes) {
    return sum(Axes.of(axes));
  }

  default Traced sum(Axes axes) {
    return reduce("sum", ScalarFn.ADD, axes);
  }

  /// Of nothing: 1.
  default Traced prod(int... axes) {
    return prod(Axes.of(axes));
  }

  default Traced prod(Axes axes) {
    return reduce("prod", ScalarFn.MUL, axes);
  }

  /// NaN where any element is. Of nothing: the lowest value of the element type, -inf for floats.
  default Traced max(int... axes) {
    return max(Axes.of(axes));
  }

  default Traced max(Axes axes) {
    return reduce("max", ScalarFn.MAX, axes);
  }

  /// NaN where any element is. Of nothing: the highest value of the element type, inf for floats.
  default Traced min(int... axes) {
    return min(Axes.of(axes));
  }

  default Traced min(Axes axes) {
    return reduce("min", ScalarFn.MIN, axes);
  }

  /// Of floats. Of nothing: NaN.
  default Traced mean(int... axes) {
    return mean(Axes.of(axes));
  }

  default Traced mean(Axes axes) {
    return reduce("mean", ScalarFn.SQRT, axes, Mean::of);
  }

  /// The mean square distance from the mean, of floats. Of nothing: NaN.
  default Traced variance(int... axes) {
    return variance(Axes.of(axes));
  }

  default Traced variance(Axes axes) {
    return reduce("variance", ScalarFn.SQRT, axes, (b, x, over) -> {
      var centred = b.apply(ScalarFn.SUB, x, b.spread(Mean.of(b, x, over), x.type().shape(), over));
      return Mean.of(b, b.apply(ScalarFn.MUL, centred, centred), over);
    });
  }

  /// Whether all bools are true; of nothing: true.
  default Traced all(int... axes) {
    return bools("all", ScalarFn.AND, axes);
  }

  /// Whether some bool is true; of nothing: false.
  default Traced any(int... axes) {
    return bools("any", ScalarFn.OR, axes);
  }

  /// Where along the axis the largest element stands, the first of equal ones, as i64. NaN is above all numbers.
  default Traced argMax(int axis) {
    return position("argMax", ScalarFn.MAX, axis);
  }

  /// Where along the axis the smallest element stands, the first of equal ones, as i64. NaN is below all numbers.
  default Traced argMin(int axis) {
    return position("argMin", ScalarFn.MIN, axis);
  }

  /// At each index the sum of the elements up to there along the axis.
  default Traced cumSum(int axis) {
    return cumulative("cumSum", ScalarFn.ADD, axis);
  }

  /// At each index the product of the elements up to there along the axis.
  default Traced cumProd(int axis) {
    return cumulative("cumProd", ScalarFn.MUL, axis);
  }

  /// The elements along the axis in ascending order; NaN is last.
  default Traced sort(int axis) {
    return sorted("sort", axis, Sorting.Sorted::values);
  }

  /// Where the elements stand that [#sort] puts in order, as i64; equal ones in the order that they have.
  default Traced argSort(int axis) {
    return sorted("argSort", axis, Sorting.Sorted::indices);
  }

  private Traced reduce(String method, ScalarFn fn, Axes axes) {
    return reduce(method, fn, axes, (b, x, over) -> b.add(new Op.Reduce(x, fn, over)));
  }

  private Traced reduce(String method, ScalarFn rule, Axes axes, Axes.Meaning meaning) {
    var c = Call.of(method);
    var x = c.in(self());
    var over = axes.of(c, x.type().rank());
    Elementwise.require(c, rule, x);
    var result = meaning.of(c.builder(), x, over);
    if (axes.keepDims()) {
      var dims = new ArrayList<>(x.type().shape().dims());
      over.forEach(a -> dims.set(a, Dim.ONE));
      result = c.builder().add(new Op.Reshape(result, new Shape(dims)));
    }
    return c.out(result);
  }

  private Traced bools(String method, ScalarFn fn, int[] axes) {
    if (self().dtype() != DType.BOOL) {
      throw Call.of(method).error("An operation does not take this element type.", self().type(), "bool",
          "compare first, as in x.notEqualTo(0)");
    }
    return reduce(method, fn, Axes.of(axes));
  }

  private Traced position(String method, ScalarFn extreme, int axis) {
    var c = Call.of(method);
    var x = c.in(self());
    Elementwise.require(c, extreme, x);
    int along = c.axis(axis, x.type().rank());
    if (x.type().dim(along).isConstant(0)) {
      throw c.error("There is no largest or smallest of nothing.", "axis " + axis + " of " + x.type(),
          "an axis with elements");
    }
    return c.out(Extremum.position(c.builder(), x, extreme, along, false));
  }

  private Traced cumulative(String method, ScalarFn fn, int axis) {
    var c = Call.of(method);
    var x = c.in(self());
    Elementwise.require(c, fn, x);
    return c.out(c.builder().add(new Op.CumulativeReduce(x, fn, c.axis(axis, x.type().rank()))));
  }

  private Traced sorted(String method, int axis, Function<Sorting.Sorted, Value> part) {
    var c = Call.of(method);
    var x = c.in(self());
    Elementwise.require(c, ScalarFn.MAX, x);
    return c.out(part.apply(Sorting.of(c.builder(), x, c.axis(axis, x.type().rank()), false)));
  }

  private Traced self() {
    return (Traced) this;
  }
}

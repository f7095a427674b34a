package io.sinter.runtime;

import io.sinter.runtime.Dim.Range;
import io.sinter.runtime.Dim.Ranges;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Interval arithmetic over [Dim]: saturating, so an unbounded side stays unbounded. A minimum is also known to be no
/// larger than either of its sides, and a maximum no smaller, which cancels against the other terms.
final class DimRange {
  /// From this depth on what is found out is kept: the same parts are asked for again and again.
  private static final int DEEP = 2;

  private final Ranges ranges;
  private final Map<Dim, Range> known = new HashMap<>();

  private DimRange(Ranges ranges) {
    this.ranges = ranges;
  }

  static Range of(Dim dim, Ranges ranges) {
    return new DimRange(ranges).of(dim);
  }

  private Range of(Dim dim) {
    if (dim.size().depth() < DEEP) {
      return computed(dim);
    }
    var range = known.get(dim);
    if (range == null) {
      range = computed(dim);
      known.put(dim, range);
    }
    return range;
  }

  private Range computed(Dim dim) {
    var range = interval(dim);
    if (dim.terms().size() < 2) {
      return range;
    }
    long low = range.low();
    long high = range.high();
    for (var term : dim.terms()) {
      if (term.factors().size() != 1) {
        continue;
      }
      boolean most = term.factors().getFirst() instanceof Dim.Max;
      for (var side : sides(term.factors().getFirst())) {
        var with = interval(dim.minus(Dim.of(term)).plus(side.times(term.coefficient())));
        if (term.coefficient() > 0 == most) {
          low = Math.max(low, with.low());
        } else {
          high = Math.min(high, with.high());
        }
      }
    }
    return new Range(low, high);
  }

  private static List<Dim> sides(Dim.Atom atom) {
    return switch (atom) {
      case Dim.Min(var left, var right) -> List.of(left, right);
      case Dim.Max(var left, var right) -> List.of(left, right);
      case Dim.Symbol _, Dim.FloorDiv _ -> List.of();
    };
  }

  private Range interval(Dim dim) {
    var sum = new Range(0, 0);
    for (var term : dim.terms()) {
      var product = new Range(1, 1);
      for (var factor : term.factors()) {
        product = times(product, of(factor));
      }
      sum = plus(sum, times(product, new Range(term.coefficient(), term.coefficient())));
    }
    return sum;
  }

  private Range of(Dim.Atom atom) {
    return switch (atom) {
      case Dim.Symbol s -> ranges.of(s.name());
      case Dim.FloorDiv d -> divide(of(d.dividend()), of(d.divisor()));
      case Dim.Min m -> {
        var a = of(m.left());
        var b = of(m.right());
        yield new Range(Math.min(a.low(), b.low()), Math.min(a.high(), b.high()));
      }
      case Dim.Max m -> {
        var a = of(m.left());
        var b = of(m.right());
        yield new Range(Math.max(a.low(), b.low()), Math.max(a.high(), b.high()));
      }
    };
  }

  private static Range plus(Range a, Range b) {
    return new Range(
        a.boundedBelow() && b.boundedBelow() ? saturatedSum(a.low(), b.low()) : Long.MIN_VALUE,
        a.boundedAbove() && b.boundedAbove() ? saturatedSum(a.high(), b.high()) : Long.MAX_VALUE);
  }

  private static long saturatedSum(long a, long b) {
    long sum = a + b;
    return ((a ^ sum) & (b ^ sum)) >= 0 ? sum : a < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
  }

  private static Range times(Range a, Range b) {
    long[] corners = {
        times(a.low(), b.low()), times(a.low(), b.high()), times(a.high(), b.low()), times(a.high(), b.high())};
    long low = Long.MAX_VALUE;
    long high = Long.MIN_VALUE;
    for (long c : corners) {
      low = Math.min(low, c);
      high = Math.max(high, c);
    }
    return new Range(low, high);
  }

  private static long times(long a, long b) {
    if (a == 0 || b == 0) {
      return 0;
    }
    long high = Math.multiplyHigh(a, b);
    long product = a * b;
    boolean fits = high == 0 && product >= 0 || high == -1 && product < 0;
    return fits ? product : (a < 0) == (b < 0) ? Long.MAX_VALUE : Long.MIN_VALUE;
  }

  private static Range divide(Range a, Range b) {
    if (b.low() <= 0) {
      return a.low() >= 0 && b.low() >= 0 ? new Range(0, a.high()) : Range.ANY;
    }
    return new Range(
        !a.boundedBelow() ? Long.MIN_VALUE : Math.floorDiv(a.low(), a.low() < 0 ? b.low() : b.high()),
        !a.boundedAbove() ? Long.MAX_VALUE : Math.floorDiv(a.high(), a.high() < 0 ? b.high() : b.low()));
  }
}

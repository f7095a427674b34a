package io.sinter.ir.kernel;

import io.sinter.runtime.Dim;
import java.util.function.ToIntFunction;

/// A [Dim] prepared for evaluation: symbols are slots of an array.
interface Position {
  long at();

  /// @param slots where each symbol's value stands in `values`
  static Position of(Dim dim, long[] values, ToIntFunction<String> slots) {
    int n = dim.terms().size();
    long constant = dim.constantTerm();
    if (constant != 0) {
      n--;
    }
    boolean linear = dim.terms().stream().allMatch(t -> t.factors().isEmpty()
        || t.factors().size() == 1 && t.factors().getFirst() instanceof Dim.Symbol);
    if (!linear) {
      return polynomial(dim, values, slots);
    }
    var slot = new int[n];
    var scale = new long[n];
    for (int i = 0; i < n; i++) {
      var term = dim.terms().get(i);
      slot[i] = slots.applyAsInt(((Dim.Symbol) term.factors().getFirst()).name());
      scale[i] = term.coefficient();
    }
    return switch (n) {
      case 0 -> () -> constant;
      case 1 -> {
        int s = slot[0];
        long a = scale[0];
        yield () -> constant + a * values[s];
      }
      case 2 -> {
        int s = slot[0];
        int t = slot[1];
        long a = scale[0];
        long b = scale[1];
        yield () -> constant + a * values[s] + b * values[t];
      }
      default -> () -> {
        long sum = constant;
        for (int i = 0; i < slot.length; i++) {
          sum += scale[i] * values[slot[i]];
        }
        return sum;
      };
    };
  }

  private static Position polynomial(Dim dim, long[] values, ToIntFunction<String> slots) {
    var terms = dim.terms().stream().map(t -> {
      long coefficient = t.coefficient();
      var factors = t.factors().stream().map(f -> of(f, values, slots)).toArray(Position[]::new);
      return (Position) () -> {
        long product = coefficient;
        for (var f : factors) {
          product *= f.at();
        }
        return product;
      };
    }).toArray(Position[]::new);
    return () -> {
      long sum = 0;
      for (var t : terms) {
        sum += t.at();
      }
      return sum;
    };
  }

  private static Position of(Dim.Atom atom, long[] values, ToIntFunction<String> slots) {
    return switch (atom) {
      case Dim.Symbol(var name) -> {
        int slot = slots.applyAsInt(name);
        yield () -> values[slot];
      }
      case Dim.FloorDiv(var dividend, var divisor) -> {
        var a = of(dividend, values, slots);
        var b = of(divisor, values, slots);
        yield () -> Math.floorDiv(a.at(), b.at());
      }
      case Dim.Min(var left, var right) -> {
        var a = of(left, values, slots);
        var b = of(right, values, slots);
        yield () -> Math.min(a.at(), b.at());
      }
      case Dim.Max(var left, var right) -> {
        var a = of(left, values, slots);
        var b = of(right, values, slots);
        yield () -> Math.max(a.at(), b.at());
      }
    };
  }
}

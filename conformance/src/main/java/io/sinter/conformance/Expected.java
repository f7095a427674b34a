package io.sinter.conformance;

import io.sinter.ir.Function;
import io.sinter.ir.Interpreter;
import io.sinter.runtime.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// What a function should give for some inputs, and how far each element of it may be off.
///
/// @param radii one f64 per element: 0 where the bits must agree, infinite where nothing is known
record Expected(List<Tensor> values, List<Tensor> radii) {
  Expected {
    values = List.copyOf(values);
    radii = List.copyOf(radii);
  }

  /// @throws io.sinter.runtime.ModelError when the function is not defined for these inputs
  static Expected of(Function function, List<Tensor> inputs, ErrorBounds.Freedom freedom) {
    var all = Interpreter.run(ErrorBounds.of(function, freedom), inputs);
    int n = function.results().size();
    return new Expected(all.subList(0, n), all.subList(n, 2 * n));
  }

  /// How many of the elements must agree to the bit, how many within a bound, and how many are free.
  long[] strictness() {
    var counts = new long[3];
    for (var r : radii) {
      for (double x : r.doubles()) {
        counts[x == 0 ? 0 : Double.isInfinite(x) ? 2 : 1]++;
      }
    }
    return counts;
  }

  /// The first difference in words that is none of rounding.
  Optional<String> difference(List<Tensor> actual) {
    for (int i = 0; i < values.size(); i++) {
      var e = values.get(i);
      var a = actual.get(i);
      if (e.dtype() != a.dtype() || !Arrays.equals(e.shape(), a.shape())) {
        return Optional.of("result %d is %s, not %s".formatted(i, a.type(), e.type()));
      }
      for (int k = 0; k < e.elements(); k++) {
        double radius = radii.get(i).doubles()[k];
        boolean near = radius > 0
            && (Double.isInfinite(radius) || Math.abs(e.doubleAt(k) - a.doubleAt(k)) <= radius);
        if (!near && !Bits.same(a, e, k)) {
          return Optional.of("element %d of result %d (%s) is %s, not %s%s".formatted(k, i, e.type(), Bits.text(a, k),
              Bits.text(e, k), radius == 0 ? "" : " up to " + radius));
        }
      }
    }
    return Optional.empty();
  }
}

package io.sinter.ir.composite;

import io.sinter.ir.Builder;
import io.sinter.ir.Op;
import io.sinter.ir.ScalarFn;
import io.sinter.ir.Value;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// The Fourier transform of few numbers. What stands at equal distances from the first number has conjugate factors, so
/// that their sums and differences are all that is multiplied:
/// `y[u], y[p - u] = x[0] + sum of cos(2 pi u k / p) (x[k] + x[p - k]) -+ i sum of sin(2 pi u k / p) (x[k] - x[p - k])`
/// over ascending k.
final class Butterfly {
  private final Builder b;
  private final Value x;
  private final int axis;
  private final int radix;
  private final int sign;
  /// How many numbers have a partner at the same distance; apart from the first, one has none if the radix is even.
  private final int pairs;

  private Butterfly(Builder b, Value x, int axis, boolean inverse) {
    this.b = b;
    this.x = x;
    this.axis = axis;
    this.radix = Math.toIntExact(x.type().dim(axis).asLong());
    this.sign = inverse ? 1 : -1;
    this.pairs = (radix - 1) / 2;
  }

  /// `y[u] = sum of x[k] e^(-2 pi i k u / p)` along `axis` of size p, which is at least 2; the inverse has the other
  /// sign.
  ///
  /// @param x [Complex]
  static Value of(Builder b, Value x, int axis, boolean inverse) {
    return new Butterfly(b, x, axis, inverse).transform();
  }

  private Value transform() {
    if (pairs == 0) {
      return even(List.of());
    }
    var fore = Part.of(b, x, axis, Dim.ONE, Dim.of(pairs), 1);
    var back = Part.of(b, x, axis, Dim.of(radix - 1), Dim.of(pairs), -1);
    var even = even(singles(b.apply(ScalarFn.ADD, fore, back)));
    var odd = Complex.timesI(b, odd(singles(b.apply(ScalarFn.SUB, fore, back))));
    var shared = Part.of(b, even, axis, Dim.ONE, Dim.of(pairs), 1);
    var parts = new ArrayList<Value>();
    parts.add(single(even, 0));
    parts.add(b.apply(ScalarFn.ADD, shared, odd));
    if (radix % 2 == 0) {
      parts.add(single(even, radix / 2));
    }
    parts.add(Part.of(b, b.apply(ScalarFn.SUB, shared, odd), axis, Dim.of(pairs - 1), Dim.of(pairs), -1));
    return b.add(new Op.Concatenate(parts, axis));
  }

  /// `x[0] + sum of cos(2 pi u k / p) s[k]` for u from 0 to p/2.
  private Value even(List<Value> sums) {
    var terms = new ArrayList<>(sums);
    if (radix % 2 == 0) {
      terms.add(single(x, radix / 2));
    }
    int rows = radix / 2 + 1;
    var y = repeated(single(x, 0), rows);
    for (int k = 1; k <= terms.size(); k++) {
      int at = k;
      var term = repeated(terms.get(k - 1), rows);
      y = b.apply(ScalarFn.ADD, y, b.apply(ScalarFn.MUL, term,
          Complex.along(b, term, List.of(axis), u -> UnitCircle.cos(u * at, radix))));
    }
    return y;
  }

  /// `sum of sin(2 pi u k / p) d[k]` for u and k from 1 on, with the sign of the direction.
  private Value odd(List<Value> differences) {
    return IntStream.rangeClosed(1, pairs).mapToObj(k -> {
      var term = repeated(differences.get(k - 1), pairs);
      return b.apply(ScalarFn.MUL, term,
          Complex.along(b, term, List.of(axis), u -> sign * UnitCircle.sin((u + 1) * k, radix)));
    }).reduce((y, term) -> b.apply(ScalarFn.ADD, y, term)).orElseThrow();
  }

  private List<Value> singles(Value all) {
    return IntStream.range(0, pairs).mapToObj(k -> single(all, k)).toList();
  }

  private Value single(Value of, int at) {
    return Part.of(b, of, axis, Dim.of(at), Dim.ONE, 1);
  }

  private Value repeated(Value single, int rows) {
    var dims = new ArrayList<>(single.type().shape().dims());
    dims.set(axis, Dim.of(rows));
    return b.broadcast(single, new Shape(dims));
  }
}

package io.sinter.ir.composite;

import io.sinter.ir.Builder;
import io.sinter.ir.ScalarFn;
import io.sinter.ir.Value;

/// How much an element counts for what lies at a distance from it.
///
/// @param reach elements further away do not count
/// @param sharpness the coefficient `a` of a cubic filter
public record Filter(int reach, double sharpness) {
  /// `1 - d`.
  public static final Filter LINEAR = new Filter(1, 0);

  /// Cubic convolution (Keys 1981, <https://ieeexplore.ieee.org/document/1163711>).
  public static Filter cubic(double a) {
    return new Filter(2, a);
  }

  /// The weights at distances of either sign; 0 beyond the reach.
  public Value weight(Builder b, Value distance) {
    var d = b.apply(ScalarFn.ABS, distance);
    var zero = b.splat(d, 0);
    if (reach == 1) {
      return b.apply(ScalarFn.MAX, b.apply(ScalarFn.SUB, b.splat(d, 1), d), zero);
    }
    double a = sharpness;
    var near = polynomial(b, d, a + 2, -(a + 3), 0, 1);
    var far = polynomial(b, d, a, -5 * a, 8 * a, -4 * a);
    var outer = b.apply(ScalarFn.SELECT, b.apply(ScalarFn.LT, d, b.splat(d, 2)), far, zero);
    return b.apply(ScalarFn.SELECT, b.apply(ScalarFn.LE, d, b.splat(d, 1)), near, outer);
  }

  /// The highest power first.
  private static Value polynomial(Builder b, Value x, double... coefficients) {
    var sum = b.splat(x, coefficients[0]);
    for (int i = 1; i < coefficients.length; i++) {
      sum = b.apply(ScalarFn.ADD, b.apply(ScalarFn.MUL, sum, x), b.splat(x, coefficients[i]));
    }
    return sum;
  }
}

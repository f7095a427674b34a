package io.sinter.ir;

/// Functions of doubles that [StrictMath] lacks or has in another meaning.
final class Reals {
  /// From here on `x + 1` is `x` and so is `sqrt(x^2 + 1)`.
  private static final double LARGE = 0x1p54;

  private Reals() {}

  static double sigmoid(double x) {
    double e = StrictMath.exp(-Math.abs(x));
    return x < 0 ? e / (1 + e) : 1 / (1 + e);
  }

  /// As [StrictMath#pow], but with the special values of IEEE 754.
  static double power(double x, double y) {
    return x == 1 || x == -1 && Double.isInfinite(y) ? 1 : StrictMath.pow(x, y);
  }

  static double asinh(double x) {
    double a = Math.abs(x);
    double y = a < LARGE ? StrictMath.log1p(a + a * a / (1 + Math.sqrt(a * a + 1))) : StrictMath.log(a) + Math.log(2);
    return Math.copySign(y, x);
  }

  static double acosh(double x) {
    if (x < 1) {
      return Double.NaN;
    }
    double t = x - 1;
    return x < LARGE ? StrictMath.log1p(t + Math.sqrt(2 * t + t * t)) : StrictMath.log(x) + Math.log(2);
  }

  static double atanh(double x) {
    double a = Math.abs(x);
    return Math.copySign(StrictMath.log1p(2 * a / (1 - a)) / 2, x);
  }
}

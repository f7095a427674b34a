package io.sinter.ir;

/// The error function to nearly the precision of double.
///
/// Near 0 by the series `erf(x) = 2/sqrt(pi) e^(-x²) sum of 2^n x^(2n+1) / (1·3·…·(2n+1))`, all of whose terms have one
/// sign; from 2 on by the continued fraction of `erfc` (Abramowitz and Stegun 7.1.6 and 7.1.14).
final class Erf {
  private static final double SCALE = 2 / Math.sqrt(Math.PI);
  private static final double[] SERIES = new double[48];
  private static final int DEPTH = 64;

  static {
    SERIES[0] = 1;
    for (int n = 1; n < SERIES.length; n++) {
      SERIES[n] = SERIES[n - 1] * 2 / (2 * n + 1);
    }
  }

  private Erf() {}

  static double erf(double x) {
    double a = Math.abs(x);
    if (!(a < 6)) {
      return Double.isNaN(x) ? x : Math.copySign(1, x);
    }
    double square = a * a;
    double gauss = StrictMath.exp(-square) * (1 - Math.fma(a, a, -square));
    if (a < 2) {
      double sum = 0;
      for (int n = a < 0.5 ? 16 : SERIES.length - 1; n >= 0; n--) {
        sum = Math.fma(sum, square, SERIES[n]);
      }
      return SCALE * gauss * sum * x;
    }
    double tail = a;
    for (int k = DEPTH; k > 0; k--) {
      tail = a + k / 2.0 / tail;
    }
    return Math.copySign(1 - gauss / Math.sqrt(Math.PI) / tail, x);
  }
}

package io.sinter.ir.kernel;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/// Elementary functions to some 50 digits, for moderate results.
final class ExactValues {
  static final MathContext DIGITS = new MathContext(60);
  private static final MathContext MANY = new MathContext(420);
  private static final BigDecimal TWO = BigDecimal.TWO;
  private static final BigDecimal PI = machin();

  private ExactValues() {}

  /// `16 atan(1/5) - 4 atan(1/239)` to as many digits as the largest double needs.
  private static BigDecimal machin() {
    return inverse(5).multiply(new BigDecimal(16)).subtract(inverse(239).multiply(new BigDecimal(4)));
  }

  private static BigDecimal inverse(int n) {
    var term = BigDecimal.ONE.divide(new BigDecimal(n), MANY);
    var sum = term;
    for (int k = 1; k < 320; k++) {
      term = term.divide(new BigDecimal(-n * n), MANY);
      sum = sum.add(term.divide(new BigDecimal(2 * k + 1), MANY));
    }
    return sum;
  }

  static BigDecimal exp(BigDecimal x) {
    var small = x.divide(new BigDecimal(1 << 14), DIGITS);
    var term = BigDecimal.ONE;
    var sum = term;
    for (int n = 1; n < 22; n++) {
      term = term.multiply(small, DIGITS).divide(new BigDecimal(n), DIGITS);
      sum = sum.add(term, DIGITS);
    }
    for (int i = 0; i < 14; i++) {
      sum = sum.multiply(sum, DIGITS);
    }
    return sum;
  }

  /// By Halley's iteration on [#exp].
  static BigDecimal log(BigDecimal x) {
    var y = new BigDecimal(StrictMath.log(x.doubleValue()));
    for (int i = 0; i < 3; i++) {
      var e = exp(y);
      y = y.add(x.subtract(e).divide(x.add(e), DIGITS).multiply(TWO), DIGITS);
    }
    return y;
  }

  static BigDecimal sin(BigDecimal x) {
    var turns = x.divide(PI.multiply(TWO), MANY).setScale(0, RoundingMode.HALF_EVEN);
    var r = x.subtract(turns.multiply(PI).multiply(TWO)).round(DIGITS);
    var square = r.multiply(r, DIGITS);
    var term = r;
    var sum = r;
    for (int n = 1; n < 40; n++) {
      term = term.multiply(square, DIGITS).divide(new BigDecimal(-2 * n * (2 * n + 1)), DIGITS);
      sum = sum.add(term, DIGITS);
    }
    return sum;
  }

  static BigDecimal cos(BigDecimal x) {
    return sin(x.add(PI.divide(TWO)));
  }

  /// By Newton's iteration on `sin`, away from 1 and -1.
  static BigDecimal asin(BigDecimal x) {
    var y = new BigDecimal(StrictMath.asin(x.doubleValue()));
    for (int i = 0; i < 3; i++) {
      y = y.add(x.subtract(sin(y)).divide(cos(y), DIGITS), DIGITS);
    }
    return y;
  }

  static BigDecimal acos(BigDecimal x) {
    return PI.divide(TWO).subtract(asin(x), DIGITS);
  }

  static BigDecimal atan(BigDecimal x) {
    if (x.compareTo(BigDecimal.ONE) > 0) {
      return PI.divide(TWO).subtract(atan(BigDecimal.ONE.divide(x, DIGITS)), DIGITS);
    }
    if (x.signum() < 0) {
      return atan(x.negate()).negate();
    }
    var y = new BigDecimal(StrictMath.atan(x.doubleValue()));
    for (int i = 0; i < 3; i++) {
      y = y.add(x.multiply(cos(y)).subtract(sin(y)).multiply(cos(y)), DIGITS);
    }
    return y;
  }
}

package io.sinter.ir.kernel;

import io.sinter.runtime.DType;

/// The constants of [ScalarDefinitions] for one float type. The polynomials are minimax fits (Remez exchange; Lawson's
/// iteration for the rational ones; 60 digits) whose coefficients were then rounded to the type. The errors noted are
/// relative, largest over the interval, and the approximations' own, before any rounding in their evaluation.
enum Precision {
  SINGLE(DType.F32, 23, 127),
  DOUBLE(DType.F64, 52, 1023);

  final DType type;
  /// Bits of the significand after the point.
  final int significand;
  /// Of the exponent.
  final int bias;

  Precision(DType type, int significand, int bias) {
    this.type = type;
    this.significand = significand;
    this.bias = bias;
  }

  static Precision of(DType type) {
    return switch (type) {
      case F32 -> SINGLE;
      case F64 -> DOUBLE;
      default -> throw new IllegalArgumentException("there are no definitions for " + type + "; convert to f32");
    };
  }

  /// `1.5 * 2^significand`: a number of moderate size that is added to it is rounded to an integer, which stands in the
  /// low bits of the sum.
  double magic() {
    return Math.scalb(1.5, significand);
  }

  long magicBits() {
    return Expr.Const.of(type, magic()).bits();
  }

  /// ln 2 with so few bits that an exponent times it is exact.
  double lnTwoHigh() {
    return this == SINGLE ? 0.693359375 : 0x1.62e42feep-1;
  }

  /// What is left of ln 2.
  double lnTwoLow() {
    return this == SINGLE ? -2.1219444e-4 : 1.9082149292705877e-10;
  }

  /// `pi/2`, rounded.
  double halfPiHigh() {
    return this == SINGLE ? 1.5707963705062866 : 0x1.921fb54442d18p+0;
  }

  /// What is left of `pi/2`.
  double halfPiLow() {
    return this == SINGLE ? -4.371138828673793e-08 : 6.123233995736766e-17;
  }

  /// What is left of 1/3 once it is rounded.
  double thirdLow() {
    return this == SINGLE ? -9.934107758624577e-09 : 1.850371707708594e-17;
  }

  double smallestNormal() {
    return this == SINGLE ? Float.MIN_NORMAL : Double.MIN_NORMAL;
  }

  /// From here down, `e^x` rounds to 0.
  double expLow() {
    return this == SINGLE ? -104 : -746;
  }

  /// From here up, `e^x` overflows.
  double expHigh() {
    return this == SINGLE ? 89 : 710;
  }

  /// From here up, `tanh` rounds to 1.
  double tanhHigh() {
    return this == SINGLE ? 9.1 : 19.1;
  }

  /// The bits of `sqrt(1/2)`.
  long sqrtHalf() {
    return this == SINGLE ? 0x3f3504f3L : 0x3fe6a09e667f3bcdL;
  }

  /// q in `e^r = 1 + r + r^2 q(r)` for `|r| <= ln(2)/2`. Single: 6.1e-9 of `e^r`, 1.5e-8 of `e^r - 1`; double: 7e-19,
  /// 2e-18.
  double[] exp() {
    return this == SINGLE
        ? new double[] {0.5, 0.16666531562805176, 0.04166615754365921, 0.008368098177015781, 0.0013975946931168437}
        : new double[] {
          0.5, 0.16666666666666677, 0.04166666666666671, 0.008333333333320394, 0.001388888888884277,
          0.0001984126988961146, 2.4801587439579055e-05, 2.755724040193317e-06, 2.755715034377715e-07,
          2.511045179936784e-08, 2.0960132839761776e-09};
  }

  /// q in `log((1 + s)/(1 - s)) = s (2 + z q(z))`, `z = s^2`, for quotients in `[sqrt(1/2), sqrt(2)]`. Single: 8e-10;
  /// double: 1.2e-18.
  double[] log() {
    return this == SINGLE
        ? new double[] {0.6666677594184875, 0.3997758626937866, 0.29870694875717163}
        : new double[] {
          0.6666666666666734, 0.3999999999941706, 0.2857142874188889, 0.22222198622084993, 0.18183561879534266,
          0.15314111099352398, 0.1479536173963276};
  }
}

package io.sinter.check;

/// How far a number may be from what is expected: `|actual - expected| <= atol + rtol * |expected|`.
///
/// @param exactIntegers whether integers must be equal; the official comparison treats them like floats
public record Tolerance(double rtol, double atol, boolean exactIntegers) {
  /// What `onnx.backend.test.runner` compares with.
  public static final Tolerance OFFICIAL = new Tolerance(1e-3, 1e-7, false);

  /// bf16 has 8 bits: that runner allows this much of it.
  private static final double BF16 = 0x1p-6;

  public Tolerance {
    if (!(rtol >= 0 && atol >= 0)) {
      throw new IllegalArgumentException("tolerances rtol " + rtol + ", atol " + atol);
    }
  }

  /// The same for results of type bf16.
  Tolerance forBf16() {
    return new Tolerance(Math.max(rtol, BF16), atol, exactIntegers);
  }

  boolean allows(double actual, double expected) {
    return Math.abs(actual - expected) <= atol + rtol * Math.abs(expected);
  }
}

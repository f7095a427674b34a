package io.sinter.runtime;

/// Rounding to the narrow float types, to nearest with ties to even; a NaN becomes the quiet NaN of the type.
public final class Floats {
  private static final short F16_NAN = 0x7e00;
  private static final short BF16_NAN = 0x7fc0;

  private Floats() {}

  public static float f16(short bits) {
    return Float.float16ToFloat(bits);
  }

  public static short toF16(float value) {
    return Float.isNaN(value) ? F16_NAN : Float.floatToFloat16(value);
  }

  /// Rounds once, where a way over `float` would round twice.
  public static short toF16(double value) {
    return toF16(roundToOdd(value));
  }

  public static float bf16(short bits) {
    return Float.intBitsToFloat(bits << 16);
  }

  public static short toBf16(float value) {
    if (Float.isNaN(value)) {
      return BF16_NAN;
    }
    int bits = Float.floatToRawIntBits(value);
    return (short) (bits + 0x7fff + (bits >>> 16 & 1) >>> 16);
  }

  /// Rounds once, where a way over `float` would round twice.
  public static short toBf16(double value) {
    return toBf16(roundToOdd(value));
  }

  /// The float that holds `value`, or else the neighbour with an odd last bit: it still knows on which side of every
  /// tie of a narrower type the value lies.
  private static float roundToOdd(double value) {
    float near = (float) value;
    if (near == value || Double.isNaN(value) || (Float.floatToRawIntBits(near) & 1) != 0) {
      return near;
    }
    return near < value ? Math.nextUp(near) : Math.nextDown(near);
  }
}

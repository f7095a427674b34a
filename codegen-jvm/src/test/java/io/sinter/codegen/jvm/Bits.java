package io.sinter.codegen.jvm;

import io.sinter.runtime.DType;
import java.util.stream.LongStream;

/// Values of any element type as longs: the bits of floats, the value of integers (u64: its bits) and bools.
final class Bits {
  private static final float[] FLOATS = {0f, -0f, 1f, -1f, 0.5f, -0.5f, 1.5f, 2.5f, -2.5f, 0.7f, -0.3f, 3.0000002f,
      Float.MIN_VALUE, -Float.MIN_VALUE, Float.MIN_NORMAL, 1e-40f, Float.MAX_VALUE, -Float.MAX_VALUE,
      Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.NaN, 8388607.5f, 8388609f, -4194304.5f, 65504f, 65519f,
      65520f, 2.0e-8f, 2.98023224e-8f, 6.1e-5f, 1.00390625f, 1.01171875f, 127.9f, -128.9f, 255.5f, 256f, 32767.9f,
      65535.9f, 2147483520f, 2147483648f, 4294967040f, 4294967296f, 9.223372e18f, 1.8446743e19f, 1.8446744e19f, 1e30f};
  private static final double[] DOUBLES = {1 / 3.0, 1.00390625 + 1e-12, 1.01171875 - 1e-14, 65519.999999, 1e-8 + 1e-20,
      5e-324, -5e-324, 1e-46, -1e-46, 1e308, 4503599627370495.5, 9007199254740993.0, -0.49999999999999994, 4294967295.5,
      2147483647.5, 1.8446744073709550e19, 3.4028235677973366e38, 3.5e38};

  private Bits() {}

  /// Odd ones first.
  static long[] of(DType type) {
    return switch (type) {
      case F32 -> {
        var bits = new long[FLOATS.length];
        for (int i = 0; i < bits.length; i++) {
          bits[i] = Float.floatToRawIntBits(FLOATS[i]) & 0xffffffffL;
        }
        yield bits;
      }
      case F64 -> {
        var bits = new long[FLOATS.length + DOUBLES.length];
        for (int i = 0; i < bits.length; i++) {
          bits[i] = Double.doubleToRawLongBits(i < FLOATS.length ? FLOATS[i] : DOUBLES[i - FLOATS.length]);
        }
        yield bits;
      }
      case F16 -> LongStream.of(0, 0x8000, 0x3c00, 0xbc00, 1, 0x8001, 0x3ff, 0x400, 0x7bff, 0xfbff, 0x7c00, 0xfc00,
          0x7e00, 0x3555, 0x4248).map(b -> (short) b).toArray();
      case BF16 -> LongStream.of(0, 0x8000, 0x3f80, 0xbf80, 1, 0x8001, 0x7f, 0x80, 0x7f7f, 0xff7f, 0x7f80, 0xff80,
          0x7fc0, 0x3eab, 0x4049).map(b -> (short) b).toArray();
      case BOOL -> new long[] {0, 1};
      case I8, I16, I32, I64, U8, U16, U32, U64 -> integers(type);
      case STRING -> throw new IllegalArgumentException();
    };
  }

  private static long[] integers(DType type) {
    int width = type.bytes() * 8;
    var low = LongStream.of(0, 1, 2, 3, 7, 10, 100, -1, -2, -3, -7, 85);
    var powers = LongStream.of(7, 8, 15, 16, 23, 24, 25, 31, 32, 52, 53, 54, 62, 63).filter(p -> p < width)
        .flatMap(p -> LongStream.of(1L << p, (1L << p) - 1, (1L << p) + 1, -(1L << p), (1L << p) + (1L << p - 8) + 1));
    return LongStream.concat(low, powers).map(v -> wrap(v, type)).distinct().toArray();
  }

  /// What an integer type keeps of a value.
  static long wrap(long v, DType type) {
    return switch (type) {
      case I8 -> (byte) v;
      case I16, F16, BF16 -> (short) v;
      case I32 -> (int) v;
      case U8 -> v & 0xff;
      case U16 -> v & 0xffff;
      case U32, F32 -> v & 0xffffffffL;
      case BOOL -> v & 1;
      case I64, U64, F64 -> v;
      case STRING -> throw new IllegalArgumentException();
    };
  }

  static void set(Object array, int i, long bits) {
    switch (array) {
      case float[] a -> a[i] = Float.intBitsToFloat((int) bits);
      case double[] a -> a[i] = Double.longBitsToDouble(bits);
      case long[] a -> a[i] = bits;
      case int[] a -> a[i] = (int) bits;
      case short[] a -> a[i] = (short) bits;
      case byte[] a -> a[i] = (byte) bits;
      default -> throw new IllegalArgumentException();
    }
  }

  /// All NaNs are one.
  static long get(Object array, int i, DType type) {
    return switch (array) {
      case float[] a -> Float.floatToIntBits(a[i]) & 0xffffffffL;
      case double[] a -> Double.doubleToLongBits(a[i]);
      case long[] a -> a[i];
      case int[] a -> wrap(a[i], type);
      case short[] a -> wrap(a[i], type);
      case byte[] a -> wrap(a[i], type);
      default -> throw new IllegalArgumentException();
    };
  }

  static String show(long bits, DType type) {
    return switch (type) {
      case F32 -> Float.toString(Float.intBitsToFloat((int) bits));
      case F64 -> Double.toString(Double.longBitsToDouble(bits));
      case F16, BF16 -> Long.toHexString(bits & 0xffff);
      case U64 -> Long.toUnsignedString(bits);
      default -> Long.toString(bits);
    };
  }
}

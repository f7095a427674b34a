package io.sinter.codegen.opencl;

import io.sinter.runtime.DType;
import java.util.Random;
import java.util.stream.LongStream;

/// Numbers at which arithmetic goes wrong, as bits of any element type, and arrays of them.
final class Awkward {
  private static final double[] REALS = {0, -0.0, 1, -1, 0.5, -0.5, 1.5, 2.5, -2.5, 0.7, -0.3, 3.0000002, 5e-324, 1e-46,
      -1e-46, 1.4e-45, 1.17549435e-38, 1e-40, 2.0e-8, 2.98023224e-8, 5.9604645e-8, 6.0975552e-5, 6.103515625e-5,
      1.00390625, 1.00390625 + 1e-12, 1.01171875, 1.01171875 - 1e-14, 65504, 65519, 65519.999999, 65520, 127.9, -128.9,
      255.5, 256, 32767.9, 65535.9, 8388607.5, 8388609, -4194304.5, 2147483520.0, 2147483647.5, 2147483648.0,
      4294967040.0, 4294967295.5, 4294967296.0, 4503599627370495.5, 9007199254740993.0, 9.223372e18, 1.8446743e19,
      1.8446744073709550e19, 3.4028234663852886e38, 3.4028235677973366e38, 3.5e38, 1e308, Double.POSITIVE_INFINITY,
      Double.NEGATIVE_INFINITY, Double.NaN, 1 / 3.0, -0.49999999999999994};

  private Awkward() {}

  /// An array that begins with all pairs of odd numbers, as far as there is room; `turn` says which of the pair.
  static Object array(DType type, int length, int turn) {
    var array = type.newArray(length);
    var numbers = numbers(type);
    for (int i = 0; i < length; i++) {
      int pick = switch (turn) {
        case 0 -> i;
        case 1 -> i + i / numbers.length;
        default -> 7 * i + i / 3;
      };
      set(array, i, numbers[pick % numbers.length]);
    }
    return array;
  }

  private static long[] numbers(DType type) {
    var random = new Random(type.ordinal());
    return switch (type) {
      case F32 -> LongStream.concat(java.util.Arrays.stream(REALS).mapToLong(x -> Float.floatToIntBits((float) x)),
          random.longs(20)).toArray();
      case F64 -> LongStream.concat(java.util.Arrays.stream(REALS).mapToLong(Double::doubleToLongBits),
          random.longs(20)).toArray();
      case F16, BF16 -> LongStream.concat(LongStream.of(0, 0x8000, 0x3c00, 0xbc00, 1, 0x8001, 0x3ff, 0x400, 0x7bff,
          0xfbff, 0x7c00, 0xfc00, 0x7e00, 0x3f80, 0x7f, 0x80, 0x7f7f, 0xff7f, 0x7f80, 0xff80), random.longs(40))
          .toArray();
      case BOOL -> new long[] {0, 1, 1, 0, 0, 1, 0};
      case I8, I16, I32, I64, U8, U16, U32, U64 -> LongStream.concat(
          LongStream.of(0, 1, 2, 3, 7, 10, 100, -1, -2, -3, -7, 85),
          LongStream.of(7, 8, 15, 16, 23, 24, 25, 31, 32, 52, 53, 54, 62, 63).filter(p -> p < 8 * type.bytes()).flatMap(
              p -> LongStream.of(1L << p, (1L << p) - 1, (1L << p) + 1, -(1L << p), (1L << p) + (1L << p - 8) + 1)))
          .toArray();
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
    long bits = get(array, i);
    boolean nan = type == DType.F16 && (bits & 0x7fff) > 0x7c00 || type == DType.BF16 && (bits & 0x7fff) > 0x7f80;
    return nan ? 0x7fff : bits;
  }

  private static long get(Object array, int i) {
    return switch (array) {
      case float[] a -> Float.floatToIntBits(a[i]);
      case double[] a -> Double.doubleToLongBits(a[i]);
      case long[] a -> a[i];
      case int[] a -> a[i];
      case short[] a -> a[i];
      case byte[] a -> a[i];
      default -> throw new IllegalArgumentException();
    };
  }
}

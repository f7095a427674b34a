package io.sinter.runtime;

import java.util.Arrays;

/// Elements of the Java array that stores a [DType], read and written by their meaning.
final class TypedArray {
  private static final double TWO_63 = 0x1p63;

  private TypedArray() {}

  static double doubleAt(DType type, Object array, int i) {
    return switch (type) {
      case F32 -> ((float[]) array)[i];
      case F64 -> ((double[]) array)[i];
      case F16 -> Floats.f16(((short[]) array)[i]);
      case BF16 -> Floats.bf16(((short[]) array)[i]);
      case U64 -> unsigned(((long[]) array)[i]);
      case I8, I16, I32, I64, U8, U16, U32, BOOL -> longAt(type, array, i);
      case STRING -> throw new IllegalStateException("a string is not a number");
    };
  }

  static long longAt(DType type, Object array, int i) {
    return switch (type) {
      case F32, F64, F16, BF16 -> (long) doubleAt(type, array, i);
      case I8 -> ((byte[]) array)[i];
      case U8 -> ((byte[]) array)[i] & 0xff;
      case BOOL -> ((byte[]) array)[i] == 0 ? 0 : 1;
      case I16 -> ((short[]) array)[i];
      case U16 -> ((short[]) array)[i] & 0xffff;
      case I32 -> ((int[]) array)[i];
      case U32 -> ((int[]) array)[i] & 0xffff_ffffL;
      case I64, U64 -> ((long[]) array)[i];
      case STRING -> throw new IllegalStateException("a string is not a number");
    };
  }

  /// Rounds to nearest: the halved value keeps in its last bit whether anything was cut off.
  private static double unsigned(long bits) {
    return bits >= 0 ? bits : (bits >>> 1 | bits & 1) * 2.0;
  }

  static void setDouble(DType type, Object array, int i, double value) {
    switch (type) {
      case F32 -> ((float[]) array)[i] = (float) value;
      case F64 -> ((double[]) array)[i] = value;
      case F16 -> ((short[]) array)[i] = Floats.toF16(value);
      case BF16 -> ((short[]) array)[i] = Floats.toBf16(value);
      case BOOL -> ((byte[]) array)[i] = (byte) (value == 0 ? 0 : 1);
      case U64 -> ((long[]) array)[i] = value >= TWO_63 ? (long) (value - TWO_63) ^ Long.MIN_VALUE : (long) value;
      case I8, I16, I32, I64, U8, U16, U32 -> setLong(type, array, i, (long) value);
      case STRING -> throw new IllegalStateException("a number is not a string");
    }
  }

  static void setLong(DType type, Object array, int i, long value) {
    switch (type) {
      case F32 -> ((float[]) array)[i] = value;
      case F64 -> ((double[]) array)[i] = value;
      case F16 -> ((short[]) array)[i] = Floats.toF16((double) value);
      case BF16 -> ((short[]) array)[i] = Floats.toBf16((double) (Math.abs(value) >>> 53 == 0 ? value : sticky(value)));
      case I8, U8 -> ((byte[]) array)[i] = (byte) value;
      case BOOL -> ((byte[]) array)[i] = (byte) (value == 0 ? 0 : 1);
      case I16, U16 -> ((short[]) array)[i] = (short) value;
      case I32, U32 -> ((int[]) array)[i] = (int) value;
      case I64, U64 -> ((long[]) array)[i] = value;
      case STRING -> throw new IllegalStateException("a number is not a string");
    }
  }

  /// Rounds to odd at bit 11, so that a double holds it and a later rounding to few bits is still the right one.
  private static long sticky(long value) {
    return (value & 0x7ff) == 0 ? value : value & ~0x7ffL | 0x800;
  }

  static void fill(DType type, Object array, double value) {
    switch (type) {
      case F32 -> Arrays.fill((float[]) array, (float) value);
      case F64 -> Arrays.fill((double[]) array, value);
      case F16 -> Arrays.fill((short[]) array, Floats.toF16(value));
      case BF16 -> Arrays.fill((short[]) array, Floats.toBf16(value));
      case I8, U8 -> Arrays.fill((byte[]) array, (byte) (long) value);
      case BOOL -> Arrays.fill((byte[]) array, (byte) (value == 0 ? 0 : 1));
      case I16, U16 -> Arrays.fill((short[]) array, (short) (long) value);
      case I32, U32 -> Arrays.fill((int[]) array, (int) (long) value);
      case I64 -> Arrays.fill((long[]) array, (long) value);
      case U64 -> Arrays.fill((long[]) array,
          value < 0x1p63 ? (long) value : value < 0x1p64 ? (long) (value - 0x1p63) ^ Long.MIN_VALUE : -1);
      case STRING -> Arrays.fill((String[]) array, "");
    }
  }

  static int length(DType type, Object array) {
    return switch (type) {
      case F32 -> ((float[]) array).length;
      case F64 -> ((double[]) array).length;
      case I64, U64 -> ((long[]) array).length;
      case I32, U32 -> ((int[]) array).length;
      case F16, BF16, I16, U16 -> ((short[]) array).length;
      case I8, U8, BOOL -> ((byte[]) array).length;
      case STRING -> ((String[]) array).length;
    };
  }

  /// The first `length` elements: the array itself where it has no more.
  static Object first(DType type, Object array, int length) {
    if (length(type, array) == length) {
      return array;
    }
    var copy = type.newArray(length);
    System.arraycopy(array, 0, copy, 0, length);
    return copy;
  }

  static boolean sameBits(DType type, Object a, Object b) {
    return switch (type) {
      case F32 -> Arrays.equals((float[]) a, (float[]) b);
      case F64 -> Arrays.equals((double[]) a, (double[]) b);
      case I64, U64 -> Arrays.equals((long[]) a, (long[]) b);
      case I32, U32 -> Arrays.equals((int[]) a, (int[]) b);
      case I16, U16 -> Arrays.equals((short[]) a, (short[]) b);
      case I8, U8, BOOL -> Arrays.equals((byte[]) a, (byte[]) b);
      case STRING -> Arrays.equals((String[]) a, (String[]) b);
      case F16 -> sameNarrow((short[]) a, (short[]) b, 0x7c00);
      case BF16 -> sameNarrow((short[]) a, (short[]) b, 0x7f80);
    };
  }

  private static boolean sameNarrow(short[] a, short[] b, int infinity) {
    if (a.length != b.length) {
      return false;
    }
    for (int i = 0; i < a.length; i++) {
      if (a[i] != b[i] && ((a[i] & 0x7fff) <= infinity || (b[i] & 0x7fff) <= infinity)) {
        return false;
      }
    }
    return true;
  }

  static String textAt(DType type, Object array, int i) {
    return switch (type) {
      case F32, F16, BF16 -> Float.toString((float) doubleAt(type, array, i));
      case F64 -> Double.toString(doubleAt(type, array, i));
      case U64 -> Long.toUnsignedString(longAt(type, array, i));
      case BOOL -> longAt(type, array, i) == 0 ? "false" : "true";
      case I8, I16, I32, I64, U8, U16, U32 -> Long.toString(longAt(type, array, i));
      case STRING -> '"' + ((String[]) array)[i] + '"';
    };
  }
}

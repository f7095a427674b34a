package io.sinter.ir;

import io.sinter.runtime.DType;
import io.sinter.runtime.Floats;
import io.sinter.runtime.Tensor;

/// Elements of tensors as doubles and longs, many at a time.
final class Elements {
  /// How many elements go through a loop at once.
  static final int RUN = 1024;

  private Elements() {}

  /// Elements of a numeric or bool tensor as doubles.
  static void load(Tensor t, int at, double[] into, int n) {
    switch (t.array()) {
      case float[] a -> {
        for (int i = 0; i < n; i++) {
          into[i] = a[at + i];
        }
      }
      case double[] a -> System.arraycopy(a, at, into, 0, n);
      default -> {
        for (int i = 0; i < n; i++) {
          into[i] = t.doubleAt(at + i);
        }
      }
    }
  }

  /// Elements of an integer or bool tensor as longs: unsigned types without sign, 64 bits as they are.
  static void load(Tensor t, int at, long[] into, int n) {
    if (t.array() instanceof long[] a) {
      System.arraycopy(a, at, into, 0, n);
      return;
    }
    for (int i = 0; i < n; i++) {
      into[i] = t.longAt(at + i);
    }
  }

  /// All elements as the array that sums and products read: `float[]` for types of up to 32 bits, else `double[]`.
  static Object reals(Tensor t) {
    if (t.dtype() == DType.F32 || t.dtype() == DType.F64) {
      return t.array();
    }
    var wide = new float[t.elements()];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = (float) t.doubleAt(i);
    }
    return wide;
  }

  static long[] longs(Tensor t) {
    var wide = new long[t.elements()];
    load(t, 0, wide, wide.length);
    return wide;
  }

  /// Rounds to a float type; to bool: `!= 0`.
  static void store(double[] from, int n, DType type, Object array, int at) {
    switch (type) {
      case F32 -> {
        var a = (float[]) array;
        for (int i = 0; i < n; i++) {
          a[at + i] = (float) from[i];
        }
      }
      case F64 -> System.arraycopy(from, 0, array, at, n);
      case F16 -> {
        var a = (short[]) array;
        for (int i = 0; i < n; i++) {
          a[at + i] = Floats.toF16(from[i]);
        }
      }
      case BF16 -> {
        var a = (short[]) array;
        for (int i = 0; i < n; i++) {
          a[at + i] = Floats.toBf16(from[i]);
        }
      }
      case BOOL -> {
        var a = (byte[]) array;
        for (int i = 0; i < n; i++) {
          a[at + i] = (byte) (from[i] == 0 ? 0 : 1);
        }
      }
      case I8, I16, I32, I64, U8, U16, U32, U64, STRING -> throw new IllegalArgumentException("no reals in " + type);
    }
  }

  /// The low bits of each; for bool `!= 0`.
  static void store(long[] from, int n, DType type, Object array, int at) {
    switch (array) {
      case long[] a -> System.arraycopy(from, 0, a, at, n);
      case int[] a -> {
        for (int i = 0; i < n; i++) {
          a[at + i] = (int) from[i];
        }
      }
      case short[] a -> {
        for (int i = 0; i < n; i++) {
          a[at + i] = (short) from[i];
        }
      }
      case byte[] a -> {
        for (int i = 0; i < n; i++) {
          a[at + i] = (byte) (type == DType.BOOL ? from[i] == 0 ? 0 : 1 : from[i]);
        }
      }
      default -> throw new IllegalArgumentException("no integers in " + type);
    }
  }
}

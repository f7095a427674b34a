package io.sinter.ir;

import io.sinter.runtime.DType;
import io.sinter.runtime.Floats;
import io.sinter.runtime.Tensor;
import java.util.Arrays;

/// The meaning of [Op.Convert] and [Op.Bitcast].
final class Conversion {
  private Conversion() {}

  static Tensor convert(Tensor x, DType to) {
    if (x.dtype() == to) {
      return x;
    }
    int n = x.elements();
    var array = to.newArray(n);
    var reals = new double[Elements.RUN];
    var longs = new long[Elements.RUN];
    for (int at = 0; at < n; at += Elements.RUN) {
      int run = Math.min(Elements.RUN, n - at);
      if (x.dtype().isFloat()) {
        Elements.load(x, at, reals, run);
        if (to.isInteger()) {
          for (int i = 0; i < run; i++) {
            longs[i] = saturate(reals[i], to);
          }
          Elements.store(longs, run, to, array, at);
        } else {
          Elements.store(reals, run, to, array, at);
        }
        continue;
      }
      Elements.load(x, at, longs, run);
      if (to.isFloat()) {
        round(longs, run, x.dtype() == DType.U64, to, array, at);
      } else {
        Elements.store(longs, run, to, array, at);
      }
    }
    return Tensor.of(to, x.shape(), array);
  }

  /// Integers and narrow floats of one width share their storage.
  static Tensor bitcast(Tensor x, DType to) {
    int n = x.elements();
    Object array = switch (x.array()) {
      case float[] a when to != DType.F32 -> {
        var bits = new int[n];
        Arrays.setAll(bits, i -> Float.floatToRawIntBits(a[i]));
        yield bits;
      }
      case double[] a when to != DType.F64 -> {
        var bits = new long[n];
        Arrays.setAll(bits, i -> Double.doubleToRawLongBits(a[i]));
        yield bits;
      }
      case int[] a when to == DType.F32 -> {
        var reals = new float[n];
        for (int i = 0; i < n; i++) {
          reals[i] = Float.intBitsToFloat(a[i]);
        }
        yield reals;
      }
      case long[] a when to == DType.F64 -> {
        var reals = new double[n];
        Arrays.setAll(reals, i -> Double.longBitsToDouble(a[i]));
        yield reals;
      }
      case Object a -> a;
    };
    return Tensor.of(to, x.shape(), array);
  }

  /// Towards zero into the range of an integer type; NaN to 0.
  static long saturate(double x, DType to) {
    if (to == DType.U64) {
      return x >= 0x1p63 ? (long) (x - 0x1p63) ^ Long.MIN_VALUE : Math.max(0, (long) x);
    }
    int width = to.bytes() * 8;
    long low = to.kind() == DType.Kind.SIGNED ? -1L << width - 1 : 0;
    long high = width == 64 ? Long.MAX_VALUE : low + (1L << width) - 1;
    return Math.clamp((long) x, low, high);
  }

  private static void round(long[] from, int n, boolean unsigned, DType to, Object array, int at) {
    for (int i = 0; i < n; i++) {
      long v = from[i];
      // what is too large for long is halved, its last bit kept sticky
      boolean halved = unsigned && v < 0;
      long h = halved ? v >>> 1 | v & 1 : v;
      double scale = halved ? 2 : 1;
      switch (array) {
        case double[] a -> a[at + i] = h * scale;
        case float[] a -> a[at + i] = (float) (odd(h) * scale);
        case short[] a -> a[at + i] =
            to == DType.F16 ? Floats.toF16(odd(h) * scale) : Floats.toBf16(odd(h) * scale);
        default -> throw new IllegalArgumentException("no floats in " + to);
      }
    }
  }

  /// A double that rounds to fewer bits as `v` does: where it does not hold all bits, the last one held is set.
  private static double odd(long v) {
    return Math.abs(v) >>> 53 == 0 || (v & 0x7ff) == 0 ? v : v & ~0x7ffL | 0x800;
  }
}

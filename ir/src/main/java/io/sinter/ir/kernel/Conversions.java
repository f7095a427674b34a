package io.sinter.ir.kernel;

import io.sinter.runtime.DType;
import io.sinter.runtime.Floats;

/// [Expr.Convert] and [Expr.Bitcast] between registers. A conversion goes over `double` from floats and over `long`
/// from integers; both hold every value of their side, so that the result is rounded once.
final class Conversions {
  private Conversions() {}

  static Step convert(Register from, Register to) {
    int n = to.count();
    if (from.type().isFloat()) {
      var exact = new double[n];
      return both(widen(from, exact), narrow(exact, to));
    }
    var exact = new long[n];
    return both(widen(from, exact), narrow(exact, from.type() == DType.U64, to));
  }

  private static Step both(Step first, Step second) {
    return () -> {
      first.run();
      second.run();
    };
  }

  private static Step widen(Register from, double[] exact) {
    return switch (from.type()) {
      case F64 -> () -> System.arraycopy(from.doubles(), 0, exact, 0, exact.length);
      case F16 -> () -> {
        for (int l = 0; l < exact.length; l++) {
          exact[l] = Floats.f16((short) from.ints()[l]);
        }
      };
      case BF16 -> () -> {
        for (int l = 0; l < exact.length; l++) {
          exact[l] = Floats.bf16((short) from.ints()[l]);
        }
      };
      default -> () -> {
        for (int l = 0; l < exact.length; l++) {
          exact[l] = from.floats()[l];
        }
      };
    };
  }

  private static Step widen(Register from, long[] exact) {
    return switch (from.type()) {
      case I64, U64 -> () -> System.arraycopy(from.longs(), 0, exact, 0, exact.length);
      default -> () -> {
        for (int l = 0; l < exact.length; l++) {
          exact[l] = Primitives.longOf(from.type(), from.ints()[l]);
        }
      };
    };
  }

  private static Step narrow(double[] x, Register to) {
    return switch (to.lanes()) {
      case float[] d -> () -> {
        for (int l = 0; l < d.length; l++) {
          d[l] = (float) x[l];
        }
      };
      case double[] d -> () -> System.arraycopy(x, 0, d, 0, d.length);
      case long[] d when to.type() == DType.U64 -> () -> {
        for (int l = 0; l < d.length; l++) {
          d[l] = unsigned(x[l]);
        }
      };
      case long[] d -> () -> {
        for (int l = 0; l < d.length; l++) {
          d[l] = (long) x[l];
        }
      };
      case int[] d -> () -> {
        for (int l = 0; l < d.length; l++) {
          d[l] = toInt(x[l], to.type());
        }
      };
      default -> throw new IllegalStateException("no register of " + to.type());
    };
  }

  private static long unsigned(double x) {
    return x < 0x1p63 || Double.isNaN(x) ? Math.max(0, (long) x)
        : x < 0x1p64 ? (long) (x - 0x1p63) + Long.MIN_VALUE : -1;
  }

  /// Towards zero, saturating; NaN gives 0, and true.
  private static int toInt(double x, DType type) {
    return switch (type) {
      case I8 -> Math.clamp((long) x, Byte.MIN_VALUE, Byte.MAX_VALUE);
      case I16 -> Math.clamp((long) x, Short.MIN_VALUE, Short.MAX_VALUE);
      case I32 -> (int) x;
      case U8 -> Math.clamp((long) x, 0, 0xff);
      case U16 -> Math.clamp((long) x, 0, 0xffff);
      case U32 -> (int) Math.clamp((long) x, 0L, 0xffffffffL);
      case BOOL -> x != 0 ? 1 : 0;
      case F16 -> Floats.toF16(x) & 0xffff;
      case BF16 -> Floats.toBf16(x) & 0xffff;
      case F32, F64, I64, U64, STRING -> throw new IllegalStateException(type + " is no int");
    };
  }

  private static Step narrow(long[] x, boolean unsigned, Register to) {
    return switch (to.lanes()) {
      case float[] d -> () -> {
        for (int l = 0; l < d.length; l++) {
          d[l] = unsigned && x[l] < 0 ? 2 * (float) (x[l] >>> 1 | x[l] & 1) : (float) x[l];
        }
      };
      case double[] d -> () -> {
        for (int l = 0; l < d.length; l++) {
          d[l] = unsigned && x[l] < 0 ? 2 * (double) (x[l] >>> 1 | x[l] & 1) : (double) x[l];
        }
      };
      case long[] d -> () -> System.arraycopy(x, 0, d, 0, d.length);
      case int[] d -> () -> {
        for (int l = 0; l < d.length; l++) {
          d[l] = toInt(x[l], unsigned, to.type());
        }
      };
      default -> throw new IllegalStateException("no register of " + to.type());
    };
  }

  private static int toInt(long x, boolean unsigned, DType type) {
    return switch (type) {
      case BOOL -> x != 0 ? 1 : 0;
      case F16 -> Floats.toF16(toOdd(x, unsigned)) & 0xffff;
      case BF16 -> Floats.toBf16(toOdd(x, unsigned)) & 0xffff;
      case I8, I16, I32, U8, U16, U32 -> Register.wrap(type, (int) x);
      case F32, F64, I64, U64, STRING -> throw new IllegalStateException(type + " is no int");
    };
  }

  /// A double that rounds to f16 and bf16 as the integer itself would: bits that it cannot hold are kept as one.
  private static double toOdd(long x, boolean unsigned) {
    if (unsigned && x < 0) {
      return 2 * toOdd(x >>> 1 | x & 1, false);
    }
    return Math.abs(x) < 1L << 53 ? x : (double) (x & -1024 | ((x & 1023) != 0 ? 1024 : 0));
  }

  /// The same bits, element by element.
  static Step bitcast(Register from, Register to) {
    return switch (from.lanes()) {
      case float[] a when to.lanes() instanceof int[] d -> () -> {
        for (int l = 0; l < d.length; l++) {
          d[l] = Float.floatToRawIntBits(a[l]);
        }
      };
      case int[] a when to.lanes() instanceof float[] d -> () -> {
        for (int l = 0; l < d.length; l++) {
          d[l] = Float.intBitsToFloat(a[l]);
        }
      };
      case double[] a when to.lanes() instanceof long[] d -> () -> {
        for (int l = 0; l < d.length; l++) {
          d[l] = Double.doubleToRawLongBits(a[l]);
        }
      };
      case long[] a when to.lanes() instanceof double[] d -> () -> {
        for (int l = 0; l < d.length; l++) {
          d[l] = Double.longBitsToDouble(a[l]);
        }
      };
      case int[] a when to.lanes() instanceof int[] d -> () -> {
        for (int l = 0; l < d.length; l++) {
          d[l] = Register.wrap(to.type(), a[l]);
        }
      };
      case long[] a when to.lanes() instanceof long[] d -> () -> System.arraycopy(a, 0, d, 0, d.length);
      case float[] a when to.lanes() instanceof float[] d -> () -> System.arraycopy(a, 0, d, 0, d.length);
      case double[] a when to.lanes() instanceof double[] d -> () -> System.arraycopy(a, 0, d, 0, d.length);
      default -> throw new IllegalArgumentException("bitcast from " + from.type() + " to " + to.type());
    };
  }
}

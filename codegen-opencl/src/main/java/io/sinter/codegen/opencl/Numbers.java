package io.sinter.codegen.opencl;

import io.sinter.ir.kernel.Expr;
import io.sinter.runtime.DType;

/// Constants of a kernel, exactly.
final class Numbers {
  /// Integers below are written as such, also where they are floats.
  private static final int SMALL = 1 << 20;

  private Numbers() {}

  static String text(Expr.Const c) {
    long bits = c.bits();
    return switch (c.type()) {
      case F32 -> {
        float x = Float.intBitsToFloat((int) bits);
        yield isSmall(x) ? (int) x + ".0f"
            : Float.isFinite(x) ? signed(Float.toHexString(x) + "f")
            : "as_float(0x" + Integer.toHexString(Float.floatToIntBits(x)) + ")";
      }
      case F64 -> {
        double x = Double.longBitsToDouble(bits);
        yield isSmall(x) ? (int) x + ".0"
            : Double.isFinite(x) ? signed(Double.toHexString(x))
            : "as_double(0x" + Long.toHexString(Double.doubleToLongBits(x)) + "L)";
      }
      case I64 -> bits == Long.MIN_VALUE ? "(-" + Long.MAX_VALUE + "L - 1)" : signed(bits + "L");
      case U64 -> Long.toUnsignedString(bits) + "UL";
      case U32 -> Integer.toUnsignedString((int) bits) + "u";
      case I32 -> (int) bits == Integer.MIN_VALUE ? "(-" + Integer.MAX_VALUE + " - 1)" : signed("" + (int) bits);
      case I16 -> signed("" + (short) bits);
      case I8 -> signed("" + (byte) bits);
      case U16, F16, BF16 -> "" + (bits & 0xffff);
      case U8 -> "" + (bits & 0xff);
      case BOOL -> "" + (bits & 1);
      case STRING -> throw new IllegalArgumentException("a string constant");
    };
  }

  /// Not -0, nor negative, which would need parentheses.
  private static boolean isSmall(double x) {
    return x == (int) x && x < SMALL && Double.doubleToRawLongBits(x) >= 0;
  }

  private static String signed(String number) {
    return number.startsWith("-") ? "(" + number + ")" : number;
  }
}

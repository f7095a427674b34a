package io.sinter.codegen.opencl;

import io.sinter.runtime.DType;

/// Conversions between types: integers wrap; floats become the nearest value, or towards zero and saturating where the
/// result is an integer.
final class Conversions {
  private Conversions() {}

  /// An `int` as one of the integers of a narrower type that it holds.
  static String wrap(DType type, String x) {
    return switch (type) {
      case I8 -> "(" + x + " << 24 >> 24)";
      case I16 -> "(" + x + " << 16 >> 16)";
      case U8 -> "(" + x + " & 0xff)";
      case U16, F16, BF16 -> "(" + x + " & 0xffff)";
      case F32, F64, I32, I64, U32, U64, BOOL, STRING -> x;
    };
  }

  static String bitcast(DType from, DType to, int lanes, String x) {
    if (lanes > 1 && (from == DType.BOOL || to == DType.BOOL)) {
      throw new IllegalArgumentException("masks have no bits to see as " + to);
    }
    return Kind.of(from) != Kind.of(to) ? "as_" + Kind.type(to, lanes) + "(" + x + ")"
        : from == to ? x : wrap(to, x);
  }

  static String convert(DType from, DType to, int lanes, String x) {
    if (from == to) {
      return x;
    }
    var n = Kind.lanes(lanes);
    return switch (from) {
      case BOOL -> lanes == 1 ? fromInteger(DType.I32, to, lanes, x)
          : fromInteger(DType.I32, to, lanes, "(" + x + " & 1)");
      case F16 -> fromFloat(DType.F32, to, lanes, "half_float" + n + "(" + x + ")");
      case BF16 -> fromFloat(DType.F32, to, lanes, "as_float" + n + "(" + x + " << 16)");
      case F32, F64 -> fromFloat(from, to, lanes, x);
      case I8, I16, I32, I64, U8, U16, U32, U64 -> fromInteger(from, to, lanes, x);
      case STRING -> throw new IllegalArgumentException("a string in a kernel");
    };
  }

  private static String fromFloat(DType from, DType to, int lanes, String x) {
    var n = Kind.lanes(lanes);
    return switch (to) {
      case F32, F64 -> from == to ? x : "convert_" + Kind.type(to, lanes) + "(" + x + ")";
      case F16, BF16 -> (to == DType.F16 ? "half_bits" : "bfloat_bits")
          + (from == DType.F32 ? n + "(" + x + ")" : n + "(odd_float" + n + "(" + x + "))");
      case BOOL -> isNotZero(from, lanes, x);
      case I32, I64, U32, U64 -> "convert_" + Kind.type(to, lanes) + "_sat(" + x + ")";
      case I8, I16, U8, U16 -> "convert_int" + n + "(convert_" + Kind.element(to) + n + "_sat(" + x + "))";
      case STRING -> throw new IllegalArgumentException("a string in a kernel");
    };
  }

  private static String fromInteger(DType from, DType to, int lanes, String x) {
    var n = Kind.lanes(lanes);
    var kind = Kind.of(from);
    return switch (to) {
      case BOOL -> isNotZero(from, lanes, x);
      case F32, F64 -> "convert_" + Kind.type(to, lanes) + "(" + x + ")";
      case F16, BF16 -> (to == DType.F16 ? "half_bits" : "bfloat_bits") + n + "("
          + (from.bytes() < 4 ? "convert_float" + n : (kind == Kind.ULONG ? "ulong" : "long") + "_odd" + n)
          + "(" + (kind.isWide() || from.bytes() < 4 ? x : "convert_long" + n + "(" + x + ")") + "))";
      case I8, I16, I32, U8, U16, U32, I64, U64 -> {
        var target = Kind.of(to);
        var same = kind == target ? x
            : kind.isWide() == target.isWide() ? "as_" + target + n + "(" + x + ")"
            : kind == Kind.INT && target == Kind.ULONG ? "as_ulong" + n + "(convert_long" + n + "(" + x + "))"
            : "convert_" + target + n + "(" + x + ")";
        yield wrap(to, same);
      }
      case STRING -> throw new IllegalArgumentException("a string in a kernel");
    };
  }

  private static String isNotZero(DType from, int lanes, String x) {
    return mask(Kind.of(from), lanes, "(" + x + " != 0)");
  }

  /// What a comparison of a type leaves, as a bool.
  static String mask(Kind compared, int lanes, String comparison) {
    return lanes > 1 && compared.isWide() ? "convert_int" + lanes + "(" + comparison + ")" : comparison;
  }
}

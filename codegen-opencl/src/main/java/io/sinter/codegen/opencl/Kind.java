package io.sinter.codegen.opencl;

import io.sinter.runtime.DType;

/// The types that kernels compute in. Integers of fewer than 32 bits are held as `int`, extended by sign or by zeros;
/// half floats as their bits; bools as 0 and 1, in vectors as 0 and -1.
enum Kind {
  INT, UINT, LONG, ULONG, FLOAT, DOUBLE;

  private final String text = name().toLowerCase(java.util.Locale.ROOT);

  static Kind of(DType type) {
    return switch (type) {
      case F32 -> FLOAT;
      case F64 -> DOUBLE;
      case I64 -> LONG;
      case U64 -> ULONG;
      case U32 -> UINT;
      case F16, BF16, I8, I16, I32, U8, U16, BOOL -> INT;
      case STRING -> throw new IllegalArgumentException("kernels do not compute strings");
    };
  }

  /// The type of an element in memory.
  static String element(DType type) {
    return switch (type) {
      case I8 -> "char";
      case U8, BOOL -> "uchar";
      case I16 -> "short";
      case U16, F16, BF16 -> "ushort";
      case F32, F64, I32, I64, U32, U64, STRING -> of(type).text;
    };
  }

  static String type(DType type, int lanes) {
    return of(type) + lanes(lanes);
  }

  /// What follows the name of a type or function; nothing for scalars.
  static String lanes(int lanes) {
    return switch (lanes) {
      case 1 -> "";
      case 2, 4, 8, 16 -> Integer.toString(lanes);
      default -> throw new IllegalArgumentException("OpenCL has no vectors of " + lanes + " lanes");
    };
  }

  boolean isSigned() {
    return this == INT || this == LONG;
  }

  boolean isFloat() {
    return this == FLOAT || this == DOUBLE;
  }

  boolean isWide() {
    return this == LONG || this == ULONG || this == DOUBLE;
  }

  Kind unsigned() {
    return switch (this) {
      case INT, UINT -> UINT;
      case LONG, ULONG -> ULONG;
      case FLOAT, DOUBLE -> throw new IllegalArgumentException(this + " has a sign");
    };
  }

  @Override
  public String toString() {
    return text;
  }
}

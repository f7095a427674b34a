package io.sinter.codegen.jvm;

import io.sinter.runtime.DType;
import org.objectweb.asm.Type;

/// The four types that the JVM computes in. Narrow integers are held as `int`, sign- or zero-extended as their type
/// says, `u32` and `u64` as the bits of `int` and `long`, `f16` and `bf16` as their sign-extended bits, bools as 0 and
/// 1; vectors hold the same, except that vectors of bools are masks.
enum Kind {
  INT(Type.INT_TYPE, "Int", 32),
  LONG(Type.LONG_TYPE, "Long", 64),
  FLOAT(Type.FLOAT_TYPE, "Float", 32),
  DOUBLE(Type.DOUBLE_TYPE, "Double", 64);

  private final Type type;
  private final String name;
  private final int bits;

  Kind(Type type, String name, int bits) {
    this.type = type;
    this.name = name;
    this.bits = bits;
  }

  static Kind of(DType type) {
    return switch (type) {
      case F32 -> FLOAT;
      case F64 -> DOUBLE;
      case I64, U64 -> LONG;
      case F16, BF16, I8, I16, I32, U8, U16, U32, BOOL -> INT;
      case STRING -> throw new IllegalArgumentException("kernels do not compute strings");
    };
  }

  /// The element type of the array that stores `type`.
  static Type element(DType type) {
    return switch (type) {
      case F32 -> Type.FLOAT_TYPE;
      case F64 -> Type.DOUBLE_TYPE;
      case I64, U64 -> Type.LONG_TYPE;
      case I32, U32 -> Type.INT_TYPE;
      case F16, BF16, I16, U16 -> Type.SHORT_TYPE;
      case I8, U8, BOOL -> Type.BYTE_TYPE;
      case STRING -> throw new IllegalArgumentException("kernels do not compute strings");
    };
  }

  /// Whether the integers of `type` are compared and divided by the unsigned forms of the JVM's instructions. Narrow
  /// ones are not: zero-extended, they are ordinary ints.
  static boolean unsigned(DType type) {
    return type == DType.U32 || type == DType.U64;
  }

  /// `opcode`, which is given in its `int` form, for this type.
  int opcode(int opcode) {
    return type.getOpcode(opcode);
  }

  int bits() {
    return bits;
  }

  String descriptor() {
    return type.getDescriptor();
  }

  boolean isFloat() {
    return this == FLOAT || this == DOUBLE;
  }

  /// The smallest value: the sign bit alone.
  Number signBit() {
    return bits == 32 ? (Number) Integer.MIN_VALUE : (Number) Long.MIN_VALUE;
  }

  /// A constant of this type.
  Number number(double value) {
    return switch (this) {
      case INT -> (int) value;
      case LONG -> (long) value;
      case FLOAT -> (float) value;
      case DOUBLE -> value;
    };
  }

  /// The integers of this width.
  Kind integer() {
    return bits == 32 ? INT : LONG;
  }

  /// The vector class.
  String vector() {
    return Species.PACKAGE + name + "Vector";
  }

  String vectorDescriptor() {
    return "L" + vector() + ";";
  }

  /// The letter in the names of conversions.
  char letter() {
    return name.charAt(0);
  }
}

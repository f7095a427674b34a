package io.sinter.runtime;

import java.util.Locale;

/// The element type of a tensor. Narrow floats and unsigned integers live in the Java array of their width and carry
/// their meaning here; the names in text are those of MLIR and StableHLO (`f32`, `i64`, `u8`, `bool`).
public enum DType {
  F32(4, Kind.FLOAT),
  F64(8, Kind.FLOAT),
  F16(2, Kind.FLOAT),
  BF16(2, Kind.FLOAT),
  I8(1, Kind.SIGNED),
  I16(2, Kind.SIGNED),
  I32(4, Kind.SIGNED),
  I64(8, Kind.SIGNED),
  U8(1, Kind.UNSIGNED),
  U16(2, Kind.UNSIGNED),
  U32(4, Kind.UNSIGNED),
  U64(8, Kind.UNSIGNED),
  BOOL(1, Kind.BOOL),
  STRING(0, Kind.STRING);

  /// The arithmetic family of a type.
  public enum Kind { FLOAT, SIGNED, UNSIGNED, BOOL, STRING }

  private final int bytes;
  private final Kind kind;

  DType(int bytes, Kind kind) {
    this.bytes = bytes;
    this.kind = kind;
  }

  /// Bytes per element; 0 for strings.
  public int bytes() {
    return bytes;
  }

  public Kind kind() {
    return kind;
  }

  public boolean isFloat() {
    return kind == Kind.FLOAT;
  }

  public boolean isInteger() {
    return kind == Kind.SIGNED || kind == Kind.UNSIGNED;
  }

  /// A fresh zeroed Java array of this type's storage: `float[]`, `double[]`, `long[]`, `int[]`, `short[]`, `byte[]` or
  /// `String[]`.
  public Object newArray(int length) {
    return switch (this) {
      case F32 -> new float[length];
      case F64 -> new double[length];
      case I64, U64 -> new long[length];
      case I32, U32 -> new int[length];
      case F16, BF16, I16, U16 -> new short[length];
      case I8, U8, BOOL -> new byte[length];
      case STRING -> {
        var strings = new String[length];
        java.util.Arrays.fill(strings, "");
        yield strings;
      }
    };
  }

  /// The type whose text form is `text`.
  ///
  /// @throws IllegalArgumentException when no type has that name
  public static DType parse(String text) {
    for (var type : values()) {
      if (type.toString().equals(text)) {
        return type;
      }
    }
    throw new IllegalArgumentException("'" + text + "' is not an element type");
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}

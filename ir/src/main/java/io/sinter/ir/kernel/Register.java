package io.sinter.ir.kernel;

import io.sinter.runtime.DType;

/// The lanes of a value while the interpreter runs: `float[]` for f32, `double[]` for f64, `long[]` for integers of 64
/// bits, `int[]` for all else. Narrow integers are kept extended by their sign or by zeros, bools are 0 and 1, f16 and
/// bf16 are their bits.
record Register(DType type, Object lanes) {
  static Register of(DType type, int lanes) {
    return new Register(type, switch (type) {
      case F32 -> new float[lanes];
      case F64 -> new double[lanes];
      case I64, U64 -> new long[lanes];
      case I8, I16, I32, U8, U16, U32, F16, BF16, BOOL -> new int[lanes];
      case STRING -> throw new IllegalArgumentException("kernels have no strings");
    });
  }

  /// A constant in every lane.
  static Register of(Expr.Const c, int lanes) {
    var r = of(c.type(), lanes);
    for (int l = 0; l < lanes; l++) {
      switch (r.lanes) {
        case float[] x -> x[l] = Float.intBitsToFloat((int) c.bits());
        case double[] x -> x[l] = Double.longBitsToDouble(c.bits());
        case long[] x -> x[l] = c.bits();
        case int[] x -> x[l] = wrap(c.type(), (int) c.bits());
        default -> throw new IllegalStateException("no register of " + c.type());
      }
    }
    return r;
  }

  /// The value of an integer type of at most 32 bits that has the low bits of `bits`.
  static int wrap(DType type, int bits) {
    return switch (type) {
      case I8 -> (byte) bits;
      case I16 -> (short) bits;
      case U8 -> bits & 0xff;
      case U16, F16, BF16 -> bits & 0xffff;
      default -> bits;
    };
  }

  float[] floats() {
    return (float[]) lanes;
  }

  double[] doubles() {
    return (double[]) lanes;
  }

  int[] ints() {
    return (int[]) lanes;
  }

  long[] longs() {
    return (long[]) lanes;
  }

  int count() {
    return java.lang.reflect.Array.getLength(lanes);
  }

  /// Writes lane `from` of this to lane `to` of another register of this type.
  void copy(int from, Register into, int to) {
    switch (lanes) {
      case float[] x -> into.floats()[to] = x[from];
      case double[] x -> into.doubles()[to] = x[from];
      case long[] x -> into.longs()[to] = x[from];
      case int[] x -> into.ints()[to] = x[from];
      default -> throw new IllegalStateException("no register of " + type);
    }
  }
}

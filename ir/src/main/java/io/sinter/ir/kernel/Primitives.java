package io.sinter.ir.kernel;

import io.sinter.ir.ScalarFn;
import io.sinter.runtime.DType;

/// The scalar primitives as Java: what the interpreter computes in each lane. Operands beyond the arity are ignored.
/// Narrow integers come extended and their results are still to be wrapped.
final class Primitives {
  private Primitives() {}

  interface OnFloats {
    float of(float a, float b, float c);
  }

  interface OnDoubles {
    double of(double a, double b, double c);
  }

  interface OnInts {
    int of(int a, int b);
  }

  interface OnLongs {
    long of(long a, long b);
  }

  interface Test {
    boolean of(long a, long b);
  }

  static OnFloats floats(ScalarFn fn) {
    return switch (fn) {
      case ADD -> (a, b, c) -> a + b;
      case SUB -> (a, b, c) -> a - b;
      case MUL -> (a, b, c) -> a * b;
      case DIV -> (a, b, c) -> a / b;
      case MAX -> (a, b, c) -> Math.max(a, b);
      case MIN -> (a, b, c) -> Math.min(a, b);
      case FMA -> Math::fma;
      case NEG -> (a, b, c) -> -a;
      case ABS -> (a, b, c) -> Math.abs(a);
      case SQRT -> (a, b, c) -> (float) Math.sqrt(a);
      case FLOOR -> (a, b, c) -> (float) Math.floor(a);
      case CEIL -> (a, b, c) -> (float) Math.ceil(a);
      case ROUND -> (a, b, c) -> (float) Math.rint(a);
      case LT, LE, EQ, AND, OR, XOR, NOT, SHL, SHR, SELECT, RELU, EXP, LOG, TANH, SIGMOID, ERF, EXPM1, LOG1P, POW,
          SIN, COS, TAN, ASIN, ACOS, ATAN, SINH, COSH, ASINH, ACOSH, ATANH -> throw none(fn, "f32");
    };
  }

  static OnDoubles doubles(ScalarFn fn) {
    return switch (fn) {
      case ADD -> (a, b, c) -> a + b;
      case SUB -> (a, b, c) -> a - b;
      case MUL -> (a, b, c) -> a * b;
      case DIV -> (a, b, c) -> a / b;
      case MAX -> (a, b, c) -> Math.max(a, b);
      case MIN -> (a, b, c) -> Math.min(a, b);
      case FMA -> Math::fma;
      case NEG -> (a, b, c) -> -a;
      case ABS -> (a, b, c) -> Math.abs(a);
      case SQRT -> (a, b, c) -> Math.sqrt(a);
      case FLOOR -> (a, b, c) -> Math.floor(a);
      case CEIL -> (a, b, c) -> Math.ceil(a);
      case ROUND -> (a, b, c) -> Math.rint(a);
      case LT, LE, EQ, AND, OR, XOR, NOT, SHL, SHR, SELECT, RELU, EXP, LOG, TANH, SIGMOID, ERF, EXPM1, LOG1P, POW,
          SIN, COS, TAN, ASIN, ACOS, ATAN, SINH, COSH, ASINH, ACOSH, ATANH -> throw none(fn, "f64");
    };
  }

  /// Integers of at most 32 bits, and bools.
  static OnInts ints(ScalarFn fn, DType type) {
    boolean unsigned = type == DType.U32;
    return switch (fn) {
      case ADD -> (a, b) -> a + b;
      case SUB -> (a, b) -> a - b;
      case MUL -> (a, b) -> a * b;
      case DIV -> unsigned ? Integer::divideUnsigned : (a, b) -> a / b;
      case MAX -> unsigned ? (a, b) -> Integer.compareUnsigned(a, b) < 0 ? b : a : Math::max;
      case MIN -> unsigned ? (a, b) -> Integer.compareUnsigned(a, b) < 0 ? a : b : Math::min;
      case NEG -> (a, b) -> -a;
      case ABS -> unsigned ? (a, b) -> a : (a, b) -> Math.abs(a);
      case AND -> (a, b) -> a & b;
      case OR -> (a, b) -> a | b;
      case XOR -> (a, b) -> a ^ b;
      case NOT -> type == DType.BOOL ? (a, b) -> a ^ 1 : (a, b) -> ~a;
      case SHL -> (a, b) -> a << b;
      case SHR -> unsigned ? (a, b) -> a >>> b : (a, b) -> a >> b;
      case FMA, SQRT, FLOOR, CEIL, ROUND, LT, LE, EQ, SELECT, RELU, EXP, LOG, TANH, SIGMOID, ERF, EXPM1, LOG1P, POW,
          SIN, COS, TAN, ASIN, ACOS, ATAN, SINH, COSH, ASINH, ACOSH, ATANH -> throw none(fn, type.toString());
    };
  }

  static OnLongs longs(ScalarFn fn, DType type) {
    boolean unsigned = type == DType.U64;
    return switch (fn) {
      case ADD -> (a, b) -> a + b;
      case SUB -> (a, b) -> a - b;
      case MUL -> (a, b) -> a * b;
      case DIV -> unsigned ? Long::divideUnsigned : (a, b) -> a / b;
      case MAX -> unsigned ? (a, b) -> Long.compareUnsigned(a, b) < 0 ? b : a : Math::max;
      case MIN -> unsigned ? (a, b) -> Long.compareUnsigned(a, b) < 0 ? a : b : Math::min;
      case NEG -> (a, b) -> -a;
      case ABS -> unsigned ? (a, b) -> a : (a, b) -> Math.abs(a);
      case AND -> (a, b) -> a & b;
      case OR -> (a, b) -> a | b;
      case XOR -> (a, b) -> a ^ b;
      case NOT -> (a, b) -> ~a;
      case SHL -> (a, b) -> a << b;
      case SHR -> unsigned ? (a, b) -> a >>> b : (a, b) -> a >> b;
      case FMA, SQRT, FLOOR, CEIL, ROUND, LT, LE, EQ, SELECT, RELU, EXP, LOG, TANH, SIGMOID, ERF, EXPM1, LOG1P, POW,
          SIN, COS, TAN, ASIN, ACOS, ATAN, SINH, COSH, ASINH, ACOSH, ATANH -> throw none(fn, type.toString());
    };
  }

  /// Compares integers given as [#longOf].
  static Test test(ScalarFn fn, DType type) {
    boolean unsigned = type == DType.U64;
    return switch (fn) {
      case LT -> unsigned ? (a, b) -> Long.compareUnsigned(a, b) < 0 : (a, b) -> a < b;
      case LE -> unsigned ? (a, b) -> Long.compareUnsigned(a, b) <= 0 : (a, b) -> a <= b;
      default -> (a, b) -> a == b;
    };
  }

  /// The value of a register's int.
  static long longOf(DType type, int bits) {
    return type == DType.U32 ? Integer.toUnsignedLong(bits) : bits;
  }

  private static IllegalArgumentException none(ScalarFn fn, String type) {
    return new IllegalArgumentException(fn + " is no primitive on " + type);
  }
}

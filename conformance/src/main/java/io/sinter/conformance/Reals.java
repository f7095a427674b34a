package io.sinter.conformance;

import io.sinter.ir.Builder;
import io.sinter.ir.Op;
import io.sinter.ir.ScalarFn;
import io.sinter.ir.Value;
import io.sinter.runtime.DType;

/// Arithmetic on values of type f64 while a function of them is built.
abstract class Reals {
  final Builder b;

  Reals(Builder b) {
    this.b = b;
  }

  Value real(Value x) {
    return x.type().dtype() == DType.F64 ? x : b.add(new Op.Convert(x, DType.F64));
  }

  Value number(Value like, double x) {
    return b.broadcast(b.scalar(DType.F64, x), like.type().shape());
  }

  Value zeros(Value like) {
    return number(like, 0);
  }

  Value add(Value x, Value y) {
    return b.apply(ScalarFn.ADD, x, y);
  }

  Value sub(Value x, Value y) {
    return b.apply(ScalarFn.SUB, x, y);
  }

  Value mul(Value x, Value y) {
    return b.apply(ScalarFn.MUL, x, y);
  }

  Value mul(Value x, double by) {
    return mul(x, number(x, by));
  }

  Value max(Value x, Value y) {
    return b.apply(ScalarFn.MAX, x, y);
  }

  Value abs(Value x) {
    return b.apply(ScalarFn.ABS, x);
  }

  Value select(Value c, Value x, Value y) {
    return b.apply(ScalarFn.SELECT, c, x, y);
  }

  Value select(Value c, double x, Value y) {
    return select(c, number(y, x), y);
  }

  Value both(Value x, Value y) {
    return b.apply(ScalarFn.AND, x, y);
  }

  Value either(Value x, Value y) {
    return b.apply(ScalarFn.OR, x, y);
  }

  Value isZero(Value x) {
    return b.apply(ScalarFn.EQ, x, zeros(x));
  }

  /// False for NaN.
  Value atMost(Value x, double limit) {
    return b.apply(ScalarFn.LE, x, number(x, limit));
  }

  /// 0 where all is exact, else `other`, and infinite where that is not a number.
  Value unless(Value exact, Value other) {
    return select(exact, 0, select(atMost(other, Double.MAX_VALUE), other, number(other, Double.POSITIVE_INFINITY)));
  }

  /// The distance from 1 to the next number.
  static double unit(DType type) {
    return switch (type) {
      case F64 -> 0x1p-52;
      case F32 -> 0x1p-23;
      case F16 -> 0x1p-10;
      case BF16 -> 0x1p-7;
      default -> 0;
    };
  }

  static double tiny(DType type) {
    return switch (type) {
      case F64 -> Double.MIN_VALUE;
      case F16 -> 0x1p-24;
      case BF16 -> 0x1p-133;
      default -> Float.MIN_VALUE;
    };
  }

  static double largest(DType type) {
    return switch (type) {
      case F64 -> Double.MAX_VALUE;
      case F16 -> 65504;
      case BF16 -> 0x1.fep127;
      default -> Float.MAX_VALUE;
    };
  }

  /// `moved`, `units` roundings of `magnitude`, and infinity where the result may leave the type.
  Value rounded(Value value, Value moved, Value magnitude, double units) {
    var type = value.type().dtype();
    var radius = add(moved, add(mul(magnitude, units * unit(type)), number(moved, units * tiny(type))));
    var reach = add(abs(real(value)), radius);
    return select(atMost(reach, largest(type)), radius, number(radius, Double.POSITIVE_INFINITY));
  }
}

package io.sinter.ir;

import io.sinter.runtime.DType;
import java.util.List;
import java.util.Locale;

/// The scalar vocabulary shared by tensor ops and kernels: one meaning each, on every target.
///
/// Floats follow IEEE 754 with round to nearest even; denormals are kept; all NaNs count as one value. Integers wrap.
/// A function that is not [#isPrimitive()] is defined by primitives in `io.sinter.ir.kernel.ScalarDefinitions`, and
/// that definition, not a library call, is what every target computes.
public enum ScalarFn {
  // primitives
  ADD(2, Rule.NUMBER, Exactness.EXACT),
  SUB(2, Rule.NUMBER, Exactness.EXACT),
  MUL(2, Rule.NUMBER, Exactness.EXACT),
  /// Integers: towards zero; a zero divisor is an error of the model.
  DIV(2, Rule.NUMBER, Exactness.EXACT),
  /// NaN if either is NaN; `max(-0, +0)` is `+0`.
  MAX(2, Rule.NUMBER, Exactness.EXACT),
  /// NaN if either is NaN; `min(-0, +0)` is `-0`.
  MIN(2, Rule.NUMBER, Exactness.EXACT),
  /// `a * b + c`, rounded once; for half floats to f32 first.
  FMA(3, Rule.FLOAT, Exactness.EXACT),
  NEG(1, Rule.NUMBER, Exactness.EXACT),
  ABS(1, Rule.NUMBER, Exactness.EXACT),
  SQRT(1, Rule.FLOAT, Exactness.EXACT),
  FLOOR(1, Rule.FLOAT, Exactness.EXACT),
  CEIL(1, Rule.FLOAT, Exactness.EXACT),
  /// To the nearest integer, ties to even.
  ROUND(1, Rule.FLOAT, Exactness.EXACT),
  /// False if either is NaN.
  LT(2, Rule.COMPARE, Exactness.EXACT),
  LE(2, Rule.COMPARE, Exactness.EXACT),
  EQ(2, Rule.COMPARE, Exactness.EXACT),
  AND(2, Rule.BITS, Exactness.EXACT),
  OR(2, Rule.BITS, Exactness.EXACT),
  XOR(2, Rule.BITS, Exactness.EXACT),
  NOT(1, Rule.BITS, Exactness.EXACT),
  /// `a` shifted left by `b` bits; `b` is at least 0 and below the width.
  SHL(2, Rule.INTEGER, Exactness.EXACT),
  /// `a` shifted right by `b` bits: arithmetic for signed, logical for unsigned types.
  SHR(2, Rule.INTEGER, Exactness.EXACT),
  /// `c ? a : b`; nothing of the one not chosen shows.
  SELECT(3, Rule.SELECT, Exactness.EXACT),
  // defined by primitives
  /// `x < 0 ? 0 : x`: NaN stays NaN and -0 stays -0.
  RELU(1, Rule.NUMBER, Exactness.EXACT),
  /// `e^x`.
  EXP(1, Rule.FLOAT, Exactness.ulps(2)),
  /// The natural logarithm.
  LOG(1, Rule.FLOAT, Exactness.ulps(1)),
  TANH(1, Rule.FLOAT, Exactness.ulps(3)),
  /// `1 / (1 + e^-x)`.
  SIGMOID(1, Rule.FLOAT, Exactness.ulps(3)),
  /// `2/sqrt(pi)` times the integral of `e^(-t^2)` from 0 to x.
  ERF(1, Rule.FLOAT, Exactness.ulps(6)),
  /// `e^x - 1`.
  EXPM1(1, Rule.FLOAT, Exactness.ulps(2)),
  /// `log(1 + x)`.
  LOG1P(1, Rule.FLOAT, Exactness.ulps(1)),
  /// `a^b`, with the special values of IEEE 754: `a^0` and `1^b` are 1, also for NaN, and so is -1 to an infinite
  /// power; a negative number to a power that is no integer is NaN.
  POW(2, Rule.FLOAT, Exactness.ulps(2)),
  /// Of an angle in radians; all finite angles are reduced exactly, infinite ones give NaN.
  SIN(1, Rule.FLOAT, Exactness.ulps(1)),
  COS(1, Rule.FLOAT, Exactness.ulps(1)),
  TAN(1, Rule.FLOAT, Exactness.ulps(3)),
  ASIN(1, Rule.FLOAT, Exactness.ulps(3)),
  ACOS(1, Rule.FLOAT, Exactness.ulps(2)),
  ATAN(1, Rule.FLOAT, Exactness.ulps(2)),
  SINH(1, Rule.FLOAT, Exactness.ulps(2)),
  COSH(1, Rule.FLOAT, Exactness.ulps(2)),
  ASINH(1, Rule.FLOAT, Exactness.ulps(3)),
  ACOSH(1, Rule.FLOAT, Exactness.ulps(3)),
  ATANH(1, Rule.FLOAT, Exactness.ulps(3));

  private enum Rule { NUMBER, FLOAT, INTEGER, BITS, COMPARE, SELECT }

  private final int arity;
  private final Rule rule;
  private final Exactness exactness;

  ScalarFn(int arity, Rule rule, Exactness exactness) {
    this.arity = arity;
    this.rule = rule;
    this.exactness = exactness;
  }

  public int arity() {
    return arity;
  }

  public Exactness exactness() {
    return exactness;
  }

  /// Whether targets implement it directly.
  public boolean isPrimitive() {
    return ordinal() < RELU.ordinal();
  }

  /// Whether the order of the two operands does not matter, to the bit.
  public boolean isCommutative() {
    return switch (this) {
      case ADD, MUL, MAX, MIN, EQ, AND, OR, XOR -> true;
      default -> false;
    };
  }

  /// The type of the result for operands of the given types.
  ///
  /// @throws IllegalArgumentException saying what was given and what is expected
  public DType resultType(List<DType> operands) {
    if (operands.size() != arity) {
      throw new IllegalArgumentException(this + " takes " + arity + " operands, not " + operands.size());
    }
    var first = operands.get(rule == Rule.SELECT ? 1 : 0);
    for (int i = rule == Rule.SELECT ? 1 : 0; i < arity; i++) {
      if (operands.get(i) != first) {
        throw new IllegalArgumentException(this + " takes operands of one type, not " + operands);
      }
    }
    boolean fits = switch (rule) {
      case NUMBER -> first.isFloat() || first.isInteger();
      case FLOAT -> first.isFloat();
      case INTEGER -> first.isInteger();
      case BITS -> first.isInteger() || first == DType.BOOL;
      case COMPARE -> first != DType.STRING;
      case SELECT -> operands.getFirst() == DType.BOOL;
    };
    if (!fits) {
      throw new IllegalArgumentException(this + " does not take operands of type " + operands);
    }
    return rule == Rule.COMPARE ? DType.BOOL : first;
  }

  /// The function whose text form is `text`, if any.
  public static java.util.Optional<ScalarFn> named(String text) {
    for (var fn : values()) {
      if (fn.toString().equals(text)) {
        return java.util.Optional.of(fn);
      }
    }
    return java.util.Optional.empty();
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}

package io.sinter.ir.kernel;

import io.sinter.ir.ScalarFn;
import io.sinter.runtime.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/// Writes formulas over one float type and the signed integer type of its width as expressions; what is used twice is
/// named by [#let].
final class Formula {
  private final DType real;
  private final UnaryOperator<String> fresh;
  private final List<Stmt.Set> lets = new ArrayList<>();

  Formula(DType real, UnaryOperator<String> fresh) {
    this.real = real;
    this.fresh = fresh;
  }

  List<Stmt.Set> lets() {
    return lets;
  }

  /// A local with the value, unless it is a local or constant anyway.
  Expr let(String hint, Expr value) {
    if (value instanceof Expr.Read || value instanceof Expr.Const) {
      return value;
    }
    var local = new Local(fresh.apply(hint), value.type(), value.lanes());
    lets.add(new Stmt.Set(local, value));
    return new Expr.Read(local);
  }

  Expr c(double value) {
    return Expr.Const.of(real, value);
  }

  Expr i(long value) {
    return new Expr.Const(integer(), value);
  }

  /// The signed integer type of the same width.
  DType integer() {
    return real == DType.F64 ? DType.I64 : DType.I32;
  }

  static Expr add(Expr a, Expr b) {
    return Expr.apply(ScalarFn.ADD, a, b);
  }

  static Expr sub(Expr a, Expr b) {
    return Expr.apply(ScalarFn.SUB, a, b);
  }

  static Expr mul(Expr a, Expr b) {
    return Expr.apply(ScalarFn.MUL, a, b);
  }

  static Expr div(Expr a, Expr b) {
    return Expr.apply(ScalarFn.DIV, a, b);
  }

  static Expr fma(Expr a, Expr b, Expr c) {
    return Expr.apply(ScalarFn.FMA, a, b, c);
  }

  static Expr lt(Expr a, Expr b) {
    return Expr.apply(ScalarFn.LT, a, b);
  }

  static Expr select(Expr condition, Expr a, Expr b) {
    return Expr.apply(ScalarFn.SELECT, condition, a, b);
  }

  static Expr abs(Expr x) {
    return Expr.apply(ScalarFn.ABS, x);
  }

  static Expr neg(Expr x) {
    return Expr.apply(ScalarFn.NEG, x);
  }

  static Expr sqrt(Expr x) {
    return Expr.apply(ScalarFn.SQRT, x);
  }

  Expr shl(Expr x, int by) {
    return Expr.apply(ScalarFn.SHL, x, i(by));
  }

  Expr shr(Expr x, int by) {
    return Expr.apply(ScalarFn.SHR, x, i(by));
  }

  Expr bits(Expr x) {
    return new Expr.Bitcast(integer(), x);
  }

  Expr real(Expr bits) {
    return new Expr.Bitcast(real, bits);
  }

  /// The magnitude of the first with the sign of the second.
  Expr withSign(Expr magnitude, Expr sign) {
    return real(Expr.apply(ScalarFn.OR, bits(magnitude), Expr.apply(ScalarFn.AND, bits(sign), signBit())));
  }

  Expr signBit() {
    return i(real == DType.F64 ? Long.MIN_VALUE : Integer.MIN_VALUE);
  }

  /// `x`, but at least `low`; NaN stays.
  Expr atLeast(Expr x, double low) {
    return let("low", select(lt(x, c(low)), c(low), x));
  }

  /// `x`, but at most `high`; NaN stays.
  Expr atMost(Expr x, double high) {
    return let("high", select(lt(c(high), x), c(high), x));
  }

  /// `coefficients[0] + coefficients[1]*x + …` by Horner's rule.
  Expr polynomial(Expr x, double... coefficients) {
    Expr sum = c(coefficients[coefficients.length - 1]);
    for (int k = coefficients.length - 2; k >= 0; k--) {
      sum = fma(sum, x, c(coefficients[k]));
    }
    return sum;
  }
}

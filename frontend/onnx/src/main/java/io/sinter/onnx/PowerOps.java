package io.sinter.onnx;

import static io.sinter.onnx.Operator.of;

import io.sinter.ir.ScalarFn;
import io.sinter.ir.Value;
import io.sinter.runtime.DType;
import io.sinter.runtime.Tensor;
import java.util.List;
import java.util.Optional;

/// Powers. The result has the type of the base.
final class PowerOps {
  static final List<Operator> TABLE = List.of(of("Pow", 7, n -> power(n, n.value(0), n.value(1))));

  /// Constant exponents up to this are products.
  private static final int MOST_FACTORS = 8;

  private PowerOps() {}

  static Value power(OnnxNode n, Value x, Value y) {
    var shape = Broadcasting.shape(n, List.of(x.type().shape(), y.type().shape()));
    var factored = n.scope().function().constants().of(y).flatMap(PowerOps::single).flatMap(e -> factored(n, x, e));
    if (factored.isPresent()) {
      return n.builder().broadcast(factored.orElseThrow(), shape);
    }
    var base = n.builder().broadcast(x, shape);
    var exponent = n.builder().broadcast(y, shape);
    if (x.type().dtype().isFloat()) {
      var wide = y.type().dtype() == x.type().dtype() ? x.type().dtype() : wide(x, y);
      return n.convert(n.apply(ScalarFn.POW, n.convert(base, wide), n.convert(exponent, wide)), x.type().dtype());
    }
    return y.type().dtype().isFloat() ? ofInteger(n, base, exponent) : integer(n, base, exponent);
  }

  /// The one value of all elements.
  private static Optional<Double> single(Tensor t) {
    for (int i = 1; i < t.elements(); i++) {
      if (t.doubleAt(i) != t.doubleAt(0)) {
        return Optional.empty();
      }
    }
    return t.elements() == 0 ? Optional.empty() : Optional.of(t.doubleAt(0));
  }

  /// Small whole exponents as products, and for floats their reciprocals and square roots.
  private static Optional<Value> factored(OnnxNode n, Value x, double e) {
    double magnitude = Math.abs(e);
    boolean whole = magnitude <= MOST_FACTORS && magnitude == Math.rint(magnitude);
    if (!whole && magnitude != 0.5 || !(e >= 0 && whole) && !x.type().dtype().isFloat()) {
      return Optional.empty();
    }
    var result = whole ? product(n, x, (int) magnitude) : n.apply(ScalarFn.SQRT, x);
    return Optional.of(e < 0 ? n.apply(ScalarFn.DIV, n.splat(x, 1), result) : result);
  }

  /// `x` to a power of at least 0, by squaring.
  private static Value product(OnnxNode n, Value x, int exponent) {
    if (exponent <= 1) {
      return exponent == 0 ? n.splat(x, 1) : x;
    }
    var half = product(n, x, exponent / 2);
    var square = n.apply(ScalarFn.MUL, half, half);
    return exponent % 2 == 0 ? square : n.apply(ScalarFn.MUL, square, x);
  }

  /// A float type that holds both operands, or nearly.
  private static DType wide(Value x, Value y) {
    boolean narrow = x.type().dtype() != DType.F64 && y.type().dtype() != DType.F64 && y.type().dtype().bytes() <= 2;
    return narrow ? DType.F32 : DType.F64;
  }

  /// Whole exponents give integers exactly; others go through f64 and are cut towards zero.
  private static Value ofInteger(OnnxNode n, Value base, Value exponent) {
    var y = n.convert(exponent, DType.F64);
    var real = n.apply(ScalarFn.POW, n.convert(base, DType.F64), y);
    var whole = n.apply(ScalarFn.EQ, y, n.apply(ScalarFn.ROUND, y));
    return n.apply(ScalarFn.SELECT, whole, integer(n, base, n.convert(y, DType.I64)),
        n.convert(real, base.type().dtype()));
  }

  /// An integer to an integer power, which wraps. Below 0 the reciprocal is cut to 0, except of 1 and -1. Powers above
  /// 63 are right where they can be: for 0, 1 and -1.
  private static Value integer(OnnxNode n, Value base, Value exponent) {
    var type = base.type().dtype();
    var signed = n.convert(exponent, DType.I64);
    var magnitude = n.apply(ScalarFn.ABS, signed);
    var parity = n.apply(ScalarFn.AND, magnitude, n.splat(magnitude, 1));
    var large = n.apply(ScalarFn.LT, n.splat(magnitude, 63), magnitude);
    var y = n.apply(ScalarFn.SELECT, large, n.apply(ScalarFn.ADD, parity, n.splat(parity, 62)), magnitude);
    var one = n.splat(base, 1);
    var result = one;
    var square = base;
    for (int bit = 0; bit < 6; bit++) {
      var zero = n.apply(ScalarFn.EQ, n.apply(ScalarFn.AND, y, n.splat(y, 1 << bit)), n.splat(y, 0));
      result = n.apply(ScalarFn.SELECT, zero, result, n.apply(ScalarFn.MUL, result, square));
      square = n.apply(ScalarFn.MUL, square, square);
    }
    boolean unit = type.kind() == DType.Kind.SIGNED;
    var isUnit = n.apply(ScalarFn.EQ, unit ? n.apply(ScalarFn.ABS, base) : base, one);
    var below = n.apply(ScalarFn.LT, signed, n.splat(signed, 0));
    return n.apply(ScalarFn.SELECT, n.apply(ScalarFn.AND, below, n.apply(ScalarFn.NOT, isUnit)),
        n.splat(base, 0), result);
  }
}

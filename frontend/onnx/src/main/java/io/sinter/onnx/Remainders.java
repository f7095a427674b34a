package io.sinter.onnx;

import io.sinter.ir.ScalarFn;
import io.sinter.ir.Value;
import io.sinter.runtime.DType;
import java.util.List;

/// What a division leaves: with `fmod` of the sign of the dividend, without it of that of the divisor.
final class Remainders {
  private Remainders() {}

  static Value of(OnnxNode n) {
    var shape = Broadcasting.shape(n, List.of(n.value(0).type().shape(), n.value(1).type().shape()));
    var a = n.builder().broadcast(n.value(0), shape);
    var b = n.builder().broadcast(Demand.divisor(n, n.value(1)), shape);
    boolean truncated = n.attributes().flag("fmod", false);
    var type = a.type().dtype();
    n.require(truncated || type.isInteger() || n.version() >= 28,
        "A remainder of floats is asked for that only integers have.",
        "fmod 0 for " + a.type(), "fmod 1, or opset 28");
    var rest = type.isInteger() ? integer(n, a, b)
        : n.convert(real(n, n.convert(a, DType.F64), n.convert(b, DType.F64)), type);
    return truncated || type.kind() == DType.Kind.UNSIGNED ? rest : towards(n, rest, b);
  }

  private static Value integer(OnnxNode n, Value a, Value b) {
    return n.apply(ScalarFn.SUB, a, n.apply(ScalarFn.MUL, n.apply(ScalarFn.DIV, a, b), b));
  }

  /// Exact while the quotient is below 2^53: a quotient that was rounded up leaves a rest of the wrong sign.
  private static Value real(OnnxNode n, Value a, Value b) {
    var zero = n.splat(a, 0);
    var dividend = n.apply(ScalarFn.ABS, a);
    var divisor = n.apply(ScalarFn.ABS, b);
    var quotient = n.apply(ScalarFn.FLOOR, n.apply(ScalarFn.DIV, dividend, divisor));
    var rest = n.apply(ScalarFn.FMA, n.apply(ScalarFn.NEG, quotient), divisor, dividend);
    var kept = n.apply(ScalarFn.SELECT, n.apply(ScalarFn.LT, rest, zero), n.apply(ScalarFn.ADD, rest, divisor), rest);
    var unbounded = n.apply(ScalarFn.LT, dividend, divisor);
    var magnitude = n.apply(ScalarFn.SELECT, unbounded, dividend, kept);
    return n.apply(ScalarFn.SELECT, n.apply(ScalarFn.LT, a, zero), n.apply(ScalarFn.NEG, magnitude), magnitude);
  }

  /// The rest with the sign of the divisor.
  private static Value towards(OnnxNode n, Value rest, Value divisor) {
    var zero = n.splat(rest, 0);
    var differs = n.apply(ScalarFn.XOR, n.apply(ScalarFn.LT, rest, zero), n.apply(ScalarFn.LT, divisor, zero));
    var moves = n.apply(ScalarFn.AND, differs, n.apply(ScalarFn.NOT, n.apply(ScalarFn.EQ, rest, zero)));
    return n.apply(ScalarFn.SELECT, moves, n.apply(ScalarFn.ADD, rest, divisor), rest);
  }
}

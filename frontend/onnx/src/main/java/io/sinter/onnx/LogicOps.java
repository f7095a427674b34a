package io.sinter.onnx;

import static io.sinter.onnx.Operator.of;

import io.sinter.ir.Op;
import io.sinter.ir.ScalarFn;
import io.sinter.ir.Value;
import io.sinter.runtime.DType;
import java.util.List;

/// Comparisons, truth values, bits, and the choice by a truth value.
final class LogicOps {
  static final List<Operator> TABLE = List.of(
      of("Equal", 7, n -> both(n, ScalarFn.EQ, 0, 1)),
      of("Less", 7, n -> both(n, ScalarFn.LT, 0, 1)),
      of("LessOrEqual", 12, n -> both(n, ScalarFn.LE, 0, 1)),
      of("Greater", 7, n -> both(n, ScalarFn.LT, 1, 0)),
      of("GreaterOrEqual", 12, n -> both(n, ScalarFn.LE, 1, 0)),
      of("And", 7, n -> both(n, ScalarFn.AND, 0, 1)),
      of("Or", 7, n -> both(n, ScalarFn.OR, 0, 1)),
      of("Xor", 7, n -> both(n, ScalarFn.XOR, 0, 1)),
      of("Not", 1, n -> n.apply(ScalarFn.NOT, n.value(0))),
      of("BitwiseAnd", 18, n -> both(n, ScalarFn.AND, 0, 1)),
      of("BitwiseOr", 18, n -> both(n, ScalarFn.OR, 0, 1)),
      of("BitwiseXor", 18, n -> both(n, ScalarFn.XOR, 0, 1)),
      of("BitwiseNot", 18, n -> n.apply(ScalarFn.NOT, n.value(0))),
      of("BitShift", 11, LogicOps::shift),
      of("BitCast", 26, LogicOps::bitcast),
      of("Where", 9, n -> Broadcasting.apply(n, ScalarFn.SELECT, n.value(0), n.value(1), n.value(2))),
      of("IsNaN", 9, n -> n.apply(ScalarFn.NOT, n.apply(ScalarFn.EQ, real(n), real(n)))),
      of("IsInf", 10, LogicOps::isInfinite));

  private LogicOps() {}

  private static Value real(OnnxNode n) {
    return n.requireFloat(n.value(0));
  }

  private static Value both(OnnxNode n, ScalarFn fn, int left, int right) {
    return Broadcasting.apply(n, fn, n.value(left), n.value(right));
  }

  /// By as many bits as the type has or more, only the sign is left.
  private static Value shift(OnnxNode n) {
    var direction = n.attributes().choice("direction", "", List.of("LEFT", "RIGHT"));
    var shape = Broadcasting.shape(n, List.of(n.value(0).type().shape(), n.value(1).type().shape()));
    var x = n.builder().broadcast(n.value(0), shape);
    var by = n.builder().broadcast(n.value(1), shape);
    var last = n.splat(by, 8 * x.type().dtype().bytes() - 1);
    var tooFar = n.apply(ScalarFn.LT, last, by);
    if (by.type().dtype().kind() == DType.Kind.SIGNED) {
      tooFar = n.apply(ScalarFn.OR, tooFar, n.apply(ScalarFn.LT, by, n.splat(by, 0)));
    }
    var bounded = n.apply(ScalarFn.SELECT, tooFar, last, by);
    if (direction.equals("LEFT")) {
      return n.apply(ScalarFn.SELECT, tooFar, n.splat(x, 0), n.apply(ScalarFn.SHL, x, bounded));
    }
    var shifted = n.apply(ScalarFn.SHR, x, bounded);
    boolean signed = x.type().dtype().kind() == DType.Kind.SIGNED;
    return signed ? shifted : n.apply(ScalarFn.SELECT, tooFar, n.splat(x, 0), shifted);
  }

  /// Truth values are bytes of 0 and 1; another byte is true.
  private static Value bitcast(OnnxNode n) {
    var x = n.value(0);
    var from = x.type().dtype();
    var to = n.attributes().dtype("to");
    if (from == DType.STRING || to == DType.STRING || from.bytes() != to.bytes()) {
      throw n.error("The bits of one type are not those of another.", from + " to " + to, "types of equal width");
    }
    return from == to ? x : from == DType.BOOL || to == DType.BOOL ? n.convert(x, to)
        : n.builder().add(new Op.Bitcast(x, to));
  }

  private static Value isInfinite(OnnxNode n) {
    var x = real(n);
    var high = n.apply(ScalarFn.EQ, x, n.splat(x, Double.POSITIVE_INFINITY));
    var low = n.apply(ScalarFn.EQ, x, n.splat(x, Double.NEGATIVE_INFINITY));
    boolean positive = n.attributes().flag("detect_positive", true);
    boolean negative = n.attributes().flag("detect_negative", true);
    if (positive && negative) {
      return n.apply(ScalarFn.OR, high, low);
    }
    return positive ? high : negative ? low : n.apply(ScalarFn.XOR, high, high);
  }
}

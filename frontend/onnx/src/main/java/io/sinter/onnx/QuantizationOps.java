package io.sinter.onnx;

import static io.sinter.onnx.Operator.of;
import static io.sinter.onnx.Operator.several;

import io.sinter.ir.Op;
import io.sinter.ir.ScalarFn;
import io.sinter.ir.Value;
import io.sinter.runtime.DType;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// Between real numbers and the integers that stand for them.
final class QuantizationOps {
  static final List<Operator> TABLE = List.of(
      of("QuantizeLinear", 10, QuantizationOps::quantize),
      of("com.microsoft:QuantizeLinear", 1, QuantizationOps::quantize),
      of("DequantizeLinear", 10, QuantizationOps::dequantize),
      of("com.microsoft:DequantizeLinear", 1, QuantizationOps::dequantize),
      several("DynamicQuantizeLinear", 11, QuantizationOps::dynamic));

  private QuantizationOps() {}

  /// The division is done in the type of the scale, unless `precision` names another.
  private static Value quantize(OnnxNode n) {
    n.attributes().flag("saturate", true);
    var x = n.value(0);
    var scale = n.value(1);
    var zero = n.optional(2);
    long axis = n.attributes().integer("axis", 1);
    long block = n.attributes().integer("block_size", 0, 0, Long.MAX_VALUE);
    var named = n.attributes().integer("precision", 0) == 0 ? scale.type().dtype() : n.attributes().dtype("precision");
    n.require(named.isFloat() || named == scale.type().dtype(), "A quotient is computed in no float type.",
        "precision " + named, "a float type");
    var precision = Quantization.wide(named);
    long output = n.attributes().integer("output_dtype", 0);
    var implied = zero.map(z -> z.type().dtype()).orElse(DType.U8);
    var to = output == 0 ? implied : n.attributes().dtype("output_dtype");
    n.require(zero.isEmpty() || to == implied, "The zero point has not the type of the result.", implied + " for " + to,
        "equal types");
    n.require(to.isInteger() && to.bytes() <= 2, "A tensor is quantised to a type that is none of those.", to,
        "an integer type of at most 16 bits, or a float type of at most 8");
    var quotient = n.apply(ScalarFn.DIV, n.convert(x, precision),
        n.convert(Quantization.spread(n, 1, x, axis, block), precision));
    return Quantization.store(n, quotient, zero.map(_ -> Quantization.spread(n, 2, x, axis, block)), to);
  }

  private static Value dequantize(OnnxNode n) {
    var q = n.value(0);
    if (!q.type().dtype().isInteger()) {
      throw n.unsupported("DequantizeLinear of " + q.type().dtype(), "an integer type");
    }
    long axis = n.attributes().integer("axis", 1);
    long block = n.attributes().integer("block_size", 0, 0, Long.MAX_VALUE);
    long output = n.attributes().integer("output_dtype", 0);
    var to = output == 0 ? n.value(1).type().dtype() : n.attributes().dtype("output_dtype");
    n.require(to.isFloat(), "A tensor is dequantised to no float type.", "output_dtype " + to, "a float type");
    var zero = n.optional(2).map(_ -> none(n, Quantization.spread(n, 2, q, axis, block)));
    return n.convert(Quantization.load(n, q, Quantization.spread(n, 1, q, axis, block), zero), to);
  }

  /// The zero point of i32 is 0; others are what they are.
  private static Value none(OnnxNode n, Value zero) {
    return zero.type().dtype() != DType.I32 ? zero : Demand.that(n, zero, n.apply(ScalarFn.EQ, zero, n.splat(zero, 0)),
        "A zero point of i32 is not 0.", "0");
  }

  /// To u8, with the scale and zero point that hold 0 and all elements: the quantised tensor, its scale and its zero
  /// point. Where all elements are 0 the scale is 0.
  private static List<Value> dynamic(OnnxNode n) {
    var x = n.requireFloat(n.value(0));
    var all = IntStream.range(0, x.type().rank()).boxed().toList();
    var high = extreme(n, x, ScalarFn.MAX, all);
    var low = extreme(n, x, ScalarFn.MIN, all);
    var scale = n.apply(ScalarFn.DIV, n.apply(ScalarFn.SUB, high, low), n.splat(high, 255));
    var zero = n.convert(
        n.apply(ScalarFn.ROUND, n.apply(ScalarFn.NEG, n.apply(ScalarFn.DIV, low, scale))), DType.U8);
    var quotient = n.apply(ScalarFn.DIV, x, n.builder().broadcast(scale, x.type().shape()));
    var q = Quantization.store(
        n, quotient, Optional.of(n.builder().broadcast(zero, x.type().shape())), DType.U8);
    return List.of(q, scale, zero);
  }

  /// The largest or smallest of all elements and 0, a scalar.
  private static Value extreme(OnnxNode n, Value x, ScalarFn fn, List<Integer> all) {
    var found = all.isEmpty() ? x : n.builder().add(new Op.Reduce(x, fn, all));
    return n.apply(fn, found, n.splat(found, 0));
  }
}

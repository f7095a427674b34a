package io.sinter.onnx;

import static io.sinter.onnx.Operator.of;

import io.sinter.ir.Op;
import io.sinter.ir.ScalarFn;
import io.sinter.ir.Value;
import io.sinter.ir.composite.Measure;
import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/// ONNX Runtime's operators on quantised tensors: loaded as real numbers, computed in f32, stored again.
final class QuantizedElementwiseOps {
  static final List<Operator> TABLE = List.of(
      of("com.microsoft:QLinearAdd", 1, n -> binary(n, ScalarFn.ADD)),
      of("com.microsoft:QLinearMul", 1, n -> binary(n, ScalarFn.MUL)),
      of("com.microsoft:QLinearSigmoid", 1, n -> unary(n, x -> n.apply(ScalarFn.SIGMOID, x))),
      of("com.microsoft:QLinearLeakyRelu", 1, n -> unary(n, x -> n.apply(ScalarFn.SELECT,
          n.apply(ScalarFn.LT, x, n.splat(x, 0)),
          n.apply(ScalarFn.MUL, n.splat(x, n.attributes().real("alpha", 0.01f)), x), x))),
      of("com.microsoft:QLinearGlobalAveragePool", 1, QuantizedElementwiseOps::average));

  private QuantizedElementwiseOps() {}

  /// The operand whose scale and zero point follow it.
  private static Value load(OnnxNode n, int input) {
    return Quantization.load(n, n.value(input), n.single(input + 1, "scale"), zero(n, input + 2));
  }

  private static Optional<Value> zero(OnnxNode n, int input) {
    return n.optional(input).map(_ -> n.single(input, "zero point"));
  }

  private static Value store(OnnxNode n, Value x, int scale, DType to) {
    var shape = x.type().shape();
    var quotient = n.apply(ScalarFn.DIV, x, n.builder().broadcast(n.single(scale, "scale"), shape));
    return Quantization.store(n, quotient, zero(n, scale + 1).map(z -> n.builder().broadcast(z, shape)), to);
  }

  private static Value binary(OnnxNode n, ScalarFn fn) {
    return store(n, Broadcasting.apply(n, fn, load(n, 0), load(n, 3)), 6, n.value(0).type().dtype());
  }

  private static Value unary(OnnxNode n, UnaryOperator<Value> fn) {
    return store(n, fn.apply(load(n, 0)), 3, n.value(0).type().dtype());
  }

  /// The distances from the zero point are summed exactly.
  private static Value average(OnnxNode n) {
    var x = n.value(0);
    int rank = x.type().rank();
    n.require(rank >= 3, "There is nothing to pool over.", x.type(), "[N, C, spatial…] or [N, spatial…, C]");
    boolean last = n.attributes().flag("channels_last", false);
    var axes = IntStream.range(last ? 1 : 2, last ? rank - 1 : rank).boxed().toList();
    var sum = n.builder().add(new Op.Reduce(Quantization.distance(n, x, zero(n, 2)), ScalarFn.ADD, axes));
    var acc = ReductionOps.keep(n, sum, x.type().shape(), axes);
    var count = axes.stream().map(x.type()::dim).reduce(Dim.ONE, Dim::times);
    var divisor = n.apply(ScalarFn.MUL, n.single(3, "y_scale"), Measure.of(n.builder(), count, DType.F32));
    var factor = Broadcasting.apply(n, ScalarFn.DIV, n.single(1, "x_scale"), divisor);
    return Quantization.requantize(n, acc, factor, zero(n, 4), x.type().dtype());
  }
}

package io.sinter.onnx;

import static io.sinter.onnx.Operator.of;

import io.sinter.ir.ScalarFn;
import io.sinter.ir.Value;
import io.sinter.ir.composite.Activation;
import io.sinter.ir.composite.Gelu;
import io.sinter.ir.composite.Softplus;
import java.util.List;

/// The nonlinear functions of networks.
final class ActivationOps {
  private static final float SELU_ALPHA = 1.67326319217681884765625f;
  private static final float SELU_GAMMA = 1.05070102214813232421875f;

  static final List<Operator> TABLE = List.of(
      of("Relu", 6, n -> n.apply(ScalarFn.RELU, n.value(0))),
      of("LeakyRelu", 6, n -> Activation.leakyRelu(n.attributes().real("alpha", 0.01f)).of(n.builder(), real(n))),
      of("PRelu", 7, n -> prelu(n, n.value(0), n.value(1))),
      of("ThresholdedRelu", 10,
          n -> Activation.thresholdedRelu(n.attributes().real("alpha", 1)).of(n.builder(), real(n))),
      of("Elu", 6, n -> Activation.elu(n.attributes().real("alpha", 1)).of(n.builder(), real(n))),
      of("Celu", 12, ActivationOps::celu),
      of("Selu", 6, n -> {
        var x = real(n);
        var elu = Activation.elu(n.attributes().real("alpha", SELU_ALPHA)).of(n.builder(), x);
        return n.apply(ScalarFn.MUL, parameter(n, x, "gamma", SELU_GAMMA), elu);
      }),
      of("Clip", 6, n -> {
        var x = n.value(0);
        var low = n.attributes().has("min") ? n.apply(ScalarFn.MAX, x, parameter(n, x, "min", 0)) : x;
        return n.attributes().has("max") ? n.apply(ScalarFn.MIN, low, parameter(n, x, "max", 0)) : low;
      }),
      of("Clip", 11, n -> {
        var x = n.value(0);
        var low = n.has(1) ? bound(n, x, ScalarFn.MAX, 1, "min") : x;
        return n.has(2) ? bound(n, low, ScalarFn.MIN, 2, "max") : low;
      }),
      of("HardSigmoid", 6, n -> Activation.hardSigmoid(
          n.attributes().real("alpha", 0.2f), n.attributes().real("beta", 0.5f)).of(n.builder(), real(n))),
      of("HardSwish", 14, n -> {
        var x = real(n);
        return n.apply(ScalarFn.MUL, x, Activation.hardSigmoid(1f / 6, 0.5).of(n.builder(), x));
      }),
      of("Swish", 24, n -> swish(n, real(n))),
      of("SwiGLU", 28, n -> n.apply(ScalarFn.MUL, swish(n, real(n)), n.shaped(1, n.value(0).type().shape()))),
      of("Gelu", 20, ActivationOps::gelu),
      of("Softplus", 1, n -> Softplus.of(n.builder(), real(n))),
      of("Softsign", 1, n -> Activation.softsign().of(n.builder(), real(n))),
      of("Mish", 18, n -> {
        var x = real(n);
        return n.apply(ScalarFn.MUL, x, n.apply(ScalarFn.TANH, Softplus.of(n.builder(), x)));
      }),
      of("Shrink", 9, ActivationOps::shrink));

  private ActivationOps() {}

  private static Value real(OnnxNode n) {
    return n.requireFloat(n.value(0));
  }

  private static Value parameter(OnnxNode n, Value x, String name, float fallback) {
    return n.splat(x, n.attributes().real(name, fallback));
  }

  private static Value choose(OnnxNode n, Value condition, Value yes, Value no) {
    return n.apply(ScalarFn.SELECT, condition, yes, no);
  }

  private static Value negative(OnnxNode n, Value x, Value yes, Value no) {
    return choose(n, n.apply(ScalarFn.LT, x, n.splat(x, 0)), yes, no);
  }

  private static Value expm1(OnnxNode n, Value x) {
    return n.apply(ScalarFn.SUB, n.apply(ScalarFn.EXP, x), n.splat(x, 1));
  }

  static Value prelu(OnnxNode n, Value x, Value slope) {
    return negative(n, x, n.apply(ScalarFn.MUL, Broadcasting.to(n, slope, x.type().shape()), x), x);
  }

  /// `max(0, x) + min(0, alpha * (e^(x / alpha) - 1))`.
  private static Value celu(OnnxNode n) {
    var x = real(n);
    var alpha = parameter(n, x, "alpha", 1);
    var zero = n.splat(x, 0);
    var low = n.apply(ScalarFn.MUL, alpha, expm1(n, n.apply(ScalarFn.DIV, x, alpha)));
    return n.apply(ScalarFn.ADD, n.apply(ScalarFn.MAX, zero, x), n.apply(ScalarFn.MIN, zero, low));
  }

  private static Value bound(OnnxNode n, Value x, ScalarFn fn, int input, String name) {
    return n.apply(fn, x, n.builder().broadcast(n.single(input, name), x.type().shape()));
  }

  private static Value swish(OnnxNode n, Value x) {
    float alpha = n.attributes().real("alpha", 1);
    var scaled = alpha == 1 ? x : n.apply(ScalarFn.MUL, n.splat(x, alpha), x);
    return n.apply(ScalarFn.MUL, x, n.apply(ScalarFn.SIGMOID, scaled));
  }

  private static Value gelu(OnnxNode n) {
    var x = real(n);
    var approximate = n.attributes().choice("approximate", "none", List.of("none", "tanh"));
    return approximate.equals("tanh") ? Gelu.tanh(n.builder(), x) : Gelu.of(n.builder(), x);
  }

  /// Towards 0 by `bias`, and 0 between `-lambd` and `lambd`.
  private static Value shrink(OnnxNode n) {
    var x = real(n);
    var lambd = parameter(n, x, "lambd", 0.5f);
    var bias = parameter(n, x, "bias", 0);
    var above = choose(n, n.apply(ScalarFn.LT, lambd, x), n.apply(ScalarFn.SUB, x, bias), n.splat(x, 0));
    return choose(n, n.apply(ScalarFn.LT, x, n.apply(ScalarFn.NEG, lambd)), n.apply(ScalarFn.ADD, x, bias), above);
  }
}

package io.sinter.onnx;

import static io.sinter.onnx.TestGraph.attribute;
import static io.sinter.onnx.TestGraph.f32;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sinter.onnx.proto.AttributeProto;
import io.sinter.runtime.ModelError;
import io.sinter.runtime.Tensor;
import java.util.function.DoubleUnaryOperator;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class ActivationOpsTest {
  private static final double[] POINTS = {-100, -20, -4, -3, -1, -0.5, -0.25, 0, 0.25, 0.5, 1, 3, 4, 20, 100};

  private static void check(int opset, String op, DoubleUnaryOperator expected, AttributeProto... attributes) {
    var y = new TestGraph(opset).input("x", "f32[N]").node("y = " + op + "(x)", attributes).run(f32(POINTS));
    for (int i = 0; i < POINTS.length; i++) {
      double e = expected.applyAsDouble(POINTS[i]);
      assertThat(y.doubleAt(i)).as("%s(%s)", op, POINTS[i]).isCloseTo(e, Offset.offset(1e-12 + 2e-6 * Math.abs(e)));
    }
  }

  private static double clamp(double x) {
    return Math.max(0, Math.min(1, x));
  }

  @Test
  void activationsFollowTheirFormulas() {
    check(17, "Relu", x -> Math.max(0, x));
    check(17, "LeakyRelu", x -> x < 0 ? 0.01f * x : x);
    check(17, "LeakyRelu", x -> x < 0 ? 0.5 * x : x, attribute("alpha", 0.5f));
    check(17, "ThresholdedRelu", x -> x > 1 ? x : 0);
    check(17, "HardSigmoid", x -> clamp(0.2f * x + 0.5f));
    check(17, "HardSigmoid", x -> clamp(0.5f * x + 0.25f), attribute("alpha", 0.5f), attribute("beta", 0.25f));
    check(17, "HardSwish", x -> x * clamp((float) (1 / 6.0) * x + 0.5));
    check(17, "Softsign", x -> x / (1 + Math.abs(x)));
    check(17, "Softplus", x -> x > 50 ? x : Math.log1p(Math.exp(x)));
    check(17, "Shrink", x -> x < -0.5 ? x : x > 0.5 ? x : 0);
    check(17, "Shrink", x -> x < -1.5 ? x + 1.5 : x > 1.5 ? x - 1.5 : 0, attribute("lambd", 1.5f),
        attribute("bias", 1.5f));
    check(24, "Swish", x -> x / (1 + Math.exp(-2 * x)), attribute("alpha", 2f));
  }

  @Test
  void activationsWithExponentialsFollowTheirFormulas() {
    check(17, "Elu", x -> x < 0 ? 2 * ((float) Math.exp(x) - 1) : x, attribute("alpha", 2f));
    check(17, "Selu", x -> 1.05070102214813232421875f
        * (x < 0 ? 1.67326319217681884765625f * ((float) Math.exp(x) - 1) : x));
    check(17, "Celu", x -> x < 0 ? 2 * ((float) Math.exp(x / 2) - 1) : x, attribute("alpha", 2f));
    check(18, "Mish", x -> x * Math.tanh(x > 50 ? x : Math.log1p(Math.exp(x))));
  }

  @Test
  void geluIsExactOrByTanh() {
    var x = f32(-3, -1, 0, 0.5, 2);
    var graph = new TestGraph(20).input("x", "f32[5]")
        .node("a = Gelu(x)").node("b = Gelu(x)", attribute("approximate", "tanh")).output("a").output("b");
    double[][] expected = {
        {-0.0040496940, -0.1586552539, 0, 0.3457312306, 1.9544997361},
        {-0.0036373921, -0.1588080094, 0, 0.3457140246, 1.9545976940}};
    for (int k = 0; k < 2; k++) {
      for (int i = 0; i < 5; i++) {
        assertThat(graph.runAll(x).get(k).doubleAt(i)).isCloseTo(expected[k][i], Offset.offset(2e-7));
      }
    }
    assertThat(graph.function().toString()).contains("name(\"gelu\")").contains("name(\"gelu_tanh\")");
    assertThatThrownBy(
        new TestGraph(20).input("x", "f32[5]").node("a = Gelu(x)", attribute("approximate", "fast"))::read)
        .isInstanceOf(ModelError.class).hasMessageContaining("expected: one of none, tanh");
  }

  @Test
  void swigluGatesItsSecondInput() {
    var graph = new TestGraph(28).input("a", "f32[2]").input("b", "f32[2]").node("y = SwiGLU(a, b)");
    assertThat(graph.run(f32(0, 100), f32(5, 5))).isEqualTo(f32(0, 500));
  }

  @Test
  void theSlopeOfPReluBroadcastsToTheInput() {
    var x = f32(new long[] {1, 2, 2}, -1, 1, -2, 2);
    var graph = new TestGraph(16).input("x", "f32[N, 2, 2]").constant("s", f32(new long[] {2, 1}, 0.5, 0.25))
        .node("y = PRelu(x, s)");
    assertThat(graph.run(x)).isEqualTo(f32(new long[] {1, 2, 2}, -0.5, 1, -0.5, 2));
    assertThatThrownBy(new TestGraph(16).input("x", "f32[2]").constant("s", f32(new long[] {2, 1}, 1, 1))
        .node("y = PRelu(x, s)")::read).isInstanceOf(ModelError.class)
        .hasMessageStartingWith("A shape does not broadcast to another.");
  }

  @Test
  void clipBoundsOnEitherSideOrNone() {
    var x = f32(-2, 0, 2, Double.NaN);
    assertThat(new TestGraph(6).input("x", "f32[4]").node("y = Clip(x)", attribute("max", 1f)).run(x))
        .isEqualTo(f32(-2, 0, 1, Double.NaN));
    assertThat(new TestGraph(6).input("x", "f32[4]")
        .node("y = Clip(x)", attribute("min", -1f), attribute("max", 1f)).run(x)).isEqualTo(f32(-1, 0, 1, Double.NaN));
    assertThat(new TestGraph(13).input("x", "f32[4]").node("y = Clip(x)").run(x)).isEqualTo(x);
    var bounds = new TestGraph(13).input("x", "f32[4]").input("low", "f32[]").input("high", "f32[1]")
        .node("y = Clip(x, low, high)");
    assertThat(bounds.run(x, Tensor.scalar(-1f), f32(1))).isEqualTo(f32(-1, 0, 1, Double.NaN));
    assertThat(bounds.run(x, Tensor.scalar(1f), f32(-1))).as("low above high").isEqualTo(f32(-1, -1, -1, Double.NaN));
  }

  @Test
  void boundsAreScalarsOfTheSameType() {
    assertThatThrownBy(
        new TestGraph(13).input("x", "f32[2]").floats("low", 1, 2).node("y = Clip(x, low)")::read)
        .isInstanceOf(ModelError.class).hasMessageStartingWith("An input is not one number.");
    assertThatThrownBy(
        new TestGraph(13).input("x", "f32[2]").ints("low", 1).node("y = Clip(x, low)")::read)
        .isInstanceOf(ModelError.class).hasMessageContaining("given: 'input' of f32, input 'min' of i64[1]");
  }

  @Test
  void fewActivationsTakeIntegers() {
    assertThatThrownBy(new TestGraph(13).input("x", "i32[2]").node("y = Elu(x)")::read)
        .isInstanceOf(ModelError.class).hasMessageContaining("expected: f16, f32 or f64 for Elu of opset 13");
    assertThat(new TestGraph(14).input("x", "i32[2]").node("y = Relu(x)").run(Tensor.of(new int[] {-1, 1}, 2)))
        .isEqualTo(Tensor.of(new int[] {0, 1}, 2));
  }
}

package io.sinter.onnx;

import static io.sinter.onnx.TestGraph.attribute;
import static io.sinter.onnx.TestGraph.f32;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sinter.onnx.proto.AttributeProto;
import io.sinter.runtime.ModelError;
import io.sinter.runtime.Tensor;
import io.sinter.runtime.UnsupportedError;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class StatefulOpsTest {
  private static void close(Tensor actual, double... expected) {
    assertThat(actual.elements()).as("%s", actual).isEqualTo(expected.length);
    for (int i = 0; i < expected.length; i++) {
      assertThat(actual.doubleAt(i)).as("element %s", i).isCloseTo(expected[i], Offset.offset(1e-5));
    }
  }

  private static TestGraph convolution(String inputs, AttributeProto... attributes) {
    return new TestGraph(27).input("x", "f32[N, 1, L]").constant("w", f32(new long[] {1, 1, 3}, 100, 10, 1))
        .floats("b", 0.5f).input("p", "f32[N, 1, 2]").node("y, q = CausalConvWithState(" + inputs + ")", attributes)
        .output("y").output("q");
  }

  @Test
  void aCausalConvolutionGoesOnWhereTheCallBeforeEnded() {
    var past = f32(new long[] {1, 1, 2}, 8, 9);
    var fresh = convolution("x, w").runAll(f32(new long[] {1, 1, 3}, 1, 2, 3), past);
    close(fresh.get(0), 1, 12, 123);
    close(fresh.get(1), 2, 3);
    var next = convolution("x, w, b, p").runAll(f32(new long[] {1, 1, 1}, 1), past);
    close(next.get(0), 891.5);
    close(next.get(1), 9, 1);
    var silu = convolution("x, w", attribute("activation", "silu")).runAll(f32(new long[] {1, 1, 1}, -1), past);
    close(silu.get(0), -1 / (1 + Math.E));
    assertThatThrownBy(convolution("x, w", attribute("activation", "tanh"))::read).isInstanceOf(ModelError.class)
        .hasMessage("""
            An attribute has an unknown value.
            where: the CausalConvWithState node that gives 'y', attribute 'activation'
            given: 'tanh'
            expected: one of none, silu, swish""");
    assertThatThrownBy(new TestGraph(27).input("x", "f32[N, C, L]").constant("w", f32(new long[] {1, 1, 1}, 1))
        .node("y, q = CausalConvWithState(x, w)")::read).isInstanceOf(UnsupportedError.class)
        .hasMessageContaining("a convolution of C channels");
  }

  private static TestGraph attention(String rule, String inputs) {
    return new TestGraph(27).input("q", "f32[N, T, 2]").input("k", "f32[N, T, 1]").input("v", "f32[N, T, 1]")
        .input("s", "f32[N, 1, 1, 1]").input("g", "f32[N, T, 1]")
        .node("y, n = LinearAttention(" + inputs + ")", attribute("q_num_heads", 2), attribute("kv_num_heads", 1),
            attribute("update_rule", rule), attribute("scale", 2f)).output("y").output("n");
  }

  private static List<Tensor> run(String rule, String inputs) {
    return attention(rule, inputs).runAll(f32(new long[] {1, 2, 2}, 1, 10, 1, 10), f32(new long[] {1, 2, 1}, 1, 2),
        f32(new long[] {1, 2, 1}, 3, 4), f32(new long[] {1, 1, 1, 1}, 5), f32(new long[] {1, 2, 1}, 0, Math.log(0.5)));
  }

  @Test
  void linearAttentionFollowsItsRule() {
    close(run("linear", "q, k, v, s").get(0), 16, 160, 32, 320);
    close(run("linear", "q, k, v").get(1), 11);
    close(run("gated", "q, k, v, s, g").get(0), 16, 160, 24, 240);
    double first = 5;
    double second = first + Math.log(0.5) * 2 * (4 - 2 * first);
    close(run("delta", "q, k, v, s, , g").get(0), 2 * first, 20 * first, 2 * second, 20 * second);
  }

  @Test
  void theInputsOfLinearAttentionFitItsRule() {
    var where = "\nwhere: the LinearAttention node that gives 'y'\n";
    assertThatThrownBy(attention("gated", "q, k, v")::read).isInstanceOf(ModelError.class)
        .hasMessage("The inputs of an attention do not fit its rule." + where
            + "given: update_rule 'gated' without decay\nexpected: an input 'decay'");
    assertThatThrownBy(attention("linear", "q, k, v, s, g")::read).isInstanceOf(ModelError.class)
        .hasMessage("The inputs of an attention do not fit its rule." + where
            + "given: update_rule 'linear' with decay\nexpected: no input 'decay'");
    assertThatThrownBy(attention("quadratic", "q, k, v")::read).isInstanceOf(ModelError.class)
        .hasMessage("An attribute has an unknown value." + where.stripTrailing()
            + ", attribute 'update_rule'\ngiven: 'quadratic'\nexpected: one of linear, gated, delta, gated_delta");
  }
}

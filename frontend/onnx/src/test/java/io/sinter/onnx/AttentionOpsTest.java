package io.sinter.onnx;

import static io.sinter.onnx.TestGraph.attribute;
import static io.sinter.onnx.TestGraph.f32;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sinter.onnx.proto.AttributeProto;
import io.sinter.runtime.ModelError;
import io.sinter.runtime.Tensor;
import java.util.Arrays;
import java.util.stream.DoubleStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class AttentionOpsTest {
  private static void close(Tensor actual, double... expected) {
    assertThat(actual.elements()).as("%s", actual).isEqualTo(expected.length);
    for (int i = 0; i < expected.length; i++) {
      assertThat(actual.doubleAt(i)).as("element %s", i).isCloseTo(expected[i], Offset.offset(1e-5));
    }
  }

  /// A batch of 1 with one head of size 1 whose scores are all 0: each query gets the mean of the values it sees.
  private static Tensor means(int opset, int queries, double[] values, AttributeProto... attributes) {
    int keys = values.length;
    return new TestGraph(opset).input("q", "f32[N, 1, S, 1]").input("k", "f32[N, 1, T, 1]")
        .input("v", "f32[N, 1, T, 1]").node("y = Attention(q, k, v)", attributes)
        .run(f32(new long[] {1, 1, queries, 1}, new double[queries]), f32(new long[] {1, 1, keys, 1}, new double[keys]),
            f32(new long[] {1, 1, keys, 1}, values));
  }

  @Test
  void aQuerySeesAllKeysOrThoseUpToItselfOrAWindow() {
    close(means(23, 2, new double[] {3, 5, 1}), 3, 3);
    close(means(23, 3, new double[] {4, 2, 9}, attribute("is_causal", 1)), 4, 3, 5);
    close(means(25, 4, new double[] {8, 4, 2, 1}, attribute("left_window_size", 1), attribute("right_window_size", 0)),
        8, 6, 3, 1.5);
    close(means(25, 3, new double[] {1, 2, 6}, attribute("right_window_size", 1)), 1.5, 3, 3);
    close(means(25, 3, new double[] {7}, attribute("left_window_size", 1)), 7, 7, 0);
  }

  @Test
  void aMaskForbidsOrAddsAndEndsWithForbiddenKeys() {
    var q = f32(new long[] {1, 1, 1, 1}, 0);
    var k = f32(new long[] {1, 1, 3, 1}, 0, 0, 0);
    var v = f32(new long[] {1, 1, 3, 1}, 2, 4, 9);
    var graph = new TestGraph(23).input("q", "f32[N, 1, S, 1]").input("k", "f32[N, 1, T, 1]")
        .input("v", "f32[N, 1, T, 1]");
    var bools = graph.input("m", "bool[3]").node("y = Attention(q, k, v, m)");
    close(bools.run(q, k, v, Tensor.of(new boolean[] {true, false, true}, 3)), 5.5);
    close(bools.run(q, k, v, Tensor.of(new boolean[] {false, false, false}, 3)), 0);
    var floats = new TestGraph(24).input("q", "f32[N, 1, S, 1]").input("k", "f32[N, 1, 3, 1]")
        .input("v", "f32[N, 1, 3, 1]").input("m", "f32[1, 2]").node("y = Attention(q, k, v, m)");
    close(floats.run(q, k, v, f32(new long[] {1, 2}, 0, Math.log(3))), 3.5);
  }

  @Test
  void theCacheComesBeforeNewKeysAndIsGivenBack() {
    var graph = new TestGraph(23).input("q", "f32[N, S, 2]").input("k", "f32[N, S, 1]").input("v", "f32[N, S, 1]")
        .input("pk", "f32[N, 1, P, 1]").input("pv", "f32[N, 1, P, 1]")
        .node("y, nk, nv, s = Attention(q, k, v, , pk, pv)", attribute("q_num_heads", 2), attribute("kv_num_heads", 1),
            attribute("is_causal", 1), attribute("qk_matmul_output_mode", 3), attribute("scale", 1f))
        .output("y").output("nk").output("nv").output("s");
    var results = graph.runAll(f32(new long[] {1, 2, 2}, 0, 0, 0, 0), f32(new long[] {1, 2, 1}, 3, 4),
        f32(new long[] {1, 2, 1}, 30, 80), f32(new long[] {1, 1, 1, 1}, 2), f32(new long[] {1, 1, 1, 1}, 10));
    close(results.get(0), 20, 20, 40, 40);
    assertThat(results.get(0).shape()).containsExactly(1, 2, 2);
    close(results.get(1), 2, 3, 4);
    close(results.get(2), 10, 30, 80);
    double third = 1 / 3.0;
    close(results.get(3), 0.5, 0.5, 0, third, third, third, 0.5, 0.5, 0, third, third, third);
  }

  @Test
  void aCacheThatIsKeptOutsideSaysHowMuchOfItIsValid() {
    var graph = new TestGraph(24).input("q", "f32[N, 1, S, 1]").input("k", "f32[N, 1, T, 1]")
        .input("v", "f32[N, 1, T, 1]").input("n", "i64[N]")
        .node("y = Attention(q, k, v, , , , n)", attribute("is_causal", 1));
    var k = f32(new long[] {2, 1, 3, 1}, new double[6]);
    var v = f32(new long[] {2, 1, 3, 1}, 2, 4, 6, 2, 4, 6);
    var q = f32(new long[] {2, 1, 2, 1}, new double[4]);
    close(graph.run(q, k, v, Tensor.of(new long[] {1, 3}, 2)), 0, 2, 3, 4);
  }

  @Test
  void scoresAreCappedAndScaled() {
    var graph = new TestGraph(23).input("q", "f32[1, 1, 1, 4]").input("k", "f32[1, 1, 2, 4]")
        .input("v", "f32[1, 1, 2, 1]").node("y, a, b, s = Attention(q, k, v)", attribute("softcap", 2f),
            attribute("qk_matmul_output_mode", 1)).output("s");
    var ones = DoubleStream.generate(() -> 1).limit(4).toArray();
    var keys = new double[8];
    Arrays.setAll(keys, i -> i < 4 ? 1 : 2);
    close(graph.run(f32(new long[] {1, 1, 1, 4}, ones), f32(new long[] {1, 1, 2, 4}, keys),
        f32(new long[] {1, 1, 2, 1}, 0, 1)), 2 * Math.tanh(1), 2 * Math.tanh(2));
  }

  private static TestGraph plain(int opset, String q, String k, AttributeProto... attributes) {
    return new TestGraph(opset).input("q", q).input("k", k).input("v", k).node("y = Attention(q, k, v)", attributes);
  }

  @Test
  void whatDoesNotFitIsNamed() {
    var where = "\nwhere: the Attention node that gives 'y'\n";
    assertThatThrownBy(plain(23, "f32[N, 3, S, 2]", "f32[N, 2, T, 2]")::read).isInstanceOf(ModelError.class)
        .hasMessage("The heads of an attention do not pair." + where
            + "given: 3 heads of queries and 2 of keys\nexpected: a multiple of the heads of keys");
    assertThatThrownBy(plain(23, "f32[N, S, 3]", "f32[N, T, 3]", attribute("q_num_heads", 2),
        attribute("kv_num_heads", 1))::read).isInstanceOf(ModelError.class)
        .hasMessage("The heads do not divide the last axis." + where
            + "given: 2 heads of f32[N, S, 3]\nexpected: a divisor of 3");
    assertThatThrownBy(plain(23, "f32[N, 1, S, 2]", "f32[N, 1, T, 2]", attribute("qk_matmul_output_mode", 4))::read)
        .isInstanceOf(ModelError.class).hasMessage("An attribute is out of range." + where.stripTrailing()
            + ", attribute 'qk_matmul_output_mode'\ngiven: 4\nexpected: 0 to 3");
    assertThatThrownBy(plain(25, "f32[N, 1, S, 2]", "f32[N, 1, T, 2]", attribute("left_window_size", -2))::read)
        .isInstanceOf(ModelError.class).hasMessage("An attribute is out of range." + where.stripTrailing()
            + ", attribute 'left_window_size'\ngiven: -2\nexpected: -1 or more");
    assertThatThrownBy(new TestGraph(23).input("q", "f32[N, 1, S, 2]")
        .node("y = Attention(q, q, q, , q)")::read).isInstanceOf(ModelError.class)
        .hasMessage("An attention has half a cache." + where
            + "given: past_key\nexpected: past_key and past_value");
    assertThatThrownBy(new TestGraph(24).input("q", "f32[N, 1, S, 2]").input("n", "i64[N]")
        .node("y = Attention(q, q, q, , q, q, n)")::read).isInstanceOf(ModelError.class)
        .hasMessage("An attention has a cache in two ways." + where
            + "given: past_key and nonpad_kv_seqlen\nexpected: one of them");
  }

  @Test
  void rotaryEmbeddingTurnsPairsByTheAnglesOfTheirPositions() {
    var cos = f32(new long[] {2, 1}, 1, 0);
    var sin = f32(new long[] {2, 1}, 0, 1);
    var graph = new TestGraph(23).input("x", "f32[N, S, 6]").constant("c", cos).constant("s", sin)
        .input("p", "i64[N, S]").node("y = RotaryEmbedding(x, c, s, p)", attribute("num_heads", 2),
            attribute("rotary_embedding_dim", 2));
    close(graph.run(f32(new long[] {1, 2, 6}, 1, 2, 3, 4, 5, 6, 1, 2, 3, 4, 5, 6), Tensor.of(new long[] {0, 1}, 1, 2)),
        1, 2, 3, 4, 5, 6, -2, 1, 3, -5, 4, 6);
    var direct = new TestGraph(23).input("x", "f32[N, 1, S, 2]").input("c", "f32[N, S, 1]").input("s", "f32[N, S, 1]")
        .node("y = RotaryEmbedding(x, c, s)", attribute("interleaved", 1));
    close(direct.run(f32(new long[] {1, 1, 1, 2}, 3, 4), f32(new long[] {1, 1, 1}, 0), f32(new long[] {1, 1, 1}, 1)),
        -4, 3);
    assertThatThrownBy(new TestGraph(23).input("x", "f32[N, 1, S, 4]").input("c", "f32[N, S, 1]")
        .node("y = RotaryEmbedding(x, c, c)")::read).isInstanceOf(ModelError.class).hasMessage("""
            An input has the wrong shape.
            where: the RotaryEmbedding node that gives 'y'
            given: input 1: 'c' of f32[N, S, 1]
            expected: [N, S, 2]""");
  }
}

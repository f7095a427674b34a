package io.sinter.onnx;

import static io.sinter.onnx.TestGraph.attribute;
import static io.sinter.onnx.TestGraph.f32;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sinter.onnx.proto.AttributeProto;
import io.sinter.onnx.proto.AttributeProto.AttributeType;
import io.sinter.runtime.ModelError;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class FlexAttentionOpsTest {
  private static AttributeProto graph(String name, TestGraph graph) {
    return AttributeProto.newBuilder().setName(name).setType(AttributeType.GRAPH).setG(graph.graph()).build();
  }

  private static TestGraph model(AttributeProto... attributes) {
    return new TestGraph(24).opset("ai.onnx.preview", 1).input("q", "f32[N, 2, S, 1]").input("k", "f32[N, 1, T, 1]")
        .input("v", "f32[N, 1, T, 1]").floats("far", 100)
        .node("y = ai.onnx.preview.FlexAttention(q, k, v)", attributes);
  }

  private static double[] run(AttributeProto... attributes) {
    var y = model(attributes).run(f32(new long[] {1, 2, 1, 1}, 0, 1), f32(new long[] {1, 1, 2, 1}, 0, Math.log(3)),
        f32(new long[] {1, 1, 2, 1}, 8, 4));
    assertThat(y.shape()).containsExactly(1, 2, 1, 1);
    return new double[] {y.doubleAt(0), y.doubleAt(1)};
  }

  @Test
  void withoutGraphsItIsAttention() {
    assertThat(run()).containsExactly(new double[] {6, 5}, Offset.offset(1e-5));
    assertThat(run(attribute("scale", 0f))).containsExactly(new double[] {6, 6}, Offset.offset(1e-5));
  }

  @Test
  void graphsChangeScoresAndProbabilities() {
    var twice = new TestGraph(24).input("s", "f32").node("t = Add(s, s)").output("t");
    assertThat(run(graph("score_mod", twice))).containsExactly(new double[] {6, 4.4}, Offset.offset(1e-5));
    assertThat(run(graph("prob_mod", twice))).containsExactly(new double[] {12, 10}, Offset.offset(1e-5));
    var outer = new TestGraph(24).input("s", "f32").node("t = Mul(s, far)").output("t");
    assertThat(run(graph("prob_mod", outer))).containsExactly(new double[] {600, 500}, Offset.offset(1e-3));
  }

  @Test
  void aGraphHasOneInputAndOneOutputOfItsType() {
    var where = "\nwhere: the ai.onnx.preview.FlexAttention node that gives 'y'\n";
    var none = new TestGraph(24).node("t = Identity(far)").output("t");
    assertThatThrownBy(model(graph("score_mod", none))::read).isInstanceOf(ModelError.class)
        .hasMessage("A graph of an attention does not fit." + where
            + "given: score_mod with 0 inputs and 1 outputs\nexpected: one of each");
    var other = new TestGraph(24).input("s", "f32").node("t = Cast(s)", attribute("to", 11)).output("t");
    assertThatThrownBy(model(graph("prob_mod", other))::read).isInstanceOf(ModelError.class)
        .hasMessage("A graph of an attention does not fit." + where
            + "given: prob_mod of f32[N, 2, S, T]\nexpected: one output of this type");
  }
}

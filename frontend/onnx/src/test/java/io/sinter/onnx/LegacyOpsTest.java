package io.sinter.onnx;

import static io.sinter.onnx.TestGraph.attribute;
import static io.sinter.onnx.TestGraph.f32;
import static io.sinter.onnx.TestGraph.iota;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sinter.runtime.ModelError;
import io.sinter.runtime.UnsupportedError;
import org.junit.jupiter.api.Test;

class LegacyOpsTest {
  @Test
  void theSecondOperandIsPlacedAtItsAxis() {
    var x = iota(1, 2, 2);
    var graph = new TestGraph(6).input("x", "f32[N, 2, 2]").floats("b", 10, 20)
        .node("y = Add(x, b)", attribute("broadcast", 1), attribute("axis", 1));
    assertThat(graph.run(x)).isEqualTo(f32(new long[] {1, 2, 2}, 10, 11, 22, 23));
    var suffix = new TestGraph(6).input("x", "f32[N, 2, 2]").floats("b", 10, 20)
        .node("y = Mul(x, b)", attribute("broadcast", 1));
    assertThat(suffix.run(x)).isEqualTo(f32(new long[] {1, 2, 2}, 0, 20, 20, 60));
  }

  @Test
  void withoutBroadcastTheShapesAreEqual() {
    assertThat(new TestGraph(6).input("x", "f32[N]").node("y = Sub(x, x)").run(iota(2))).isEqualTo(f32(0, 0));
    assertThatThrownBy(new TestGraph(6).input("x", "f32[2, 2]").floats("b", 1, 2).node("y = Div(x, b)")::read)
        .isInstanceOf(ModelError.class).hasMessageContaining("expected: equal shapes, or broadcast 1");
  }

  @Test
  void testModeIsAnAttribute() {
    assertThat(new TestGraph(6).input("x", "f32[2]").node("y = Dropout(x)", attribute("is_test", 1)).run(iota(2)))
        .isEqualTo(iota(2));
    assertThatThrownBy(new TestGraph(6).input("x", "f32[2]").node("y = Dropout(x)")::read)
        .isInstanceOf(UnsupportedError.class).hasMessageContaining("try: is_test 1");
    assertThat(new TestGraph(6).input("x", "f32[N, 1]").floats("one", 1)
        .node("y = BatchNormalization(x, one, one, one, one)", attribute("is_test", 1), attribute("epsilon", 0f))
        .run(f32(new long[] {1, 1}, 5))).isEqualTo(f32(new long[] {1, 1}, 5));
  }

  @Test
  void theSlopeOfPReluIsPerChannel() {
    var graph = new TestGraph(6).input("x", "f32[N, 2, 1]").floats("s", 0.5f, 0.25f).node("y = PRelu(x, s)");
    assertThat(graph.run(f32(new long[] {1, 2, 1}, -4, -4))).isEqualTo(f32(new long[] {1, 2, 1}, -2, -1));
  }

  @Test
  void gemmSaysThatItBroadcasts() {
    var graph = new TestGraph(6).input("x", "f32[N, 1]").constant("w", iota(1, 2)).floats("c", 1, 2)
        .node("y = Gemm(x, w, c)", attribute("broadcast", 1));
    assertThat(graph.run(f32(new long[] {1, 1}, 3))).isEqualTo(f32(new long[] {1, 2}, 1, 5));
  }
}

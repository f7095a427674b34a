package io.sinter.onnx;

import static io.sinter.onnx.TestGraph.attribute;
import static io.sinter.onnx.TestGraph.f32;
import static io.sinter.onnx.TestGraph.iota;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sinter.runtime.ModelError;
import io.sinter.runtime.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class SelectOpsTest {
  @Test
  void nonZeroElementsAreColumnsOfIndices() {
    var graph = new TestGraph(13).input("x", "f32[A, B]").node("y = NonZero(x)");
    assertThat(graph.function().results().getFirst().type().dim(0).isConstant(2)).isTrue();
    assertThat(graph.run(f32(new long[] {2, 3}, 0, 1, Double.NaN, 4, 0, -0.0)))
        .isEqualTo(Tensor.of(new long[] {0, 0, 1, 1, 2, 0}, 2, 3));
    assertThat(graph.run(f32(new long[] {2, 2}, 0, 0, 0, 0))).isEqualTo(Tensor.of(new long[0], 2, 0));
    assertThat(graph.run(f32(new long[] {2, 0}))).isEqualTo(Tensor.of(new long[0], 2, 0));
    assertThat(new TestGraph(13).input("x", "bool[]").node("y = NonZero(x)")
        .run(Tensor.of(new boolean[] {true})).shape()).containsExactly(0, 1);
  }

  @Test
  void compressKeepsWhatTheConditionSays() {
    var condition = Tensor.of(new boolean[] {false, true, true}, 3);
    assertThat(new TestGraph(11).input("x", "f32[A, B]").input("c", "bool[L]")
        .node("y = Compress(x, c)", attribute("axis", 1)).run(iota(2, 4), condition))
        .as("what lies beyond the condition is left out").isEqualTo(f32(new long[] {2, 2}, 1, 2, 5, 6));
    assertThat(new TestGraph(11).input("x", "f32[A, B]").input("c", "bool[L]").node("y = Compress(x, c)")
        .run(iota(2, 2), condition)).isEqualTo(f32(1, 2));
  }

  @Test
  void whatIsChosenMayFlowOn() {
    var graph = new TestGraph(13).input("x", "f32[N]").node("i = NonZero(x)").node("t = Transpose(i)")
        .node("v = GatherND(x, t)").node("y = Mul(v, v)");
    assertThat(graph.run(f32(0, 2, 0, 3))).isEqualTo(f32(4, 9));
  }

  private static List<Tensor> unique(Tensor x, TestGraph graph) {
    return graph.output("y").output("first").output("inverse").output("counts").runAll(x);
  }

  @Test
  void eachDifferentElementComesOnce() {
    var x = f32(2, 1, 1, 3, 4, 3);
    assertThat(unique(x, new TestGraph(11).input("x", "f32[N]").node("y, first, inverse, counts = Unique(x)")))
        .isEqualTo(List.of(f32(1, 2, 3, 4), Tensor.of(new long[] {1, 0, 3, 4}, 4),
            Tensor.of(new long[] {1, 0, 0, 2, 3, 2}, 6), Tensor.of(new long[] {2, 1, 2, 1}, 4)));
    assertThat(unique(x, new TestGraph(11).input("x", "f32[6]")
        .node("y, first, inverse, counts = Unique(x)", attribute("sorted", 0))))
        .isEqualTo(List.of(f32(2, 1, 3, 4), Tensor.of(new long[] {0, 1, 3, 4}, 4),
            Tensor.of(new long[] {0, 1, 1, 2, 3, 2}, 6), Tensor.of(new long[] {1, 2, 2, 1}, 4)));
    assertThat(unique(f32(), new TestGraph(11).input("x", "f32[N]").node("y, first, inverse, counts = Unique(x)"))
        .getFirst()).isEqualTo(f32());
    assertThat(unique(f32(Double.NaN, 1, Double.NaN),
        new TestGraph(11).input("x", "f32[N]").node("y, first, inverse, counts = Unique(x)")).getLast())
        .isEqualTo(Tensor.of(new long[] {1, 2}, 2));
  }

  @Test
  void partsAlongAnAxisAreComparedAsAWhole() {
    var x = f32(new long[] {2, 4}, 1, 0, 1, 0, 2, 5, 2, 4);
    assertThat(unique(x, new TestGraph(11).input("x", "f32[2, N]")
        .node("y, first, inverse, counts = Unique(x)", attribute("axis", 1))))
        .isEqualTo(List.of(f32(new long[] {2, 3}, 0, 0, 1, 4, 5, 2), Tensor.of(new long[] {3, 1, 0}, 3),
            Tensor.of(new long[] {2, 1, 2, 0}, 4), Tensor.of(new long[] {1, 1, 2}, 3)));
  }

  private static Tensor suppress(int centred, Tensor boxes, Tensor scores, long most, float limit, float least) {
    return new TestGraph(11).input("b", "f32[B, N, 4]").input("s", "f32[B, C, N]")
        .ints("most", most).floats("limit", limit).floats("least", least)
        .node("y = NonMaxSuppression(b, s, most, limit, least)", attribute("center_point_box", centred))
        .run(boxes, scores);
  }

  private static final Tensor BOXES = f32(new long[] {1, 4, 4},
      0, 0, 1, 1, 1, 1, 0, 0.1, 0, 10, 1, 11, 0, 0, 1, 1);

  @Test
  void boxesThatOverlapABetterOneAreSuppressed() {
    var scores = f32(new long[] {1, 2, 4}, 0.9, 0.75, 0.6, 0.9, 0.1, 0.2, 0.3, 0.2);
    assertThat(suppress(0, BOXES, scores, 9, 0.5f, 0)).isEqualTo(Tensor.of(
        new long[] {0, 0, 0, 0, 0, 2, 0, 1, 2, 0, 1, 1}, 4, 3));
    assertThat(suppress(0, BOXES, scores, 1, 0.5f, 0)).isEqualTo(Tensor.of(new long[] {0, 0, 0, 0, 1, 2}, 2, 3));
    assertThat(suppress(0, BOXES, scores, 9, 0.95f, 0.25f)).isEqualTo(Tensor.of(
        new long[] {0, 0, 0, 0, 0, 1, 0, 0, 2, 0, 1, 2}, 4, 3));
    assertThat(suppress(0, BOXES, scores, 0, 0.5f, 0)).isEqualTo(Tensor.of(new long[0], 0, 3));
    assertThat(suppress(0, BOXES, scores, 9, 0.5f, 5)).isEqualTo(Tensor.of(new long[0], 0, 3));
  }

  @Test
  void anOverlapOfExactlyTheLimitIsAllowed() {
    var halves = f32(new long[] {1, 2, 4}, 0, 0, 1, 2, 0, 1, 1, 2);
    var scores = f32(new long[] {1, 1, 2}, 0.5, 0.25);
    assertThat(suppress(0, halves, scores, 9, 0.5f, 0).shape()).containsExactly(2, 3);
    assertThat(suppress(0, halves, scores, 9, 0.49f, 0).shape()).containsExactly(1, 3);
  }

  @Test
  void boxesMayBeGivenByTheirCentres() {
    var boxes = f32(new long[] {1, 3, 4}, 0.5, 0.5, 1, 1, 0.6, 0.5, 1, 1, 0.5, 10.5, 1, 1);
    var scores = f32(new long[] {1, 1, 3}, 0.5, 0.75, 0.25);
    assertThat(suppress(1, boxes, scores, 9, 0.5f, 0)).isEqualTo(Tensor.of(new long[] {0, 0, 1, 0, 0, 2}, 2, 3));
  }

  @Test
  void withoutAMaximumNoBoxIsSelected() {
    assertThat(new TestGraph(11).input("b", "f32[B, N, 4]").input("s", "f32[B, C, N]")
        .node("y = NonMaxSuppression(b, s)").run(BOXES, f32(new long[] {1, 1, 4}, 1, 2, 3, 4)))
        .isEqualTo(Tensor.of(new long[0], 0, 3));
    assertThatThrownBy(new TestGraph(11).input("b", "f32[N, 4]").input("s", "f32[B, C, N]")
        .node("y = NonMaxSuppression(b, s)")::read).isInstanceOf(ModelError.class).hasMessage("""
            An input has the wrong shape.
            where: the NonMaxSuppression node that gives 'y'
            given: input 0: 'b' of f32[N, 4]
            expected: [B, N, 4]""");
  }
}

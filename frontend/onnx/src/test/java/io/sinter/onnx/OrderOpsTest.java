package io.sinter.onnx;

import static io.sinter.onnx.TestGraph.attribute;
import static io.sinter.onnx.TestGraph.f32;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sinter.runtime.ModelError;
import io.sinter.runtime.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class OrderOpsTest {
  private static final Tensor X = f32(new long[] {2, 4}, 3, 1, 3, 2, 0, 5, 4, 5);

  @Test
  void positionsOfExtremesKeepOrDropTheirAxis() {
    assertThat(new TestGraph(13).input("x", "f32[A, B]").node("y = ArgMax(x)", attribute("axis", 1)).run(X))
        .isEqualTo(Tensor.of(new long[] {0, 1}, 2, 1));
    assertThat(new TestGraph(13).input("x", "f32[A, B]").node("y = ArgMax(x)", attribute("axis", -1),
        attribute("keepdims", 0), attribute("select_last_index", 1)).run(X)).isEqualTo(Tensor.of(new long[] {2, 3}, 2));
    assertThat(new TestGraph(13).input("x", "f32[A, B]").node("y = ArgMin(x)").run(X))
        .isEqualTo(Tensor.of(new long[] {1, 0, 0, 0}, 1, 4));
  }

  @Test
  void hardmaxMarksTheFirstOfTheLargest() {
    assertThat(new TestGraph(13).input("x", "f32[A, B]").node("y = Hardmax(x)").run(X))
        .isEqualTo(f32(new long[] {2, 4}, 1, 0, 0, 0, 0, 1, 0, 0));
    assertThat(new TestGraph(11).input("x", "f32[A, B]").node("y = Hardmax(x)", attribute("axis", 0)).run(X))
        .as("all from the axis on is one row").isEqualTo(f32(new long[] {2, 4}, 0, 0, 0, 0, 0, 1, 0, 0));
  }

  private static TestGraph top(String type, String k) {
    return new TestGraph(11).input("x", type).input("k", k).node("v, i = TopK(x, k)").output("v").output("i");
  }

  @Test
  void theFirstOfEqualElementsComesFirst() {
    var graph = new TestGraph(11).input("x", "f32[A, B]").ints("k", 3).node("v, i = TopK(x, k)")
        .output("v").output("i");
    assertThat(graph.function().results().getFirst().type().toString()).isEqualTo("f32[A, 3]");
    assertThat(graph.runAll(X)).isEqualTo(List.of(
        f32(new long[] {2, 3}, 3, 3, 2, 5, 5, 4), Tensor.of(new long[] {0, 2, 3, 1, 3, 2}, 2, 3)));
    var smallest = new TestGraph(11).input("x", "f32[2, 4]").ints("k", 1)
        .node("v, i = TopK(x, k)", attribute("axis", 0), attribute("largest", 0), attribute("sorted", 0))
        .output("v").output("i");
    assertThat(smallest.runAll(X)).isEqualTo(List.of(
        f32(new long[] {1, 4}, 0, 1, 3, 2), Tensor.of(new long[] {1, 0, 0, 0}, 1, 4)));
    var old = new TestGraph(1).input("x", "f32[B]").node("v, i = TopK(x)", attribute("k", 1)).output("i");
    assertThat(old.run(f32(1, Double.NaN, 7))).isEqualTo(Tensor.of(new long[] {1}, 1));
  }

  @Test
  void howManyAreWantedMayBeData() {
    assertThat(top("f32[A, B]", "i64[1]").runAll(X, Tensor.of(new long[] {1}, 1)).getLast())
        .isEqualTo(Tensor.of(new long[] {0, 1}, 2, 1));
    assertThat(top("f32[B]", "i64[1]").runAll(f32(), Tensor.of(new long[] {0}, 1)).getFirst()).isEqualTo(f32());
  }

  @Test
  void moreElementsThanThereAreIsAnError() {
    var graph = new TestGraph(11).input("x", "f32[2, 4]").ints("k", 5).node("v, i = TopK(x, k)");
    assertThatThrownBy(graph::read).isInstanceOf(ModelError.class).hasMessage("""
        TopK asks for more elements than there are.
        where: the TopK node that gives 'v'
        given: 5 of 4
        expected: at most 4""");
    assertThatThrownBy(() -> top("f32[B]", "i64[1]").runAll(f32(1, 2), Tensor.of(new long[] {3}, 1)))
        .isInstanceOf(ModelError.class).hasMessageStartingWith("A slice reads outside of its operand.");
  }
}

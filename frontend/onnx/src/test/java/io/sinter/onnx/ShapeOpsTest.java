package io.sinter.onnx;

import static io.sinter.onnx.TestGraph.attribute;
import static io.sinter.onnx.TestGraph.f32;
import static io.sinter.onnx.TestGraph.iota;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sinter.runtime.ModelError;
import io.sinter.runtime.Tensor;
import io.sinter.runtime.UnsupportedError;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShapeOpsTest {
  private static String reshaped(String type, long... shape) {
    return new TestGraph(14).input("x", type).ints("s", shape).node("y = Reshape(x, s)").type();
  }

  @Test
  void aReshapeCopiesSizesAndFillsTheOpenOne() {
    assertThat(reshaped("f32[2, 3, 4]", 4, 6)).isEqualTo("f32[4, 6]");
    assertThat(reshaped("f32[2, 3, 4]", 0, -1)).isEqualTo("f32[2, 12]");
    assertThat(reshaped("f32[2, 3, 4]", -1)).isEqualTo("f32[24]");
    assertThat(reshaped("f32[2, 3, 4]", 0, 0, 2, -1)).isEqualTo("f32[2, 3, 2, 2]");
    assertThat(reshaped("f32[1]")).isEqualTo("f32[]");
    assertThat(reshaped("f32[0, 3]", 3, -1)).isEqualTo("f32[3, 0]");
  }

  @Test
  void symbolicSizesStayInReshapes() {
    assertThat(reshaped("f32[N, 3, 4]", 0, -1)).isEqualTo("f32[N, 12]");
    assertThat(reshaped("f32[N, 3, 4]", -1, 12)).isEqualTo("f32[N, 12]");
    assertThat(reshaped("f32[N, 3, 4]", -1, 4)).isEqualTo("f32[3*N, 4]");
    assertThat(reshaped("f32[N, T, 8]", 0, 0, 2, -1)).isEqualTo("f32[N, T, 2, 4]");
    assertThat(reshaped("f32[N, T, 8]", 0, -1)).isEqualTo("f32[N, 8*T]");
    assertThat(reshaped("f32[N, T]", -1, 2)).isEqualTo("f32[floordiv(N*T, 2), 2]");
    assertThat(reshaped("f32[N, 3, 4]", 2, -1)).isEqualTo("f32[2, 6*N]");
  }

  @Test
  void zeroMayBeASizeOfItsOwn() {
    assertThat(new TestGraph(14).input("x", "f32[0, 3]").ints("s", 3, 0)
        .node("y = Reshape(x, s)", attribute("allowzero", 1)).type()).isEqualTo("f32[3, 0]");
    assertThatThrownBy(new TestGraph(14).input("x", "f32[0, 3]").ints("s", -1, 0)
        .node("y = Reshape(x, s)", attribute("allowzero", 1))::read).isInstanceOf(ModelError.class)
        .hasMessageStartingWith("An open size cannot be told beside a size of 0.");
  }

  @Test
  void shapesThatDoNotHoldTheElementsAreErrors() {
    for (var wrong : List.of(new long[] {5, -1}, new long[] {5, 5}, new long[] {-1, -1}, new long[] {-2},
        new long[] {1, 1, 1, 0})) {
      assertThatThrownBy(() -> reshaped("f32[2, 3, 4]", wrong)).isInstanceOf(ModelError.class)
          .hasMessageContaining("where: the Reshape node that gives 'y'");
    }
    assertThatThrownBy(() -> reshaped("f32[2, 3, 4]", 5, -1)).hasMessage("""
        The elements do not fill the shape.
        where: the Reshape node that gives 'y'
        given: 24 elements of [2, 3, 4]
        expected: a multiple of 5""");
  }

  private static String flattened(String type, long axis) {
    return new TestGraph(13).input("x", type).node("y = Flatten(x)", attribute("axis", axis)).type();
  }

  @Test
  void flattenMakesAMatrix() {
    assertThat(flattened("f32[N, 3, 4]", 1)).isEqualTo("f32[N, 12]");
    assertThat(flattened("f32[N, 3, 4]", 0)).isEqualTo("f32[1, 12*N]");
    assertThat(flattened("f32[N, 3, 4]", 3)).isEqualTo("f32[12*N, 1]");
    assertThat(flattened("f32[N, 3, 4]", -1)).isEqualTo("f32[3*N, 4]");
    assertThat(flattened("f32[]", 0)).isEqualTo("f32[1, 1]");
    assertThatThrownBy(() -> flattened("f32[3]", 2)).isInstanceOf(ModelError.class);
  }

  @Test
  void axesOfSizeOneComeAndGo() {
    for (int opset : new int[] {11, 13}) {
      assertThat(axes(opset, "Squeeze", "f32[1, N, 1, 3]", 0, -2)).isEqualTo("f32[N, 3]");
      assertThat(axes(opset, "Unsqueeze", "f32[N, 3]", 0, -1)).isEqualTo("f32[1, N, 3, 1]");
      assertThat(axes(opset, "Unsqueeze", "f32[N, 3]", 2, 1)).isEqualTo("f32[N, 1, 1, 3]");
      assertThat(axes(opset, "Squeeze", "f32[N, 3]", 0)).isEqualTo("f32[3]");
    }
    assertThat(new TestGraph(13).input("x", "f32[1, 3, 1]").node("y = Squeeze(x)").type()).isEqualTo("f32[3]");
    assertThatThrownBy(() -> axes(13, "Squeeze", "f32[2, 3]", 0)).isInstanceOf(ModelError.class)
        .hasMessageContaining("given: axis 0 of f32[2, 3]\nexpected: size 1");
    assertThatThrownBy(() -> axes(13, "Unsqueeze", "f32[2]", 3)).isInstanceOf(ModelError.class);
    assertThatThrownBy(new TestGraph(13).input("x", "f32[N, 1]").node("y = Squeeze(x)")::read)
        .isInstanceOf(UnsupportedError.class);
  }

  private static String axes(int opset, String op, String type, long... axes) {
    var graph = new TestGraph(opset).input("x", type);
    return opset < 13
        ? graph.node("y = " + op + "(x)", attribute("axes", java.util.Arrays.stream(axes).boxed().toList())).type()
        : graph.ints("axes", axes).node("y = " + op + "(x, axes)").type();
  }

  @Test
  void transposeReversesOrPermutes() {
    assertThat(new TestGraph(13).input("x", "f32[A, B, 3]").node("y = Transpose(x)").type()).isEqualTo("f32[3, B, A]");
    var graph = new TestGraph(13).input("x", "f32[2, 1, 3]")
        .node("y = Transpose(x)", attribute("perm", List.of(2L, 0L, 1L)));
    assertThat(graph.run(iota(2, 1, 3))).isEqualTo(f32(new long[] {3, 2, 1}, 0, 3, 1, 4, 2, 5));
    var same = new TestGraph(13).input("x", "f32[2, 3]").node("y = Transpose(x)", attribute("perm", List.of(0L, 1L)));
    assertThat(same.function().body()).isEmpty();
    for (var wrong : List.of(List.of(0L), List.of(0L, 0L), List.of(0L, 2L))) {
      assertThatThrownBy(
          new TestGraph(13).input("x", "f32[2, 3]").node("y = Transpose(x)", attribute("perm", wrong))::read)
          .isInstanceOf(ModelError.class).hasMessageStartingWith("The axes of Transpose are no permutation.");
    }
  }

  @Test
  void expandBroadcastsBothWays() {
    var graph = new TestGraph(13).input("x", "f32[3, 1]").ints("s", 2, 1, 2).node("y = Expand(x, s)");
    assertThat(graph.run(iota(3, 1))).isEqualTo(f32(new long[] {2, 3, 2}, 0, 0, 1, 1, 2, 2, 0, 0, 1, 1, 2, 2));
    assertThat(new TestGraph(13).input("x", "f32[N, 1]").ints("s", 1, 0).node("y = Expand(x, s)").type())
        .isEqualTo("f32[N, 0]");
    assertThatThrownBy(new TestGraph(13).input("x", "f32[3]").ints("s", 2).node("y = Expand(x, s)")::read)
        .isInstanceOf(ModelError.class);
  }

  @Test
  void dropoutAtInferenceDropsNothing() {
    var x = f32(1, 2);
    for (int opset : new int[] {7, 10, 12, 13, 22}) {
      assertThat(new TestGraph(opset).input("x", "f32[2]").node("y = Dropout(x)").run(x)).isEqualTo(x);
    }
    assertThat(new TestGraph(13).input("x", "f32[2]").input("r", "f32[]").node("y, m = Dropout(x, r)").output("m")
        .run(x, Tensor.scalar(0.5f))).isEqualTo(Tensor.of(new boolean[] {true, true}, 2));
    assertThat(new TestGraph(7).input("x", "f32[2]").node("y, m = Dropout(x)", attribute("ratio", 0.3f)).output("m")
        .run(x)).isEqualTo(f32(1, 1));
  }

  @Test
  void dropoutInTrainingIsSupportedWhenItDropsNothing() {
    var yes = Tensor.scalar(true);
    assertThatThrownBy(new TestGraph(13).input("x", "f32[2]").constant("t", yes).node("y = Dropout(x, , t)")::read)
        .isInstanceOf(UnsupportedError.class).hasMessageContaining("given: Dropout in training");
    assertThat(new TestGraph(13).input("x", "f32[2]").constant("t", yes).constant("r", Tensor.scalar(0f))
        .node("y = Dropout(x, r, t)").type()).isEqualTo("f32[2]");
  }
}

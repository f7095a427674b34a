package io.sinter.onnx;

import static io.sinter.onnx.TestGraph.attribute;
import static io.sinter.onnx.TestGraph.f32;
import static io.sinter.onnx.TestGraph.iota;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sinter.runtime.ModelError;
import io.sinter.runtime.Tensor;
import org.junit.jupiter.api.Test;

class MaskOpsTest {
  @Test
  void trianglesKeepOneSideOfADiagonal() {
    var x = f32(new long[] {1, 2, 3}, 1, 2, 3, 4, 5, 6);
    assertThat(new TestGraph(14).input("x", "f32[N, 2, 3]").node("y = Trilu(x)").run(x))
        .isEqualTo(f32(new long[] {1, 2, 3}, 1, 2, 3, 0, 5, 6));
    assertThat(new TestGraph(14).input("x", "f32[N, 2, 3]").constant("k", Tensor.scalar(-1L))
        .node("y = Trilu(x, k)", attribute("upper", 0)).run(x)).isEqualTo(f32(new long[] {1, 2, 3}, 0, 0, 0, 4, 0, 0));
  }

  @Test
  void trianglesMayHaveSymbolicSizesAndADiagonalThatIsData() {
    var graph = new TestGraph(14).input("x", "f32[A, B]").input("k", "i64[]").node("y = Trilu(x, k)");
    assertThat(graph.type()).isEqualTo("f32[A, B]");
    assertThat(graph.run(iota(2, 2), Tensor.scalar(1L))).isEqualTo(f32(new long[] {2, 2}, 0, 1, 0, 0));
    assertThat(new TestGraph(14).input("x", "bool[A, B]").node("y = Trilu(x)")
        .run(Tensor.of(new boolean[] {true, true, true, true}, 2, 2)))
        .isEqualTo(Tensor.of(new boolean[] {true, true, false, true}, 2, 2));
    assertThatThrownBy(new TestGraph(14).input("x", "f32[3]").node("y = Trilu(x)")::read)
        .isInstanceOf(ModelError.class).hasMessageStartingWith("Trilu needs matrices.");
  }

  @Test
  void theValuesOfAOneHotAreTwo() {
    for (var type : new String[] {"f32[]", "f32[3]", "f32[2, 1]"}) {
      var graph = new TestGraph(11).input("x", "i64[N]").constant("depth", Tensor.scalar(3L)).input("values", type)
          .node("y = OneHot(x, depth, values)");
      assertThatThrownBy(graph::read).isInstanceOf(ModelError.class).hasMessage("""
          An input has the wrong shape.
          where: the OneHot node that gives 'y'
          given: input 2: 'values' of %s
          expected: [2]""", type);
    }
  }

  @Test
  void aDiagonalOfOnesHasTheShapeOfItsInput() {
    var graph = new TestGraph(9).input("x", "i32[A, 3]").node("y = EyeLike(x)", attribute("k", 1));
    assertThat(graph.run(Tensor.of(new int[6], 2, 3))).isEqualTo(Tensor.of(new int[] {0, 1, 0, 0, 0, 1}, 2, 3));
    assertThat(new TestGraph(9).input("x", "i32[2, 2]").node("y = EyeLike(x)", attribute("dtype", 1)).type())
        .isEqualTo("f32[2, 2]");
    assertThatThrownBy(new TestGraph(9).input("x", "f32[3]").node("y = EyeLike(x)")::read)
        .isInstanceOf(ModelError.class).hasMessage("""
            EyeLike needs a matrix.
            where: the EyeLike node that gives 'y'
            given: f32[3]
            expected: rank 2""");
  }

  @Test
  void oneHotVectorsStandWhereTheAxisSays() {
    var values = f32(0.5, 2);
    var graph = new TestGraph(11).input("i", "i64[N]").constant("d", Tensor.scalar(3L)).constant("v", values)
        .node("y = OneHot(i, d, v)");
    assertThat(graph.type()).isEqualTo("f32[N, 3]");
    assertThat(graph.run(Tensor.of(new long[] {1, -1, 3, -4}, 4))).isEqualTo(
        f32(new long[] {4, 3}, 0.5, 2, 0.5, 0.5, 0.5, 2, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5));
    var first = new TestGraph(11).input("i", "f32[N]").constant("d", f32(2)).constant("v", values)
        .node("y = OneHot(i, d, v)", attribute("axis", 0));
    assertThat(first.run(f32(1, 0))).isEqualTo(f32(new long[] {2, 2}, 0.5, 2, 2, 0.5));
  }

  @Test
  void theDepthOfOneHotVectorsMayBeData() {
    var graph = new TestGraph(11).input("i", "i64[N]").input("d", "i64[]").input("v", "i32[2]")
        .node("y = OneHot(i, d, v)");
    assertThat(graph.run(Tensor.of(new long[] {1}, 1), Tensor.scalar(2L), Tensor.of(new int[] {0, 1}, 2)))
        .isEqualTo(Tensor.of(new int[] {0, 1}, 1, 2));
  }
}

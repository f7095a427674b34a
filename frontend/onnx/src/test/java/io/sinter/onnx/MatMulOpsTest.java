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

class MatMulOpsTest {
  private static String type(String a, String b) {
    return new TestGraph(17).input("a", a).input("b", b).node("y = MatMul(a, b)").type();
  }

  private static Tensor product(Tensor a, Tensor b) {
    return new TestGraph(17).input("a", a.type().toString()).input("b", b.type().toString())
        .node("y = MatMul(a, b)").run(a, b);
  }

  @Test
  void theShapesOfProductsAreThoseOfNumpy() {
    assertThat(type("f32[2, 3]", "f32[3, 4]")).isEqualTo("f32[2, 4]");
    assertThat(type("f32[3]", "f32[3]")).isEqualTo("f32[]");
    assertThat(type("f32[3]", "f32[3, 4]")).isEqualTo("f32[4]");
    assertThat(type("f32[2, 3]", "f32[3]")).isEqualTo("f32[2]");
    assertThat(type("f32[5, 2, 3]", "f32[3]")).isEqualTo("f32[5, 2]");
    assertThat(type("f32[3]", "f32[5, 3, 4]")).isEqualTo("f32[5, 4]");
    assertThat(type("f32[B, T, 3]", "f32[3, 4]")).isEqualTo("f32[B, T, 4]");
    assertThat(type("f32[2, 3]", "f32[B, 3, 4]")).isEqualTo("f32[B, 2, 4]");
    assertThat(type("f32[B, 1, 2, 3]", "f32[H, 3, 4]")).isEqualTo("f32[B, H, 2, 4]");
    assertThat(type("f32[B, H, T, D]", "f32[B, H, D, S]")).isEqualTo("f32[B, H, T, S]");
    assertThat(type("i32[2, 0]", "i32[0, 4]")).isEqualTo("i32[2, 4]");
  }

  @Test
  void matricesMultiplyRowByColumn() {
    assertThat(product(iota(2, 3), iota(3, 2))).isEqualTo(f32(new long[] {2, 2}, 10, 13, 28, 40));
    assertThat(product(iota(3), iota(3))).isEqualTo(f32(new long[0], 5));
    assertThat(product(iota(3), iota(3, 2))).isEqualTo(f32(10, 13));
    assertThat(product(iota(2, 3), iota(3))).isEqualTo(f32(5, 14));
  }

  @Test
  void batchesBroadcast() {
    var y = product(iota(2, 1, 1, 2), iota(3, 2, 1));
    assertThat(y).isEqualTo(f32(new long[] {2, 3, 1, 1}, 1, 3, 5, 3, 13, 23));
    assertThat(product(iota(1, 2), iota(3, 2, 1))).isEqualTo(f32(new long[] {3, 1, 1}, 1, 3, 5));
    assertThat(product(iota(2), iota(3, 2, 1))).isEqualTo(f32(new long[] {3, 1}, 1, 3, 5));
  }

  @Test
  void aProductOverNothingIsZero() {
    assertThat(product(iota(2, 0), iota(0, 1))).isEqualTo(f32(new long[] {2, 1}, 0, 0));
  }

  @Test
  void factorsThatDoNotFitAreErrors() {
    assertThatThrownBy(() -> type("f32[2, 3]", "f32[4, 5]")).isInstanceOf(ModelError.class)
        .hasMessageContaining("where: the MatMul node that gives 'y'\ngiven: paired sizes 3 and 4");
    assertThatThrownBy(() -> type("f32[]", "f32[4, 5]")).isInstanceOf(ModelError.class)
        .hasMessageStartingWith("A factor of a matrix product is a scalar.");
    assertThatThrownBy(() -> type("f32[2, 2, 3]", "f32[3, 3, 5]")).isInstanceOf(ModelError.class)
        .hasMessageStartingWith("Shapes do not broadcast.");
    assertThat(type("f32[A, 2, 3]", "f32[B, 3, 5]")).isEqualTo("f32[min(A*B, max(A, B)), 2, 5]");
  }

  @Test
  void gemmScalesTransposesAndAdds() {
    var a = iota(3, 2);
    var b = iota(2, 3);
    for (var c : List.of(f32(new long[0], 10), f32(10), f32(10, 10), f32(new long[] {2, 1}, 10, 10),
        f32(new long[] {1, 2}, 10, 10), f32(new long[] {2, 2}, 10, 10, 10, 10))) {
      var graph = new TestGraph(13).input("a", "f32[K, 2]").input("b", "f32[2, K]").constant("c", c)
          .node("y = Gemm(a, b, c)", attribute("transA", 1), attribute("transB", 1), attribute("alpha", 0.5f),
              attribute("beta", 2f));
      assertThat(graph.run(a, b)).as("%s", c).isEqualTo(f32(new long[] {2, 2}, 25, 34, 26.5, 40));
    }
  }

  @Test
  void gemmMayLackItsThirdInput() {
    var graph = new TestGraph(11).input("a", "f32[N, 2]").constant("b", iota(2, 1)).node("y = Gemm(a, b)");
    assertThat(graph.run(iota(2, 2))).isEqualTo(f32(new long[] {2, 1}, 1, 3));
  }

  @Test
  void gemmOfIntegersHasNoFactors() {
    var graph = new TestGraph(11).input("a", "i32[2, 2]").node("y = Gemm(a, a)");
    assertThat(graph.run(Tensor.of(new int[] {1, 2, 3, 4}, 2, 2)))
        .isEqualTo(Tensor.of(new int[] {7, 10, 15, 22}, 2, 2));
    assertThatThrownBy(new TestGraph(11).input("a", "i32[2, 2]").node("y = Gemm(a, a)", attribute("alpha", 2f))::read)
        .isInstanceOf(UnsupportedError.class);
  }

  @Test
  void gemmOfWhatIsNoMatrixIsAnError() {
    assertThatThrownBy(new TestGraph(11).input("a", "f32[2]").node("y = Gemm(a, a)")::read)
        .isInstanceOf(ModelError.class).hasMessageStartingWith("A factor of Gemm is not a matrix.");
    assertThatThrownBy(
        new TestGraph(11).input("a", "f32[2, 2]").floats("c", 1, 2, 3).node("y = Gemm(a, a, c)")::read)
        .isInstanceOf(ModelError.class).hasMessageStartingWith("Shapes do not broadcast.");
    assertThatThrownBy(new TestGraph(11).input("a", "f32[1, 1]").floats("c", 1, 2).node("y = Gemm(a, a, c)")::read)
        .isInstanceOf(ModelError.class).hasMessageStartingWith("A shape does not broadcast to another.");
  }
}

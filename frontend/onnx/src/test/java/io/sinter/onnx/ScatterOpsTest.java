package io.sinter.onnx;

import static io.sinter.onnx.TestGraph.attribute;
import static io.sinter.onnx.TestGraph.f32;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sinter.runtime.ModelError;
import io.sinter.runtime.Tensor;
import org.junit.jupiter.api.Test;

class ScatterOpsTest {
  private static Tensor elements(String reduction, Tensor x, Tensor indices, Tensor updates) {
    var type = x.dtype().toString();
    return new TestGraph(18).input("x", type + "[N]").input("i", "i64[A]").input("u", type + "[A]")
        .node("y = ScatterElements(x, i, u)", attribute("reduction", reduction)).run(x, indices, updates);
  }

  private static Tensor longs(long... values) {
    return Tensor.of(values, values.length);
  }

  @Test
  void updatesReplaceOrCombineInOrder() {
    var x = f32(1, 2, 3);
    var twice = longs(1, -2, 0);
    var updates = f32(10, 20, 30);
    assertThat(elements("none", x, twice, updates)).isEqualTo(f32(30, 20, 3));
    assertThat(elements("add", x, twice, updates)).isEqualTo(f32(31, 32, 3));
    assertThat(elements("mul", x, twice, updates)).isEqualTo(f32(30, 400, 3));
    assertThat(elements("max", x, twice, updates)).isEqualTo(f32(30, 20, 3));
    assertThat(elements("min", x, twice, f32(10, -1, 0))).isEqualTo(f32(0, -1, 3));
    assertThat(elements("none", x, longs(), f32())).isEqualTo(x);
  }

  @Test
  void anUpdateOutsideIsAnError() {
    for (long outside : new long[] {3, -4}) {
      assertThatThrownBy(() -> elements("none", f32(1, 2, 3), longs(1, outside, 2), f32(7, 8, 9)))
          .isInstanceOf(ModelError.class).hasMessageStartingWith("An index lies outside its axis.");
    }
  }

  @Test
  void truthValuesCombineAsAnyAndAll() {
    var x = Tensor.of(new boolean[] {false, true, true}, 3);
    var updates = Tensor.of(new boolean[] {true, false, true}, 3);
    var places = longs(0, 1, 1);
    assertThat(elements("add", x, places, updates)).isEqualTo(Tensor.of(new boolean[] {true, true, true}, 3));
    assertThat(elements("mul", x, places, updates)).isEqualTo(Tensor.of(new boolean[] {false, false, true}, 3));
    assertThat(elements("none", x, places, updates)).isEqualTo(Tensor.of(new boolean[] {true, true, true}, 3));
  }

  @Test
  void elementsAreScatteredAlongTheAxisWithinSmallerIndices() {
    var graph = new TestGraph(9).input("x", "f32[3, 3]").input("i", "i32[1, 2]").input("u", "f32[1, 2]")
        .node("y = Scatter(x, i, u)", attribute("axis", 1));
    assertThat(graph.run(f32(new long[] {3, 3}, new double[9]), Tensor.of(new int[] {2, 0}, 1, 2),
        f32(new long[] {1, 2}, 5, 6))).isEqualTo(f32(new long[] {3, 3}, 6, 0, 5, 0, 0, 0, 0, 0, 0));
  }

  @Test
  void rowsAreScattered() {
    var graph = new TestGraph(16).input("x", "f32[N, 2]").input("i", "i64[A, 1]").input("u", "f32[A, 2]")
        .node("y = ScatterND(x, i, u)", attribute("reduction", "add"));
    assertThat(graph.run(f32(new long[] {2, 2}, 1, 2, 3, 4), Tensor.of(new long[] {1, -1}, 2, 1),
        f32(new long[] {2, 2}, 10, 20, 30, 40))).isEqualTo(f32(new long[] {2, 2}, 1, 2, 43, 64));
    assertThatThrownBy(new TestGraph(16).input("x", "f32[2]").input("i", "i64[1, 1]").input("u", "f32[1]")
        .node("y = ScatterND(x, i, u)", attribute("reduction", "mean"))::read).isInstanceOf(ModelError.class)
        .hasMessage("""
            An attribute has an unknown value.
            where: the ScatterND node that gives 'y', attribute 'reduction'
            given: 'mean'
            expected: one of none, add, mul""");
  }

  @Test
  void aCacheIsWrittenAtAPlaceOfItsOwnForEachBatch() {
    var cache = f32(new long[] {2, 1, 3, 1}, 1, 2, 3, 4, 5, 6);
    var update = f32(new long[] {2, 1, 2, 1}, 10, 20, 30, 40);
    var linear = new TestGraph(24).input("c", "f32[B, 1, M, 1]").input("u", "f32[B, 1, S, 1]").input("w", "i64[B]")
        .node("y = TensorScatter(c, u, w)");
    assertThat(linear.run(cache, update, longs(1, 0)))
        .isEqualTo(f32(new long[] {2, 1, 3, 1}, 1, 10, 20, 30, 40, 6));
    var circular = new TestGraph(24).input("c", "f32[B, 1, M, 1]").input("u", "f32[B, 1, S, 1]").input("w", "i64[B]")
        .node("y = TensorScatter(c, u, w)", attribute("mode", "circular"));
    assertThat(circular.run(cache, update, longs(2, 4)))
        .isEqualTo(f32(new long[] {2, 1, 3, 1}, 20, 2, 10, 4, 30, 40));
    var start = new TestGraph(24).input("c", "f32[B, M]").input("u", "f32[B, S]")
        .node("y = TensorScatter(c, u)", attribute("axis", 1));
    assertThat(start.run(f32(new long[] {1, 3}, 1, 2, 3), f32(new long[] {1, 1}, 9)))
        .isEqualTo(f32(new long[] {1, 3}, 9, 2, 3));
    assertThatThrownBy(new TestGraph(24).input("c", "f32[2, 3]").input("u", "f32[2, 1]")
        .node("y = TensorScatter(c, u)")::read).isInstanceOf(ModelError.class)
        .hasMessageStartingWith("The sequence of a cache cannot be its batch.");
  }
}

package io.sinter.onnx;

import static io.sinter.onnx.TestGraph.attribute;
import static io.sinter.onnx.TestGraph.f32;
import static io.sinter.onnx.TestGraph.iota;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sinter.ir.Op;
import io.sinter.runtime.ModelError;
import io.sinter.runtime.Tensor;
import io.sinter.runtime.UnsupportedError;
import java.util.List;
import org.junit.jupiter.api.Test;

class GatherOpsTest {
  private static TestGraph constant(String type, long axis, Tensor indices) {
    return new TestGraph(13).input("x", type).constant("i", indices)
        .node("y = Gather(x, i)", attribute("axis", axis));
  }

  private static TestGraph gather(String type, String indices, long axis) {
    return new TestGraph(13).input("x", type).input("i", indices).node("y = Gather(x, i)", attribute("axis", axis));
  }

  private static Tensor longs(long... values) {
    return Tensor.of(values, values.length);
  }

  @Test
  void oneIndexThatIsKnownOrEqualStepsAreASlice() {
    var x = iota(2, 3);
    for (var graph : List.of(constant("f32[2, N]", 1, Tensor.scalar(1L)), constant("f32[2, N]", 1, longs(2)),
        constant("f32[2, 3]", 1, Tensor.of(new int[] {2, 0}, 2)),
        constant("f32[2, 3]", -1, Tensor.of(new long[] {-3, -2, -1}, 1, 3)))) {
      assertThat(graph.function().body()).allMatch(v -> v.op() instanceof Op.Slice || v.op() instanceof Op.Reshape);
    }
    assertThat(constant("f32[2, N]", 1, Tensor.scalar(1L)).run(x)).isEqualTo(f32(1, 4));
    assertThat(constant("f32[2, N]", 1, Tensor.scalar(-1L)).run(x)).isEqualTo(f32(2, 5));
    assertThat(constant("f32[2, 3]", 1, Tensor.of(new int[] {2, 0}, 2)).run(x))
        .isEqualTo(f32(new long[] {2, 2}, 2, 0, 5, 3));
    assertThat(constant("f32[2, 3]", 0, Tensor.of(new long[0], 0)).run(x)).isEqualTo(f32(new long[] {0, 3}));
    assertThat(constant("f32[2, 3]", -1, Tensor.of(new long[] {-3, -2, -1}, 1, 3)).run(x))
        .isEqualTo(f32(new long[] {2, 1, 3}, 0, 1, 2, 3, 4, 5));
    assertThat(constant("f32[N, 3]", 1, Tensor.of(new long[] {2}, 1, 1)).run(x))
        .isEqualTo(f32(new long[] {2, 1, 1}, 2, 5));
  }

  @Test
  void otherIndicesAreDataAndCountFromTheEndWhenNegative() {
    var x = iota(2, 4);
    assertThat(constant("f32[2, 4]", 1, longs(0, 1, 3)).run(x)).isEqualTo(f32(new long[] {2, 3}, 0, 1, 3, 4, 5, 7));
    assertThat(constant("f32[2, N]", 1, longs(1, -1)).run(x)).isEqualTo(f32(new long[] {2, 2}, 1, 3, 5, 7));
    var rows = gather("f32[N, 4]", "i64[A, B]", 0);
    assertThat(rows.type()).isEqualTo("f32[A, B, 4]");
    assertThat(rows.run(x, Tensor.of(new long[] {1, -2}, 2, 1)))
        .isEqualTo(f32(new long[] {2, 1, 4}, 4, 5, 6, 7, 0, 1, 2, 3));
    var between = gather("f32[2, N, 2]", "i32[A]", 1);
    assertThat(between.type()).isEqualTo("f32[2, A, 2]");
    assertThat(between.run(iota(2, 2, 2), Tensor.of(new int[] {1, 1, -2}, 3)))
        .isEqualTo(f32(new long[] {2, 3, 2}, 2, 3, 2, 3, 0, 1, 6, 7, 6, 7, 4, 5));
    assertThat(between.run(iota(2, 2, 2), Tensor.of(new int[0], 0)).shape()).containsExactly(2, 0, 2);
  }

  @Test
  void anIndexOutsideIsAnErrorWhereItIsKnownAndWhereItIsMet() {
    assertThatThrownBy(constant("f32[2, 4]", 1, Tensor.scalar(4L))::read).isInstanceOf(ModelError.class).hasMessage("""
        An index lies outside its axis.
        where: the Gather node that gives 'y'
        given: index 4
        expected: -4 to 3""");
    assertThatThrownBy(constant("f32[2, 4]", 1, longs(0, 1, -5))::read).isInstanceOf(ModelError.class);
    var run = gather("f32[N]", "i64[A]", 0);
    assertThat(run.run(f32(1, 2, 3), longs(2, -3))).isEqualTo(f32(3, 1));
    assertThatThrownBy(() -> run.run(f32(1, 2, 3), longs(2, -4))).isInstanceOf(ModelError.class).hasMessage("""
        An index lies outside its axis.
        where: Gather y (assert : i64[A])
        given: -4
        expected: from -N to N - 1""");
  }

  @Test
  void elementsAreGatheredAlongOneAxis() {
    var graph = new TestGraph(13).input("x", "i32[N, M]").input("i", "i64[A, B]")
        .node("y = GatherElements(x, i)", attribute("axis", 1));
    assertThat(graph.type()).isEqualTo("i32[A, B]");
    assertThat(graph.run(Tensor.of(new int[] {1, 2, 3, 4, 5, 6}, 2, 3), Tensor.of(new long[] {0, -1, 2, 0}, 2, 2)))
        .isEqualTo(Tensor.of(new int[] {1, 3, 6, 4}, 2, 2));
    assertThatThrownBy(new TestGraph(13).input("x", "f32[2, 2]").input("i", "i64[2]")
        .node("y = GatherElements(x, i)")::read).isInstanceOf(ModelError.class).hasMessage("""
            Indices have another rank than the data.
            where: the GatherElements node that gives 'y'
            given: i64[2] for f32[2, 2]
            expected: equal ranks""");
  }

  @Test
  void rowsOfIndicesAreGatheredWithinTheBatch() {
    var x = iota(2, 2, 2);
    var plain = new TestGraph(13).input("x", "f32[N, 2, 2]").input("i", "i64[A, 2]").node("y = GatherND(x, i)");
    assertThat(plain.type()).isEqualTo("f32[A, 2]");
    assertThat(plain.run(x, Tensor.of(new long[] {0, 1, -1, 0}, 2, 2))).isEqualTo(f32(new long[] {2, 2}, 2, 3, 4, 5));
    var batch = new TestGraph(13).input("x", "f32[N, 2, 2]").input("i", "i64[N, 1]")
        .node("y = GatherND(x, i)", attribute("batch_dims", 1));
    assertThat(batch.type()).isEqualTo("f32[N, 2]");
    assertThat(batch.run(x, Tensor.of(new long[] {1, 0}, 2, 1))).isEqualTo(f32(new long[] {2, 2}, 2, 3, 4, 5));
    assertThatThrownBy(new TestGraph(13).input("x", "f32[2]").input("i", "i64[1, 2]").node("y = GatherND(x, i)")::read)
        .isInstanceOf(ModelError.class).hasMessage("""
            Indices have the wrong number of columns.
            where: the GatherND node that gives 'y'
            given: i64[1, 2]
            expected: 1 to 1""");
    assertThatThrownBy(new TestGraph(13).input("x", "f32[2]").input("i", "i64[A, K]").node("y = GatherND(x, i)")::read)
        .isInstanceOf(UnsupportedError.class)
        .hasMessageContaining("try: a fixed size of the last axis of the indices");
  }

  @Test
  void sequencesAreReversedUpToTheirLengths() {
    var graph = new TestGraph(10).input("x", "f32[T, B]").input("n", "i64[B]").node("y = ReverseSequence(x, n)");
    assertThat(graph.run(f32(new long[] {3, 2}, 1, 2, 3, 4, 5, 6), longs(3, 2)))
        .isEqualTo(f32(new long[] {3, 2}, 5, 4, 3, 2, 1, 6));
    var batchFirst = new TestGraph(10).input("x", "f32[B, T, 2]").input("n", "i64[B]")
        .node("y = ReverseSequence(x, n)", attribute("batch_axis", 0), attribute("time_axis", 1));
    assertThat(batchFirst.run(iota(1, 3, 2), longs(2))).isEqualTo(f32(new long[] {1, 3, 2}, 2, 3, 0, 1, 4, 5));
    assertThatThrownBy(new TestGraph(10).input("x", "f32[2, 2]").input("n", "i64[2]")
        .node("y = ReverseSequence(x, n)", attribute("batch_axis", 0))::read).isInstanceOf(ModelError.class)
        .hasMessage("""
            The axes of ReverseSequence do not fit.
            where: the ReverseSequence node that gives 'y'
            given: time_axis 0 and batch_axis 0 of f32[2, 2]
            expected: 0 and 1, in either order""");
  }
}

package io.sinter.onnx;

import static io.sinter.onnx.TestGraph.attribute;
import static io.sinter.onnx.TestGraph.f32;
import static io.sinter.onnx.TestGraph.iota;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sinter.runtime.DType;
import io.sinter.runtime.ModelError;
import io.sinter.runtime.Tensor;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class ReductionOpsTest {
  private static final Map<String, ToDoubleFunction<double[]>> MEANING = new TreeMap<>(Map.of(
      "ReduceSum", v -> DoubleStream.of(v).sum(),
      "ReduceMean", v -> DoubleStream.of(v).sum() / v.length,
      "ReduceMax", v -> DoubleStream.of(v).max().orElse(Double.NEGATIVE_INFINITY),
      "ReduceMin", v -> DoubleStream.of(v).min().orElse(Double.POSITIVE_INFINITY),
      "ReduceProd", v -> DoubleStream.of(v).reduce(1, (a, b) -> a * b),
      "ReduceL1", v -> DoubleStream.of(v).map(Math::abs).sum(),
      "ReduceL2", v -> Math.sqrt(DoubleStream.of(v).map(x -> x * x).sum()),
      "ReduceSumSquare", v -> DoubleStream.of(v).map(x -> x * x).sum(),
      "ReduceLogSum", v -> Math.log(DoubleStream.of(v).sum()),
      "ReduceLogSumExp", v -> Math.log(DoubleStream.of(v).map(Math::exp).sum())));

  private static int inputSince(String op) {
    return op.equals("ReduceSum") ? 13 : 18;
  }

  /// With the axes as an attribute, then as an input.
  private static List<TestGraph> graphs(String op, String type, List<Long> axes, boolean keep) {
    var asInput = new TestGraph(inputSince(op)).input("x", type)
        .ints("axes", axes.stream().mapToLong(Long::longValue).toArray())
        .node("y = " + op + "(x, axes)", attribute("keepdims", keep ? 1 : 0));
    var asAttribute = new TestGraph(inputSince(op) - 1).input("x", type)
        .node("y = " + op + "(x)", attribute("axes", axes), attribute("keepdims", keep ? 1 : 0));
    return List.of(asInput, asAttribute);
  }

  private static void check(Tensor y, long[] shape, ToDoubleFunction<double[]> meaning, double[]... groups) {
    assertThat(y.shape()).isEqualTo(shape);
    for (int i = 0; i < groups.length; i++) {
      assertThat(y.doubleAt(i)).isCloseTo(meaning.applyAsDouble(groups[i]), Percentage.withPercentage(1e-4));
    }
  }

  @Test
  void reductionsFoldTheElementsAlongTheirAxes() {
    var x = f32(new long[] {2, 1, 3}, 1, 2, 3, 4, 5, 6);
    MEANING.forEach((op, meaning) -> {
      for (var graph : graphs(op, "f32[N, 1, K]", List.of(2L), false)) {
        check(graph.run(x), new long[] {2, 1}, meaning, new double[] {1, 2, 3}, new double[] {4, 5, 6});
      }
      for (var graph : graphs(op, "f32[2, 1, 3]", List.of(-3L, 1L), true)) {
        check(graph.run(x), new long[] {1, 1, 3}, meaning, new double[] {1, 4}, new double[] {2, 5},
            new double[] {3, 6});
      }
      for (var graph : graphs(op, "f32[A, B, C]", List.of(), true)) {
        check(graph.run(x), new long[] {1, 1, 1}, meaning, new double[] {1, 2, 3, 4, 5, 6});
      }
    });
  }

  @Test
  void noAxesMeanAllOrWithNoopNone() {
    MEANING.forEach((op, meaning) -> {
      var all = new TestGraph(18).input("x", "f32[2, 2]").node("y = " + op + "(x)", attribute("keepdims", 0));
      check(all.run(f32(new long[] {2, 2}, 1, 2, 3, 4)), new long[0], meaning, new double[] {1, 2, 3, 4});
      var none = new TestGraph(18).input("x", "f32[2]").ints("axes")
          .node("y = " + op + "(x, axes)", attribute("noop_with_empty_axes", 1));
      check(none.run(f32(3, 4)), new long[] {2}, meaning, new double[] {3}, new double[] {4});
    });
  }

  @Test
  void reductionsOfNothingGiveTheNeutralElement() {
    for (var expected : Map.of("ReduceSum", 0.0, "ReduceProd", 1.0, "ReduceMax", Double.NEGATIVE_INFINITY,
        "ReduceMin", Double.POSITIVE_INFINITY, "ReduceMean", Double.NaN, "ReduceL2", 0.0,
        "ReduceLogSumExp", Double.NEGATIVE_INFINITY).entrySet()) {
      var graph = graphs(expected.getKey(), "f32[2, 0]", List.of(1L), false).getFirst();
      double v = expected.getValue();
      assertThat(graph.run(f32(new long[] {2, 0}))).as(expected.getKey()).isEqualTo(f32(v, v));
    }
  }

  @Test
  void logSumExpNeitherOverflowsNorLosesInfinities() {
    var graph = new TestGraph(18).input("x", "f32[N]").node("y = ReduceLogSumExp(x)", attribute("keepdims", 0));
    assertThat(graph.run(f32(1000, 1000)).doubleAt(0)).isEqualTo((float) (1000 + Math.log(2)));
    double inf = Double.POSITIVE_INFINITY;
    assertThat(graph.run(f32(-inf, -inf)).doubleAt(0)).isEqualTo(-inf);
    assertThat(graph.run(f32(-inf, 1)).doubleAt(0)).isEqualTo(1);
    assertThat(graph.run(f32(inf, 1)).doubleAt(0)).isEqualTo(inf);
  }

  @Test
  void integersAndTruthValuesReduceToo() {
    var x = Tensor.of(new int[] {3, -4, 5, 7}, 2, 2);
    assertThat(graphs("ReduceSum", "i32[2, 2]", List.of(1L), false).getFirst().run(x))
        .isEqualTo(Tensor.of(new int[] {-1, 12}, 2));
    assertThat(graphs("ReduceMean", "i32[2, 2]", List.of(0L), false).getFirst().run(x))
        .isEqualTo(Tensor.of(new int[] {4, 1}, 2));
    var bits = Tensor.of(new boolean[] {true, false, true, true}, 2, 2);
    assertThat(new TestGraph(20).input("x", "bool[2, 2]").ints("axes", 1)
        .node("y = ReduceMax(x, axes)", attribute("keepdims", 0)).run(bits))
        .isEqualTo(Tensor.of(new boolean[] {true, true}, 2));
    assertThat(new TestGraph(20).input("x", "bool[2, 2]").ints("axes", 1)
        .node("y = ReduceMin(x, axes)", attribute("keepdims", 0)).run(bits))
        .isEqualTo(Tensor.of(new boolean[] {false, true}, 2));
    assertThat(graphs("ReduceL2", "i32[2, 2]", List.of(1L), false).getFirst().run(x))
        .isEqualTo(Tensor.of(new int[] {5, 8}, 2));
    assertThatThrownBy(new TestGraph(20).input("x", "bool[2]").node("y = ReduceL2(x)")::read)
        .isInstanceOf(ModelError.class).hasMessageContaining("given: input 'data' of bool[2]");
  }

  @Test
  void normsOfHalvesAreSummedInSingles() {
    var x = Tensor.fromDoubles(DType.F16, new long[] {2}, 300, 400);
    var graph = new TestGraph(18).input("x", "f16[N]").node("y = ReduceL2(x)", attribute("keepdims", 0));
    assertThat(graph.run(x)).isEqualTo(Tensor.fromDoubles(DType.F16, new long[0], 500));
  }

  @Test
  void aMeanOfHalvesIsSummedInSingles() {
    var x = Tensor.fromDoubles(DType.F16, new long[] {2}, 60000, 60000);
    var graph = new TestGraph(18).input("x", "f16[N]").node("y = ReduceMean(x)", attribute("keepdims", 0));
    assertThat(graph.run(x)).isEqualTo(Tensor.fromDoubles(DType.F16, new long[0], 60000));
  }

  @Test
  void axesThatDoNotExistOrRepeatAreErrors() {
    assertThatThrownBy(graphs("ReduceSum", "f32[2, 2]", List.of(2L), true).getFirst()::read)
        .isInstanceOf(ModelError.class).hasMessage("""
            An axis does not exist.
            where: the ReduceSum node that gives 'y'
            given: axis 2
            expected: -2 to 1, for a tensor of rank 2""");
    assertThatThrownBy(graphs("ReduceSum", "f32[2, 2]", List.of(0L, -2L), true).getFirst()::read)
        .isInstanceOf(ModelError.class).hasMessageStartingWith("An axis is given twice.");
  }

  @Test
  void theMeanOverASymbolicAxisCountsItAtRunTime() {
    var graph = new TestGraph(18).input("x", "f32[N, K]").node("y = ReduceMean(x)", attribute("keepdims", 0));
    assertThat(graph.run(iota(2, 3))).isEqualTo(f32(new long[0], 2.5));
    assertThat(graph.run(iota(1, 2))).isEqualTo(f32(new long[0], 0.5));
  }
}

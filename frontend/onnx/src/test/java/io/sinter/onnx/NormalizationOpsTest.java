package io.sinter.onnx;

import static io.sinter.onnx.TestGraph.attribute;
import static io.sinter.onnx.TestGraph.f32;
import static io.sinter.onnx.TestGraph.iota;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sinter.runtime.ModelError;
import io.sinter.runtime.Tensor;
import io.sinter.runtime.UnsupportedError;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class NormalizationOpsTest {
  private static void close(Tensor actual, double... expected) {
    assertThat(actual.elements()).isEqualTo(expected.length);
    for (int i = 0; i < expected.length; i++) {
      assertThat(actual.doubleAt(i)).as("element %s", i).isCloseTo(expected[i], Offset.offset(1e-5));
    }
  }

  private static double[] softmax(double... x) {
    double sum = 0;
    for (double v : x) {
      sum += Math.exp(v);
    }
    var y = new double[x.length];
    for (int i = 0; i < y.length; i++) {
      y[i] = Math.exp(x[i]) / sum;
    }
    return y;
  }

  @Test
  void softmaxRunsAlongItsAxis() {
    var row = softmax(0, 1, 2);
    close(new TestGraph(13).input("x", "f32[N, 3]").node("y = Softmax(x)").run(iota(1, 3)), row);
    close(new TestGraph(13).input("x", "f32[3, N]").node("y = Softmax(x)", attribute("axis", 0)).run(iota(3, 1)), row);
    var large = f32(new long[] {1, 3}, 1000, 1001, 1002);
    close(new TestGraph(13).input("x", "f32[N, 3]").node("y = Softmax(x)").run(large), row);
  }

  @Test
  void softmaxBeforeVersion13TreatsTheTrailingAxesAsOne() {
    var all = softmax(0, 1, 2, 3);
    close(new TestGraph(11).input("x", "f32[1, 2, 2]").node("y = Softmax(x)").run(iota(1, 2, 2)), all);
    close(new TestGraph(11).input("x", "f32[2, 2]").node("y = Softmax(x)", attribute("axis", 0)).run(iota(2, 2)), all);
    close(new TestGraph(11).input("x", "f32[1, 2, 2]").node("y = Softmax(x)", attribute("axis", -1)).run(iota(1, 2, 2)),
        0.26894, 0.73106, 0.26894, 0.73106);
    assertThat(new TestGraph(11).input("x", "f32[1, 2, 2]").node("y = Softmax(x)").type()).isEqualTo("f32[1, 2, 2]");
  }

  @Test
  void logSoftmaxIsTheLogarithm() {
    var expected = softmax(0, 1, 2);
    for (int i = 0; i < 3; i++) {
      expected[i] = Math.log(expected[i]);
    }
    close(new TestGraph(13).input("x", "f32[N, 3]").node("y = LogSoftmax(x)").run(iota(1, 3)), expected);
    close(new TestGraph(9).input("x", "f32[N, 3]").node("y = LogSoftmax(x)").run(iota(1, 3)), expected);
    close(new TestGraph(13).input("x", "f32[N, 2]").node("y = LogSoftmax(x)").run(f32(new long[] {1, 2}, 0, -500)),
        0, -500);
  }

  @Test
  void softmaxOfNothingIsNothing() {
    var nothing = f32(new long[] {2, 0});
    assertThat(new TestGraph(13).input("x", "f32[N, 0]").node("y = Softmax(x)").run(nothing)).isEqualTo(nothing);
  }

  private static TestGraph batch(int opset, String type, io.sinter.onnx.proto.AttributeProto... attributes) {
    return new TestGraph(opset).input("x", type).floats("scale", 2, 3).floats("bias", 1, -1).floats("mean", 1, 2)
        .floats("var", 4, 9).node("y = BatchNormalization(x, scale, bias, mean, var)", attributes);
  }

  @Test
  void batchNormalizationIsALinePerChannel() {
    var x = f32(new long[] {1, 2, 2}, 1, 3, 2, 5);
    for (int opset : new int[] {7, 9, 14, 15}) {
      close(batch(opset, "f32[N, 2, L]", attribute("epsilon", 0f), attribute("momentum", 0.5f)).run(x), 1, 3, -1, 2);
    }
    close(batch(15, "f32[N, 2]", attribute("epsilon", 12f)).run(f32(new long[] {1, 2}, 5, 2)), 3, -1);
    assertThat(batch(15, "f32[N, 2, L]").function().toString()).contains("name(\"batch_normalization\")");
  }

  @Test
  void batchNormalizationInTrainingTakesItsStatisticsFromTheInput() {
    var graph = new TestGraph(15).input("x", "f32[N, 1, L]").floats("s", 2).floats("b", 1).floats("m", 10)
        .floats("v", 20).node("y, nm, nv = BatchNormalization(x, s, b, m, v)", attribute("training_mode", 1),
            attribute("momentum", 0.75f), attribute("epsilon", 0f)).output("y").output("nm").output("nv");
    var results = graph.runAll(f32(new long[] {2, 1, 2}, 1, 3, 5, 7));
    double deviation = Math.sqrt(5);
    close(results.get(0), 1 - 6 / deviation, 1 - 2 / deviation, 1 + 2 / deviation, 1 + 6 / deviation);
    close(results.get(1), 8.5);
    close(results.get(2), 16.25);
  }

  @Test
  void batchNormalizationOfOtherFormsIsNotSupported() {
    assertThatThrownBy(batch(7, "f32[N, 2]", attribute("spatial", 0))::read).isInstanceOf(UnsupportedError.class)
        .hasMessageContaining("given: BatchNormalization with spatial 0");
    assertThatThrownBy(new TestGraph(9).input("x", "f32[N, 1]").floats("s", 1)
        .node("y, m = BatchNormalization(x, s, s, s, s)")::read).isInstanceOf(UnsupportedError.class)
        .hasMessageContaining("given: BatchNormalization with statistics as outputs");
  }

  @Test
  void lpNormalizationDividesByTheNormAndLeavesZerosAlone() {
    var x = f32(new long[] {2, 2}, 3, -4, 0, 0);
    close(new TestGraph(22).input("x", "f32[N, 2]").node("y = LpNormalization(x)").run(x), 0.6, -0.8, 0, 0);
    close(new TestGraph(1).input("x", "f32[N, 2]").node("y = LpNormalization(x)", attribute("p", 1)).run(x),
        3 / 7.0, -4 / 7.0, 0, 0);
    close(new TestGraph(22).input("x", "f32[N, 2]").node("y = LpNormalization(x)", attribute("axis", 0)).run(x),
        1, -1, 0, 0);
    assertThatThrownBy(new TestGraph(22).input("x", "f32[N, 2]").node("y = LpNormalization(x)", attribute("p", 3))
        ::read).isInstanceOf(ModelError.class).hasMessage("""
            An attribute is out of range.
            where: the LpNormalization node that gives 'y', attribute 'p'
            given: 3
            expected: 1 to 2""");
  }

  @Test
  void meanVarianceNormalizationIsOverTheGivenAxes() {
    close(new TestGraph(13).input("x", "f32[N, 2, 1, 1]").node("y = MeanVarianceNormalization(x)")
        .run(f32(new long[] {2, 2, 1, 1}, 1, 10, 3, 14)), -1, -1, 1, 1);
    close(new TestGraph(9).input("x", "f32[N, 2]").node("y = MeanVarianceNormalization(x)",
        attribute("axes", java.util.List.of(1L))).run(f32(new long[] {1, 2}, 4, 8)), -1, 1);
  }

  @Test
  void statisticsAreOneNumberPerChannel() {
    var graph = new TestGraph(15).input("x", "f32[N, 2]").floats("s", 1, 2).constant("m", iota(2, 1))
        .node("y = BatchNormalization(x, s, s, m, s)");
    assertThatThrownBy(graph::read).isInstanceOf(ModelError.class).hasMessage("""
        An input has the wrong shape.
        where: the BatchNormalization node that gives 'y'
        given: input 3: 'm' of f32[2, 1]
        expected: [2]""");
    assertThatThrownBy(new TestGraph(15).input("x", "f32[N, 3]").floats("s", 1, 2)
        .node("y = BatchNormalization(x, s, s, s, s)")::read).isInstanceOf(ModelError.class)
        .hasMessageContaining("where: the BatchNormalization node that gives 'y'");
  }

  @Test
  void aVectorHasOneChannel() {
    var graph = new TestGraph(15).input("x", "f32[N]").floats("one", 1).floats("two", 2)
        .node("y = BatchNormalization(x, two, one, two, one)", attribute("epsilon", 0f));
    assertThat(graph.type()).isEqualTo("f32[N]");
    close(graph.run(f32(2, 3, 5)), 1, 3, 7);
  }

  @Test
  void layerNormalizationIsOverTheTrailingAxes() {
    var x = f32(new long[] {1, 2, 2}, 0, 2, 10, 14);
    var graph = new TestGraph(17).input("x", "f32[N, 2, 2]").floats("scale", 1, 2).floats("bias", 0, 1)
        .node("y, mean, inverse = LayerNormalization(x, scale, bias)", attribute("epsilon", 0f))
        .output("y").output("mean").output("inverse");
    var results = graph.runAll(x);
    close(results.get(0), -1, 3, -1, 3);
    close(results.get(1), 1, 12);
    close(results.get(2), 1, 0.5);
    assertThat(results.get(1).shape()).containsExactly(1, 2, 1);
    var wide = new TestGraph(17).input("x", "f32[N, 2, 2]").constant("scale", iota(2, 2))
        .node("y = LayerNormalization(x, scale)", attribute("axis", 1), attribute("epsilon", 0f));
    close(wide.run(f32(new long[] {1, 2, 2}, -1, 1, -1, 1)), 0, 1, -2, 3);
  }

  @Test
  void theScaleOfLayerNormalizationBroadcasts() {
    var graph = new TestGraph(17).input("x", "f32[N, 2]").constant("scale", Tensor.scalar(2f))
        .node("y = LayerNormalization(x, scale)", attribute("epsilon", 0f));
    close(graph.run(f32(new long[] {1, 2}, 0, 2)), -2, 2);
    assertThatThrownBy(new TestGraph(17).input("x", "f32[N, 2]").floats("scale", 1, 2, 3)
        .node("y = LayerNormalization(x, scale)")::read).isInstanceOf(ModelError.class)
        .hasMessageStartingWith("Shapes do not broadcast.");
  }

  @Test
  void instanceNormalizationIsPerImageAndChannel() {
    var graph = new TestGraph(6).input("x", "f32[N, 2, L]").floats("scale", 1, 2).floats("bias", 0, 1)
        .node("y = InstanceNormalization(x, scale, bias)", attribute("epsilon", 0f));
    close(graph.run(f32(new long[] {1, 2, 2}, 0, 2, 10, 14)), -1, 1, -1, 3);
  }

  @Test
  void groupNormalizationHasItsScalePerChannel() {
    var x = f32(new long[] {1, 4, 1}, 0, 2, 10, 14);
    close(new TestGraph(21).input("x", "f32[N, 4, L]").floats("s", 1, 2, 3, 4).floats("b", 0, 0, 0, 1)
        .node("y = GroupNormalization(x, s, b)", attribute("num_groups", 2), attribute("epsilon", 0f)).run(x),
        -1, 2, -3, 5);
    assertThatThrownBy(new TestGraph(18).input("x", "f32[N, 4, L]").floats("s", 1, 2).floats("b", 0, 1)
        .node("y = GroupNormalization(x, s, b)", attribute("num_groups", 2))::read)
        .isInstanceOf(ModelError.class).hasMessage("""
            An operator is deprecated.
            where: the GroupNormalization node that gives 'y'
            given: GroupNormalization of opset 18
            expected: an operator that opset 18 still has
            try: It is allowed from opset 21 on: export with such an opset, or convert with onnx.version_converter.""");
    assertThatThrownBy(new TestGraph(21).input("x", "f32[N, 3, L]").floats("s", 1, 2, 3)
        .node("y = GroupNormalization(x, s, s)", attribute("num_groups", 2))::read).isInstanceOf(ModelError.class)
        .hasMessageContaining("where: the GroupNormalization node that gives 'y'");
  }

  @Test
  void rmsNormalizationDividesByTheRootOfTheMeanSquare() {
    close(new TestGraph(23).input("x", "f32[N, 2]").floats("s", 1, 2)
        .node("y = RMSNormalization(x, s)", attribute("epsilon", 0f)).run(f32(new long[] {1, 2}, 1, 7)), 0.2, 2.8);
  }

  @Test
  void localResponseNormalizationLooksAtNeighbouringChannels() {
    var graph = new TestGraph(13).input("x", "f32[1, 3, 1]").node("y = LRN(x)", attribute("size", 3),
        attribute("alpha", 3f), attribute("beta", 0.5f), attribute("bias", 0f));
    close(graph.run(f32(new long[] {1, 3, 1}, 3, 4, 12)), 3 / 5.0, 4 / 13.0, 12 / Math.sqrt(160));
    var even = new TestGraph(13).input("x", "f32[1, 3, 1]").node("y = LRN(x)", attribute("size", 2),
        attribute("alpha", 2f), attribute("beta", 0.75f), attribute("bias", 0f));
    close(even.run(f32(new long[] {1, 3, 1}, 3, 4, 0)), 3 / Math.pow(25, 0.75), 4 / Math.pow(16, 0.75), Double.NaN);
    close(new TestGraph(13).input("x", "f32[1, 1]").node("y = LRN(x)", attribute("size", 1), attribute("alpha", 1f),
        attribute("beta", 2f), attribute("bias", 0f)).run(f32(new long[] {1, 1}, 2)), 2 / 16.0);
  }
}

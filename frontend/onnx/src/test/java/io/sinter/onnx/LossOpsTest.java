package io.sinter.onnx;

import static io.sinter.onnx.TestGraph.attribute;
import static io.sinter.onnx.TestGraph.f32;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sinter.onnx.proto.AttributeProto;
import io.sinter.runtime.ModelError;
import io.sinter.runtime.Tensor;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class LossOpsTest {
  private static final Tensor X = f32(new long[] {2, 3}, -1, -2, -3, -4, -5, -6);
  private static final Tensor CLASSES = Tensor.of(new long[] {0, 2}, 2);

  private static Tensor loss(AttributeProto... attributes) {
    return new TestGraph(13).input("x", "f32[N, C]").input("t", "i64[N]").input("w", "f32[C]")
        .node("y = NegativeLogLikelihoodLoss(x, t, w)", attributes).run(X, CLASSES, f32(1, 2, 3));
  }

  @Test
  void theLossOfAnElementIsThatOfItsClass() {
    assertThat(loss(attribute("reduction", "none"))).isEqualTo(f32(1, 18));
    assertThat(loss(attribute("reduction", "sum")).doubleAt(0)).isEqualTo(19);
    assertThat(loss().doubleAt(0)).isEqualTo(19 / 4.0);
    assertThat(loss(attribute("ignore_index", 2)).doubleAt(0)).isEqualTo(1);
    assertThat(new TestGraph(13).input("x", "f32[N, C]").input("t", "i64[N]")
        .node("y = NegativeLogLikelihoodLoss(x, t)").run(X, CLASSES).doubleAt(0)).isEqualTo(3.5);
  }

  @Test
  void anIgnoredClassNeedNotExist() {
    var y = new TestGraph(13).input("x", "f32[N, C, 2]").input("t", "i32[N, 2]")
        .node("y = NegativeLogLikelihoodLoss(x, t)", attribute("ignore_index", -1), attribute("reduction", "none"))
        .run(f32(new long[] {1, 2, 2}, -1, -2, -3, Double.NEGATIVE_INFINITY), Tensor.of(new int[] {-1, 1}, 1, 2));
    assertThat(y).isEqualTo(f32(new long[] {1, 2}, 0, Double.POSITIVE_INFINITY));
  }

  @Test
  void crossEntropyGivesTheLogarithmsToo() {
    var results = new TestGraph(13).input("x", "f32[N, 2]").input("t", "i64[N]")
        .node("y, p = SoftmaxCrossEntropyLoss(x, t)").output("y").output("p")
        .runAll(f32(new long[] {1, 2}, 0, Math.log(3)), Tensor.of(new long[] {1}, 1));
    assertThat(results.get(0).doubleAt(0)).isCloseTo(-Math.log(0.75), Offset.offset(1e-6));
    assertThat(results.get(1).doubleAt(0)).isCloseTo(Math.log(0.25), Offset.offset(1e-6));
    assertThat(results.get(1).shape()).containsExactly(1, 2);
  }

  @Test
  void whatDoesNotFitIsAnError() {
    assertThatThrownBy(() -> loss(attribute("reduction", "max"))).isInstanceOf(ModelError.class).hasMessage("""
        An attribute has an unknown value.
        where: the NegativeLogLikelihoodLoss node that gives 'y', attribute 'reduction'
        given: 'max'
        expected: one of none, sum, mean""");
    assertThatThrownBy(new TestGraph(13).input("x", "f32[2, 3]").input("t", "i64[2, 3]")
        .node("y = NegativeLogLikelihoodLoss(x, t)")::read).isInstanceOf(ModelError.class)
        .hasMessageStartingWith("An input has the wrong shape.");
  }
}

package io.sinter.onnx;

import static io.sinter.onnx.TestGraph.attribute;
import static io.sinter.onnx.TestGraph.f32;
import static io.sinter.onnx.TestGraph.iota;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sinter.onnx.proto.AttributeProto;
import io.sinter.onnx.proto.AttributeProto.AttributeType;
import io.sinter.runtime.DType;
import io.sinter.runtime.ModelError;
import io.sinter.runtime.Tensor;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class RecurrentOpsTest {
  private static AttributeProto names(String name, String... values) {
    return AttributeProto.newBuilder().setName(name).setType(AttributeType.STRINGS).addAllStrings(
        Arrays.stream(values).map(com.google.protobuf.ByteString::copyFromUtf8).toList()).build();
  }

  private static AttributeProto reals(String name, Float... values) {
    return AttributeProto.newBuilder().setName(name).setType(AttributeType.FLOATS).addAllFloats(
        List.of(values)).build();
  }

  /// A layer `y = f(x + h)` of one unit.
  private static TestGraph sum(int opset, String type, AttributeProto... attributes) {
    return new TestGraph(opset).input("x", type).constant("w", f32(new long[] {1, 1, 1}, 1))
        .constant("r", f32(new long[] {1, 1, 1}, 1)).node("y, h = RNN(x, w, r)", attributes).output("y").output("h");
  }

  private static void close(Tensor actual, double... expected) {
    assertThat(actual.elements()).isEqualTo(expected.length);
    for (int i = 0; i < expected.length; i++) {
      assertThat(actual.doubleAt(i)).as("element %s", i).isCloseTo(expected[i], Offset.offset(1e-5));
    }
  }

  @Test
  void stepsSumUpInTheOrderOfTheirDirection() {
    var linear = names("activations", "Affine");
    var x = f32(new long[] {3, 1, 1}, 1, 2, 3);
    var forward = sum(14, "f32[T, N, 1]", linear).runAll(x);
    close(forward.get(0), 1, 3, 6);
    close(forward.get(1), 6);
    assertThat(forward.get(0).shape()).containsExactly(3, 1, 1, 1);
    assertThat(forward.get(1).shape()).containsExactly(1, 1, 1);
    close(sum(7, "f32[T, N, 1]", linear, attribute("direction", "reverse")).run(x), 6, 5, 3);
    var both = new TestGraph(22).input("x", "f32[T, N, 1]").constant("w", f32(new long[] {2, 1, 1}, 1, 10))
        .constant("r", f32(new long[] {2, 1, 1}, 1, 1))
        .node("y, h = RNN(x, w, r)", attribute("direction", "bidirectional"), names("activations", "Affine", "Affine"))
        .output("y").output("h").runAll(x);
    close(both.get(0), 1, 60, 3, 50, 6, 30);
    close(both.get(1), 6, 60);
    assertThat(both.get(0).shape()).containsExactly(3, 2, 1, 1);
  }

  @Test
  void layoutOneHasTheBatchFirst() {
    var results = sum(14, "f32[N, T, 1]", names("activations", "Affine"), attribute("layout", 1))
        .runAll(f32(new long[] {2, 3, 1}, 1, 2, 3, 4, 5, 6));
    close(results.get(0), 1, 3, 6, 4, 9, 15);
    close(results.get(1), 6, 15);
    assertThat(results.get(0).shape()).containsExactly(2, 3, 1, 1);
    assertThat(results.get(1).shape()).containsExactly(2, 1, 1);
  }

  @Test
  void eachRowEndsAtItsLength() {
    for (var direction : List.of("forward", "reverse")) {
      var graph = new TestGraph(14).input("x", "f32[T, N, 1]").input("n", "i32[N]")
          .constant("w", f32(new long[] {1, 1, 1}, 1)).constant("r", f32(new long[] {1, 1, 1}, 1))
          .constant("h0", f32(new long[] {1, 2, 1}, 100, 200))
          .node("y, h = RNN(x, w, r, , n, h0)", names("activations", "Affine"), attribute("direction", direction))
          .output("y").output("h");
      var results = graph.runAll(f32(new long[] {2, 2, 1}, 1, 2, 3, 4), Tensor.of(new int[] {2, 1}, 2));
      close(results.get(1), 104, 202);
      close(results.get(0), direction.equals("forward") ? new double[] {101, 202, 104, 0}
          : new double[] {104, 202, 103, 0});
    }
  }

  @Test
  void parametersOfActivationsAreUsedUpInOrder() {
    var graph = new TestGraph(14).input("x", "f32[T, 1, 1]").constant("w", iota(1, 3, 1))
        .constant("r", Tensor.zeros(DType.F32, 1, 3, 1))
        .node("y = GRU(x, w, r)", names("activations", "Tanh", "ScaledTanh"), reals("activation_alpha", 3f),
            reals("activation_beta", 0.5f));
    close(graph.run(f32(new long[] {1, 1, 1}, 1)), 3 * Math.tanh(0.5 * 2));
  }

  @Test
  void gatesAreClippedAndTheCellIsNot() {
    var graph = new TestGraph(14).input("x", "f32[T, 1, 1]").constant("w", f32(new long[] {1, 4, 1}, 9, 9, 9, 9))
        .constant("r", Tensor.zeros(DType.F32, 1, 4, 1)).constant("c0", f32(new long[] {1, 1, 1}, 10))
        .node("y, h, c = LSTM(x, w, r, , , , c0)", names("activations", "Affine", "Affine", "Affine"),
            attribute("clip", 2f)).output("y").output("c");
    var results = graph.runAll(f32(new long[] {1, 1, 1}, 1));
    close(results.get(1), 24);
    close(results.get(0), 48);
  }

  @Test
  void couplingForgetsWhatIsNotTakenIn() {
    var graph = new TestGraph(14).input("x", "f32[T, 1, 1]").constant("w", f32(new long[] {1, 4, 1}, 0.25, 1, 7, 3))
        .constant("r", Tensor.zeros(DType.F32, 1, 4, 1)).constant("c0", f32(new long[] {1, 1, 1}, 8))
        .node("y, h, c = LSTM(x, w, r, , , , c0)", names("activations", "Affine", "Affine", "Affine"),
            attribute("input_forget", 1)).output("c");
    close(graph.run(f32(new long[] {1, 1, 1}, 1)), 0.25 * 3 + 0.75 * 8);
  }

  @Test
  void aLayerIsOneCompositeForEachDirection() {
    var function = new TestGraph(14).input("x", "f32[T, N, 2]").constant("w", iota(2, 12, 2))
        .constant("r", iota(2, 12, 3)).node("y = LSTM(x, w, r)", attribute("direction", "bidirectional")).function();
    assertThat(function.toString().split("name\\(\"lstm\"\\)", -1)).hasSize(3);
    assertThat(function.results().getFirst().type().toString()).isEqualTo("f32[T, 2, N, 3]");
  }

  @Test
  void whatDoesNotFitIsNamed() {
    var where = "\nwhere: the RNN node that gives 'y'\n";
    assertThatThrownBy(sum(14, "f32[T, N, 1]", attribute("direction", "sideways"))::read)
        .isInstanceOf(ModelError.class).hasMessage("An attribute has an unknown value."
            + where.stripTrailing() + ", attribute 'direction'\n"
            + "given: 'sideways'\nexpected: one of forward, reverse, bidirectional");
    assertThatThrownBy(sum(14, "f32[T, N, 1]", names("activations", "Tanh", "Tanh"))::read)
        .isInstanceOf(ModelError.class).hasMessage("A recurrent layer has the wrong number of activations." + where
            + "given: activations [Tanh, Tanh]\nexpected: 1 names, 1 for each direction");
    assertThatThrownBy(sum(14, "f32[T, N, 1]", names("activations", "Swish"))::read)
        .isInstanceOf(ModelError.class).hasMessage("A recurrent layer has an unknown activation." + where
            + "given: 'Swish'\nexpected: one of Relu, Tanh, Sigmoid, Affine, LeakyRelu, ThresholdedRelu, ScaledTanh, "
            + "HardSigmoid, Elu, Softsign, Softplus");
    assertThatThrownBy(sum(14, "f32[T, N, 1]", attribute("hidden_size", 2))::read)
        .isInstanceOf(ModelError.class).hasMessage("An attribute does not fit the weights." + where
            + "given: hidden_size 2\nexpected: 1");
    assertThatThrownBy(sum(14, "f32[T, N, 2]")::read).isInstanceOf(ModelError.class)
        .hasMessage("An input has the wrong shape." + where
            + "given: input 1: 'w' of f32[1, 1, 1]\nexpected: [1, 1, 2]");
    assertThatThrownBy(sum(14, "f32[T, N]")::read).isInstanceOf(ModelError.class)
        .hasMessage("An input has the wrong rank." + where
            + "given: input 0: 'x' of f32[T, N]\nexpected: [steps, batch, size]");
  }
}

package io.sinter.onnx;

import static io.sinter.onnx.TestGraph.attribute;
import static io.sinter.onnx.TestGraph.f32;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sinter.onnx.proto.AttributeProto;
import io.sinter.onnx.proto.AttributeProto.AttributeType;
import io.sinter.runtime.ModelError;
import io.sinter.runtime.Tensor;
import io.sinter.runtime.UnsupportedError;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConstantOpsTest {
  @Test
  void aConstantIsGivenInOneOfFiveWays() {
    var floats = AttributeProto.newBuilder()
        .setName("value_floats").setType(AttributeType.FLOATS).addFloats(1).addFloats(2).build();
    assertThat(new TestGraph(13).node("y = Constant()", attribute("value", f32(1, 2))).run()).isEqualTo(f32(1, 2));
    assertThat(new TestGraph(13).node("y = Constant()", attribute("value_float", 3f)).run())
        .isEqualTo(Tensor.scalar(3f));
    assertThat(new TestGraph(13).node("y = Constant()", floats).run()).isEqualTo(f32(1, 2));
    assertThat(new TestGraph(13).node("y = Constant()", attribute("value_int", 3)).run()).isEqualTo(Tensor.scalar(3L));
    assertThat(new TestGraph(13).node("y = Constant()", attribute("value_ints", List.of(3L, 4L))).run())
        .isEqualTo(Tensor.of(new long[] {3, 4}, 2));
    assertThatThrownBy(new TestGraph(13).node("y = Constant()", attribute("value_string", "a"))::read)
        .isInstanceOf(UnsupportedError.class).hasMessageContaining("given: a Constant given as value_string");
    assertThatThrownBy(new TestGraph(13).node("y = Constant()")::read).isInstanceOf(ModelError.class)
        .hasMessageStartingWith("A Constant has not one value.");
  }

  @Test
  void aConstantOfShapeIsZeroUnlessItSaysSo() {
    assertThat(new TestGraph(9).ints("s", 2, 1).node("y = ConstantOfShape(s)").run())
        .isEqualTo(f32(new long[] {2, 1}, 0, 0));
    assertThat(new TestGraph(9).ints("s", 2).node("y = ConstantOfShape(s)",
        attribute("value", Tensor.of(new long[] {7}, 1))).run()).isEqualTo(Tensor.of(new long[] {7, 7}, 2));
    assertThat(new TestGraph(9).ints("s").node("y = ConstantOfShape(s)").run()).isEqualTo(Tensor.scalar(0f));
    var like = new TestGraph(9).input("x", "i32[N, 2]").node("s = Shape(x)").node("y = ConstantOfShape(s)");
    assertThat(like.type()).isEqualTo("f32[N, 2]");
    assertThatThrownBy(
        new TestGraph(9).ints("s", 2).node("y = ConstantOfShape(s)", attribute("value", f32(1, 2)))::read)
        .isInstanceOf(ModelError.class).hasMessageContaining("given: f32[2]\nexpected: one element");
  }

  @Test
  void rangesOfConstantsAreConstants() {
    assertThat(range(Tensor.scalar(3L), Tensor.scalar(10L), Tensor.scalar(3L)))
        .isEqualTo(Tensor.of(new long[] {3, 6, 9}, 3));
    assertThat(range(Tensor.scalar(1f), Tensor.scalar(0f), Tensor.scalar(-0.5f))).isEqualTo(f32(1, 0.5));
    assertThat(range(Tensor.scalar(1), Tensor.scalar(1), Tensor.scalar(1))).isEqualTo(Tensor.of(new int[0], 0));
    assertThatThrownBy(() -> range(Tensor.scalar(0), Tensor.scalar(1), Tensor.scalar(0)))
        .isInstanceOf(ModelError.class).hasMessageStartingWith("A Range does not move.");
    assertThatThrownBy(() -> range(Tensor.scalar(0L), Tensor.scalar(Long.MAX_VALUE), Tensor.scalar(3L)))
        .isInstanceOf(ModelError.class).hasMessageStartingWith("A size of a node's output cannot be computed.");
    assertThatThrownBy(() -> range(Tensor.scalar(0L), Tensor.scalar(1f), Tensor.scalar(1L)))
        .isInstanceOf(ModelError.class).hasMessageStartingWith("Values of a node that must have one type have");
  }

  private static Tensor range(Tensor start, Tensor limit, Tensor delta) {
    return new TestGraph(11).constant("a", start).constant("b", limit).constant("c", delta)
        .node("y = Range(a, b, c)").run();
  }
}

package io.sinter.onnx;

import static io.sinter.onnx.TestGraph.attribute;
import static io.sinter.onnx.TestGraph.f32;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sinter.runtime.DType;
import io.sinter.runtime.ModelError;
import io.sinter.runtime.Tensor;
import org.junit.jupiter.api.Test;

class QuantizationOpsTest {
  private static Tensor u8(long[] shape, long... values) {
    return Tensor.fromLongs(DType.U8, shape, values);
  }

  private static Tensor i8(long... values) {
    return Tensor.fromLongs(DType.I8, new long[] {values.length}, values);
  }

  private static Tensor scalar(DType type, double value) {
    return Tensor.fromDoubles(type, new long[0], value);
  }

  private static Tensor quantized(Tensor x, Tensor scale, Tensor zero) {
    return new TestGraph(21).input("x", x.type().toString()).constant("s", scale).constant("z", zero)
        .node("y = QuantizeLinear(x, s, z)").run(x);
  }

  @Test
  void quotientsRoundTiesToEvenBeforeTheZeroPointIsAdded() {
    var x = f32(-1, 0, 0.5, 1, 1.5, 2, 3, 5);
    assertThat(quantized(x, scalar(DType.F32, 2), scalar(DType.I8, 1))).isEqualTo(i8(1, 1, 1, 1, 2, 2, 3, 3));
  }

  @Test
  void whatDoesNotFitIsTheNearestThatDoes() {
    double inf = Double.POSITIVE_INFINITY;
    var x = f32(-1000, 1000, inf, -inf, 126.4, -3e9);
    assertThat(quantized(x, scalar(DType.F32, 1), scalar(DType.I8, 0))).isEqualTo(i8(-128, 127, 127, -128, 126, -128));
    assertThat(quantized(x, scalar(DType.F32, 1), scalar(DType.U8, 128)))
        .isEqualTo(u8(new long[] {6}, 0, 255, 255, 0, 254, 0));
    assertThat(quantized(f32(1e9, -1e9), scalar(DType.F32, 1), scalar(DType.U16, 7)))
        .isEqualTo(Tensor.fromLongs(DType.U16, new long[] {2}, 65535, 0));
    assertThat(quantized(f32(1e9, -1e9), scalar(DType.F32, 1), scalar(DType.I16, 7)))
        .isEqualTo(Tensor.fromLongs(DType.I16, new long[] {2}, 32767, -32768));
  }

  @Test
  void withoutAZeroPointTheResultIsU8() {
    var graph = new TestGraph(13).input("x", "f32[2]").constant("s", scalar(DType.F32, 0.5))
        .node("y = QuantizeLinear(x, s)");
    assertThat(graph.run(f32(3, -1))).isEqualTo(u8(new long[] {2}, 6, 0));
    var typed = new TestGraph(21).input("x", "f32[2]").constant("s", scalar(DType.F32, 0.5))
        .node("y = QuantizeLinear(x, s)", attribute("output_dtype", 3));
    assertThat(typed.run(f32(3, -1))).isEqualTo(i8(6, -2));
  }

  @Test
  void eachIndexOfAnAxisMayHaveItsScale() {
    var x = f32(new long[] {1, 2, 2}, 1, 2, 3, 4);
    var graph = new TestGraph(13).input("x", "f32[N, 2, W]").floats("s", 1, 0.5f)
        .constant("z", Tensor.fromLongs(DType.U8, new long[] {2}, 0, 10)).node("y = QuantizeLinear(x, s, z)")
        .node("back = DequantizeLinear(y, s, z)").output("y").output("back");
    assertThat(graph.runAll(x)).containsExactly(u8(new long[] {1, 2, 2}, 1, 2, 16, 18), x);
  }

  @Test
  void eachBlockOfAnAxisMayHaveItsScale() {
    var q = Tensor.fromLongs(DType.I16, new long[] {1, 5}, 1, 2, 3, 4, 5);
    var graph = new TestGraph(21).input("q", "i16[N, K]").input("s", "f32[N, B]")
        .node("x = DequantizeLinear(q, s)", attribute("block_size", 2));
    assertThat(graph.run(q, f32(new long[] {1, 3}, 1, 10, 100)))
        .isEqualTo(f32(new long[] {1, 5}, 1, 2, 30, 40, 500));
  }

  @Test
  void theDivisionHasThePrecisionOfTheScaleOrTheOneNamed() {
    // in f16, 2049 is 2048
    var x = f32(2049);
    var half = new TestGraph(24).input("x", "f32[1]").constant("s", scalar(DType.F16, 1))
        .constant("z", scalar(DType.I16, 0)).node("y = QuantizeLinear(x, s, z)");
    assertThat(half.run(x)).isEqualTo(Tensor.fromLongs(DType.I16, new long[] {1}, 2048));
    var single = new TestGraph(24).input("x", "f32[1]").constant("s", scalar(DType.F16, 1))
        .constant("z", scalar(DType.I16, 0)).node("y = QuantizeLinear(x, s, z)", attribute("precision", 1));
    assertThat(single.run(x)).isEqualTo(Tensor.fromLongs(DType.I16, new long[] {1}, 2049));
  }

  @Test
  void dequantizingIsExactUpToTheProduct() {
    var q = Tensor.fromLongs(DType.I32, new long[] {2}, 1 << 20, -3);
    var graph = new TestGraph(13).input("q", "i32[2]").constant("s", scalar(DType.F32, 0.25))
        .node("x = DequantizeLinear(q, s)");
    assertThat(graph.run(q)).isEqualTo(f32(1 << 18, -0.75));
    var typed = new TestGraph(23).input("q", "u8[2]").constant("s", scalar(DType.F32, 0.5))
        .constant("z", scalar(DType.U8, 200)).node("x = DequantizeLinear(q, s, z)", attribute("output_dtype", 10));
    assertThat(typed.run(u8(new long[] {2}, 0, 255)))
        .isEqualTo(Tensor.fromDoubles(DType.F16, new long[] {2}, -100, 27.5));
  }

  @Test
  void dynamicScalesHoldZeroAndAllElements() {
    var graph = new TestGraph(11).input("x", "f32[N]").node("y, s, z = DynamicQuantizeLinear(x)")
        .output("y").output("s").output("z");
    assertThat(graph.runAll(f32(-1, 0, 1, 4))).containsExactly(
        u8(new long[] {4}, 0, 51, 102, 255), scalar(DType.F32, 5f / 255), scalar(DType.U8, 51));
    assertThat(graph.runAll(f32(1, 4))).containsExactly(
        u8(new long[] {2}, 64, 255), scalar(DType.F32, 4f / 255), scalar(DType.U8, 0));
    assertThat(graph.runAll(f32(0, 0))).containsExactly(
        u8(new long[] {2}, 0, 0), scalar(DType.F32, 0), scalar(DType.U8, 0));
  }

  @Test
  void whatDoesNotFitTogetherIsAnError() {
    assertThatThrownBy(new TestGraph(21).input("x", "f32[2]").constant("s", scalar(DType.F32, 1))
        .constant("z", scalar(DType.U8, 0)).node("y = QuantizeLinear(x, s, z)", attribute("output_dtype", 3))::read)
        .isInstanceOf(ModelError.class).hasMessage("""
            The zero point has not the type of the result.
            where: the QuantizeLinear node that gives 'y'
            given: u8 for i8
            expected: equal types""");
    assertThatThrownBy(new TestGraph(21).input("x", "i8[2, 3]").floats("s", 1, 2)
        .node("y = DequantizeLinear(x, s)", attribute("block_size", 2))::read)
        .isInstanceOf(ModelError.class).hasMessage("""
            An input has the wrong shape.
            where: the DequantizeLinear node that gives 'y'
            given: input 1: 's' of f32[2]
            expected: [2, 2]""");
    assertThatThrownBy(new TestGraph(21).input("x", "f32[2]").constant("s", scalar(DType.F32, 1))
        .constant("z", scalar(DType.I32, 0)).node("y = QuantizeLinear(x, s, z)")::read)
        .isInstanceOf(ModelError.class).hasMessage("""
            An input has a type that its operator does not take.
            where: the QuantizeLinear node that gives 'y'
            given: input 'y_zero_point' of i32[]
            expected: i16, i8, u16 or u8 for QuantizeLinear of opset 21
            try: Put a Cast to such a type before the node.""");
  }
}

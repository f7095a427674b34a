package io.sinter.onnx;

import static io.sinter.onnx.TestGraph.attribute;
import static io.sinter.onnx.TestGraph.f32;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sinter.runtime.DType;
import io.sinter.runtime.ModelError;
import io.sinter.runtime.Tensor;
import org.junit.jupiter.api.Test;

class LogicOpsTest {
  private static Tensor truth(int... values) {
    var bits = new boolean[values.length];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = values[i] != 0;
    }
    return Tensor.of(bits, bits.length);
  }

  private static Tensor run(String op, Tensor a, Tensor b) {
    return new TestGraph(18).input("a", a.type().toString()).input("b", b.type().toString())
        .node("y = " + op + "(a, b)").run(a, b);
  }

  @Test
  void comparisonsWithNanAreFalse() {
    var a = f32(1, 2, 3, Double.NaN);
    var b = f32(2, 2, 2, Double.NaN);
    assertThat(run("Equal", a, b)).isEqualTo(truth(0, 1, 0, 0));
    assertThat(run("Less", a, b)).isEqualTo(truth(1, 0, 0, 0));
    assertThat(run("LessOrEqual", a, b)).isEqualTo(truth(1, 1, 0, 0));
    assertThat(run("Greater", a, b)).isEqualTo(truth(0, 0, 1, 0));
    assertThat(run("GreaterOrEqual", a, b)).isEqualTo(truth(0, 1, 1, 0));
  }

  @Test
  void truthValuesCombineAndBroadcast() {
    var a = truth(0, 0, 1, 1);
    var b = truth(0, 1, 0, 1);
    assertThat(run("And", a, b)).isEqualTo(truth(0, 0, 0, 1));
    assertThat(run("Or", a, b)).isEqualTo(truth(0, 1, 1, 1));
    assertThat(run("Xor", a, b)).isEqualTo(truth(0, 1, 1, 0));
    assertThat(run("And", a, truth(1))).isEqualTo(a);
    assertThat(new TestGraph(18).input("a", "bool[4]").node("y = Not(a)").run(a)).isEqualTo(truth(1, 1, 0, 0));
    assertThatThrownBy(() -> run("And", f32(1), f32(1))).isInstanceOf(ModelError.class)
        .hasMessageContaining("given: input 'A' of f32[1]\nexpected: bool");
  }

  @Test
  void bitsOfIntegersCombine() {
    var a = Tensor.of(new int[] {0b1100, -1}, 2);
    var b = Tensor.of(new int[] {0b1010, 7}, 2);
    assertThat(run("BitwiseAnd", a, b)).isEqualTo(Tensor.of(new int[] {0b1000, 7}, 2));
    assertThat(run("BitwiseOr", a, b)).isEqualTo(Tensor.of(new int[] {0b1110, -1}, 2));
    assertThat(run("BitwiseXor", a, b)).isEqualTo(Tensor.of(new int[] {0b0110, -8}, 2));
    assertThat(new TestGraph(18).input("a", "i32[2]").node("y = BitwiseNot(a)").run(a))
        .isEqualTo(Tensor.of(new int[] {~0b1100, 0}, 2));
    assertThatThrownBy(() -> run("BitwiseAnd", f32(1), f32(1))).isInstanceOf(ModelError.class);
  }

  @Test
  void shiftsByTheWidthOrMoreLeaveTheSign() {
    var by = Tensor.fromLongs(DType.U8, new long[] {4}, 0, 1, 8, 200);
    var x = Tensor.fromLongs(DType.U8, new long[] {1}, 0x81);
    assertThat(shift("LEFT", x, by)).isEqualTo(Tensor.fromLongs(DType.U8, new long[] {4}, 0x81, 2, 0, 0));
    assertThat(shift("RIGHT", x, by)).isEqualTo(Tensor.fromLongs(DType.U8, new long[] {4}, 0x81, 0x40, 0, 0));
    var negative = Tensor.of(new int[] {-4}, 1);
    var places = Tensor.of(new int[] {1, 31, 32, -1}, 4);
    assertThat(shift("RIGHT", negative, places)).isEqualTo(Tensor.of(new int[] {-2, -1, -1, -1}, 4));
    assertThat(shift("LEFT", negative, places)).isEqualTo(Tensor.of(new int[] {-8, 0, 0, 0}, 4));
  }

  private static Tensor shift(String direction, Tensor x, Tensor by) {
    return new TestGraph(28).input("x", x.type().toString()).input("by", by.type().toString())
        .node("y = BitShift(x, by)", attribute("direction", direction)).run(x, by);
  }

  @Test
  void whereChoosesAndBroadcastsAllThree() {
    var graph = new TestGraph(16).input("c", "bool[2, 1]").input("a", "f32[3]").input("b", "f32[]")
        .node("y = Where(c, a, b)");
    assertThat(graph.run(truth(1, 0).reshape(2, 1), f32(1, 2, 3), Tensor.scalar(9f)))
        .isEqualTo(f32(new long[] {2, 3}, 1, 2, 3, 9, 9, 9));
  }

  @Test
  void nanAndInfinityAreFound() {
    var x = f32(0, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY);
    var graph = new TestGraph(13).input("x", "f32[4]")
        .node("a = IsNaN(x)")
        .node("b = IsInf(x)")
        .node("c = IsInf(x)", attribute("detect_negative", 0))
        .node("d = IsInf(x)", attribute("detect_positive", 0))
        .node("e = IsInf(x)", attribute("detect_positive", 0), attribute("detect_negative", 0))
        .output("a").output("b").output("c").output("d").output("e");
    assertThat(graph.runAll(x)).containsExactly(
        truth(0, 1, 0, 0), truth(0, 0, 1, 1), truth(0, 0, 1, 0), truth(0, 0, 0, 1), truth(0, 0, 0, 0));
  }

  @Test
  void bitsAreSeenAsAnotherType() {
    var graph = new TestGraph(26).input("f", "f32[2]").input("d", "f64[1]").input("h", "f16[1]").input("u", "u8[2]")
        .input("b", "bool[2]")
        .node("i = BitCast(f)", attribute("to", 6)).node("back = BitCast(i)", attribute("to", 1))
        .node("l = BitCast(d)", attribute("to", 7)).node("s = BitCast(h)", attribute("to", 4))
        .node("c = BitCast(u)", attribute("to", 3)).node("t = BitCast(b)", attribute("to", 2))
        .output("i").output("back").output("l").output("s").output("c").output("t");
    var f = Tensor.of(new float[] {-0f, 1.5f}, 2);
    var all = graph.runAll(f, Tensor.of(new double[] {-2}, 1), Tensor.fromDoubles(DType.F16, new long[] {1}, -1),
        Tensor.fromLongs(DType.U8, new long[] {2}, 200, 7), Tensor.of(new boolean[] {true, false}, 2));
    assertThat(all).containsExactly(Tensor.of(new int[] {Integer.MIN_VALUE, 0x3fc00000}, 2), f,
        Tensor.of(new long[] {0xc000000000000000L}, 1), Tensor.fromLongs(DType.U16, new long[] {1}, 0xbc00),
        Tensor.fromLongs(DType.I8, new long[] {2}, -56, 7), Tensor.fromLongs(DType.U8, new long[] {2}, 1, 0));
  }

  @Test
  void bitsOfAnotherWidthAreAnError() {
    assertThatThrownBy(new TestGraph(26).input("x", "f32[2]").node("y = BitCast(x)", attribute("to", 7))::read)
        .isInstanceOf(ModelError.class).hasMessage("""
            The bits of one type are not those of another.
            where: the BitCast node that gives 'y'
            given: f32 to i64
            expected: types of equal width""");
  }
}

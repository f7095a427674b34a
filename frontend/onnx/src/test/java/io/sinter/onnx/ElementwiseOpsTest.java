package io.sinter.onnx;

import static io.sinter.onnx.TestGraph.attribute;
import static io.sinter.onnx.TestGraph.f32;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sinter.runtime.DType;
import io.sinter.runtime.ModelError;
import io.sinter.runtime.Tensor;
import io.sinter.runtime.UnsupportedError;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class ElementwiseOpsTest {
  private static final double[] POINTS = {
      -30, -2.5, -1.5, -1, -0.5, -0.0, 0.0, 0.25, 0.5, 1, 1.5, 2.5, 30, Double.NaN, Double.POSITIVE_INFINITY,
      Double.NEGATIVE_INFINITY};

  private static Tensor unary(String op, Tensor x) {
    return new TestGraph(17).input("x", x.type().toString()).node("y = " + op + "(x)").run(x);
  }

  private static TestGraph binary(String op, Tensor a, Tensor b) {
    return new TestGraph(17).input("a", a.type().toString()).input("b", b.type().toString())
        .node("y = " + op + "(a, b)");
  }

  @Test
  void functionsOfOneNumberAreWhatTheirNamesSay() {
    Map<String, DoubleUnaryOperator> functions = Map.of(
        "Neg", x -> -x, "Abs", Math::abs, "Sign", x -> x == 0 ? 0 : Math.signum(x), "Reciprocal", x -> 1 / x,
        "Sqrt", Math::sqrt, "Floor", Math::floor, "Ceil", Math::ceil, "Round", Math::rint, "Exp", Math::exp,
        "Log", Math::log);
    functions.forEach((op, fn) -> {
      var y = unary(op, f32(POINTS));
      for (int i = 0; i < POINTS.length; i++) {
        assertThat(y.doubleAt(i)).as("%s(%s)", op, POINTS[i])
            .isEqualTo(Double.valueOf((float) fn.applyAsDouble((float) POINTS[i])));
      }
    });
    assertThat(unary("Tanh", f32(0.5))).isEqualTo(f32(Math.tanh(0.5)));
    assertThat(unary("Sigmoid", f32(0.5)).doubleAt(0)).isCloseTo(1 / (1 + Math.exp(-0.5)), within());
    assertThat(unary("Erf", f32(0.5)).doubleAt(0)).isCloseTo(0.5204998778, within());
  }

  private static org.assertj.core.data.Offset<Double> within() {
    return org.assertj.core.data.Offset.offset(1e-6);
  }

  @Test
  void integersHaveTheFunctionsThatMakeSenseForThem() {
    var x = Tensor.of(new int[] {-3, 0, 5}, 3);
    assertThat(unary("Neg", x)).isEqualTo(Tensor.of(new int[] {3, 0, -5}, 3));
    assertThat(unary("Abs", x)).isEqualTo(Tensor.of(new int[] {3, 0, 5}, 3));
    assertThat(unary("Sign", x)).isEqualTo(Tensor.of(new int[] {-1, 0, 1}, 3));
    assertThatThrownBy(() -> unary("Erf", x)).isInstanceOf(ModelError.class)
        .hasMessageContaining("expected: bf16, f16, f32 or f64 for Erf of opset 17");
    assertThatThrownBy(new TestGraph(9).input("x", "i32[3]").node("y = Erf(x)")::read)
        .isInstanceOf(UnsupportedError.class)
        .hasMessageContaining("given: Erf of i32\ntry: a float type, by a Cast before it");
  }

  @Test
  void operandsBroadcast() {
    var a = f32(new long[] {2, 1}, 10, 20);
    var b = f32(1, 2, 3);
    assertThat(binary("Add", a, b).run(a, b)).isEqualTo(f32(new long[] {2, 3}, 11, 12, 13, 21, 22, 23));
    assertThat(binary("Sub", a, b).run(a, b)).isEqualTo(f32(new long[] {2, 3}, 9, 8, 7, 19, 18, 17));
    assertThat(binary("Mul", a, b).run(a, b)).isEqualTo(f32(new long[] {2, 3}, 10, 20, 30, 20, 40, 60));
    assertThat(binary("Div", b, a).run(b, a).doubleAt(3)).isEqualTo((float) (1 / 20.0));
    var scalar = f32(new long[0], 5);
    assertThat(binary("Add", scalar, b).run(scalar, b)).isEqualTo(f32(6, 7, 8));
    var nothing = f32(new long[] {0, 3});
    assertThat(binary("Add", nothing, b).run(nothing, b)).isEqualTo(nothing);
    var one = f32(new long[] {1, 1}, 1);
    assertThat(binary("Add", nothing, one).run(nothing, one)).isEqualTo(nothing);
  }

  @Test
  void otherNamesMayBeOtherSizesAndAreComparedWhenTheModelRuns() {
    assertThat(new TestGraph(17).input("a", "f32[N, 1]").input("b", "f32[N, M]").node("y = Add(a, b)").type())
        .isEqualTo("f32[N, M]");
    var either = new TestGraph(17).input("a", "f32[N, 4]").input("b", "f32[M, 4]").named("sum", "y = Add(a, b)");
    assertThat(either.type()).isEqualTo("f32[min(M*N, max(M, N)), 4]");
    var row = f32(new long[] {1, 4}, 1, 2, 3, 4);
    var rows = f32(new long[] {2, 4}, 1, 2, 3, 4, 5, 6, 7, 8);
    assertThat(either.run(row, rows)).isEqualTo(f32(new long[] {2, 4}, 2, 4, 6, 8, 6, 8, 10, 12));
    assertThat(either.run(rows, row)).isEqualTo(either.run(row, rows));
    assertThat(either.run(row, row)).isEqualTo(f32(new long[] {1, 4}, 2, 4, 6, 8));
    assertThatThrownBy(() -> either.run(rows, f32(new long[] {3, 4}, new double[12]))).isInstanceOf(ModelError.class)
        .hasMessageStartingWith("A size does not broadcast.");
    assertThatThrownBy(new TestGraph(17).input("a", "f32[3]").input("b", "f32[4]").node("y = Add(a, b)")::read)
        .isInstanceOf(ModelError.class).hasMessage("""
            Shapes do not broadcast.
            where: the Add node that gives 'y'
            given: [3] and [4]
            expected: sizes that are equal or 1, counted from the last axis""");
  }

  @Test
  void integerDivisionRoundsTowardsZero() {
    var a = Tensor.of(new int[] {7, -7, 7, -7}, 4);
    var b = Tensor.of(new int[] {2, 2, -2, -2}, 4);
    assertThat(binary("Div", a, b).run(a, b)).isEqualTo(Tensor.of(new int[] {3, -3, -3, 3}, 4));
  }

  @Test
  void theRemainderHasTheSignOfTheDivisorOrWithFmodOfTheDividend() {
    var a = Tensor.of(new int[] {7, -7, 7, -7, 6}, 5);
    var b = Tensor.of(new int[] {3, 3, -3, -3, -3}, 5);
    assertThat(binary("Mod", a, b).run(a, b)).isEqualTo(Tensor.of(new int[] {1, 2, -2, -1, 0}, 5));
    var fmod = new TestGraph(17).input("a", "i32[5]").input("b", "i32[5]")
        .node("y = Mod(a, b)", attribute("fmod", 1));
    assertThat(fmod.run(a, b)).isEqualTo(Tensor.of(new int[] {1, -1, 1, -1, 0}, 5));
  }

  @Test
  void theRemainderOfRealsIsExact() {
    double inf = Double.POSITIVE_INFINITY;
    var a = f32(5.5, -5.5, 1e30f, 3, inf, 0.3f, -0.0);
    var b = f32(2, 2, 3, inf, 2, 0.1f, 3);
    var graph = new TestGraph(13).input("a", "f32[7]").input("b", "f32[7]")
        .node("y = Mod(a, b)", attribute("fmod", 1));
    assertThat(graph.run(a, b)).isEqualTo(
        f32(1.5, -1.5, 1e30f % 3f, 3, Double.NaN, 0.3f % 0.1f, 0));
    var floored = new TestGraph(28).input("a", "f32[7]").input("b", "f32[7]").node("y = Mod(a, b)");
    assertThat(floored.run(a, b).toDoubles()).startsWith(1.5, 0.5);
  }

  @Test
  void variadicOperatorsTakeOneOperandOrMore() {
    var a = f32(1, 5);
    var b = f32(4, 2);
    var c = f32(new long[] {1}, 3);
    for (var expected : Map.of("Sum", f32(8, 10), "Max", f32(4, 5), "Min", f32(1, 2), "Mean", f32(8 / 3.0, 10 / 3.0))
        .entrySet()) {
      var graph = new TestGraph(13).input("a", "f32[2]").input("b", "f32[2]").input("c", "f32[1]")
          .node("y = " + expected.getKey() + "(a, b, c)");
      assertThat(graph.run(a, b, c)).isEqualTo(expected.getValue());
      assertThat(unary(expected.getKey(), a)).isEqualTo(a);
    }
    assertThatThrownBy(new TestGraph(13).node("y = Sum()")::read).isInstanceOf(ModelError.class)
        .hasMessageStartingWith("A node lacks an input.");
  }

  @Test
  void theLargerOfNanAndANumberIsNan() {
    var x = f32(Double.NaN);
    var y = f32(1);
    assertThat(binary("Max", x, y).run(x, y)).isEqualTo(x);
    assertThat(binary("Min", x, y).run(x, y)).isEqualTo(x);
  }

  @Test
  void castsConvertToTheTypeThatIsAskedFor() {
    var x = f32(-1.5, 0, 2.75);
    var graph = new TestGraph(19).input("x", "f32[3]").input("like", "u8[]")
        .node("a = Cast(x)", attribute("to", 6), attribute("saturate", 0))
        .node("b = Cast(x)", attribute("to", 9))
        .node("c = Cast(x)", attribute("to", 1))
        .node("d = CastLike(x, like)")
        .output("a").output("b").output("c").output("d");
    assertThat(graph.runAll(x, Tensor.zeros(DType.U8))).containsExactly(
        Tensor.of(new int[] {-1, 0, 2}, 3), Tensor.of(new boolean[] {true, false, true}, 3), x,
        Tensor.of(DType.U8, new long[] {3}, new byte[] {0, 0, 2}));
    assertThatThrownBy(new TestGraph(19).input("x", "f32[3]").node("y = Cast(x)", attribute("to", 8))::read)
        .isInstanceOf(UnsupportedError.class).hasMessageContaining("given: a cast of f32 to string");
  }
}

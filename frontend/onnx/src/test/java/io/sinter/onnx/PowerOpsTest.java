package io.sinter.onnx;

import static io.sinter.onnx.TestGraph.f32;
import static org.assertj.core.api.Assertions.assertThat;

import io.sinter.runtime.DType;
import io.sinter.runtime.Tensor;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class PowerOpsTest {
  private static Tensor power(Tensor x, Tensor e) {
    return new TestGraph(17).input("x", x.type().toString()).input("e", e.type().toString())
        .node("y = Pow(x, e)").run(x, e);
  }

  private static Tensor ints(long... values) {
    return Tensor.fromLongs(DType.I32, new long[] {values.length}, values);
  }

  @Test
  void constantExponentsAreProductsAndRootsWhereTheyCanBe() {
    for (double e : new double[] {-3, -1, -0.5, 0, 0.5, 1, 2, 3, 4, 5, 6, 7, 8, 9, 2.5, -0.3}) {
      var graph = new TestGraph(17).input("x", "f32[3]").constant("e", f32(new long[0], e)).node("y = Pow(x, e)");
      var y = graph.run(f32(0.75, 2, 3));
      for (int i = 0; i < 3; i++) {
        double x = new double[] {0.75, 2, 3}[i];
        assertThat(y.doubleAt(i)).as("%s ^ %s", x, e).isCloseTo(Math.pow(x, e), Percentage.withPercentage(1e-4));
      }
      boolean product = Math.abs(e) == 0.5 || e == Math.rint(e) && Math.abs(e) <= 8;
      assertThat(graph.function().toString().contains("pow(")).as("%s", e).isEqualTo(!product);
    }
  }

  @Test
  void exponentsMayDifferAndBroadcast() {
    assertThat(power(f32(1, 2, 4), f32(new long[] {2, 1}, 0.5, 2)).shape()).containsExactly(2, 3);
    assertThat(power(f32(4, 9, 0), f32(0.5, 0.5, 0))).isEqualTo(f32(2, 3, 1));
  }

  @Test
  void aPowerHasTheTypeOfItsBaseAndTheShapeOfBoth() {
    assertThat(new TestGraph(17).input("x", "f32[3]").constant("e", Tensor.of(new long[] {2, 2}, 2, 1))
        .node("y = Pow(x, e)").run(f32(1, 2, 3))).isEqualTo(f32(new long[] {2, 3}, 1, 4, 9, 1, 4, 9));
    assertThat(power(f32(2, 3), Tensor.of(new long[] {10, 3}, 2))).isEqualTo(f32(1024, 27));
    assertThat(power(ints(2, 3, 9), f32(10, 6, 0.5))).isEqualTo(ints(1024, 729, 3));
  }

  @Test
  void integersWrapAndTheirReciprocalsAreCutToZero() {
    assertThat(power(ints(-2, 3, 2, 2, 7), ints(3, 4, 31, 32, 0))).isEqualTo(ints(-8, 81, 1 << 31, 0, 1));
    assertThat(power(ints(1, -1, -1, 2, -3, 0), ints(-5, -5, -4, -1, -1, -2))).isEqualTo(ints(1, -1, 1, 0, 0, 0));
    assertThat(power(ints(1, -1, -1, 0), ints(1000, 1001, 1000, 77))).isEqualTo(ints(1, -1, 1, 0));
    assertThat(power(ints(3, 16), Tensor.fromLongs(DType.U8, new long[] {2}, 5, 8))).isEqualTo(ints(243, 0));
  }
}

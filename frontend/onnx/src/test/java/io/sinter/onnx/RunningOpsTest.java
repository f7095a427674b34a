package io.sinter.onnx;

import static io.sinter.onnx.TestGraph.attribute;
import static io.sinter.onnx.TestGraph.f32;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sinter.runtime.DType;
import io.sinter.runtime.ModelError;
import io.sinter.runtime.Tensor;
import org.junit.jupiter.api.Test;

class RunningOpsTest {
  private static Tensor range(Tensor start, Tensor limit, Tensor delta) {
    var type = start.dtype() + "[]";
    int opset = start.dtype() == DType.F16 ? 27 : 11;
    var data = new TestGraph(opset).input("a", type).input("b", type).input("c", type)
        .node("y = Range(a, b, c)").run(start, limit, delta);
    var constants = new TestGraph(opset).constant("a", start).constant("b", limit).constant("c", delta)
        .node("y = Range(a, b, c)").run();
    assertThat(constants).isEqualTo(data);
    return data;
  }

  private static Tensor range(long start, long limit, long delta) {
    return range(Tensor.scalar(start), Tensor.scalar(limit), Tensor.scalar(delta));
  }

  private static Tensor real(DType type, double x) {
    return Tensor.fromDoubles(type, new long[0], x);
  }

  @Test
  void rangesStopBeforeTheirLimit() {
    assertThat(range(3, 9, 3)).isEqualTo(Tensor.of(new long[] {3, 6}, 2));
    assertThat(range(3, 10, 3)).isEqualTo(Tensor.of(new long[] {3, 6, 9}, 3));
    assertThat(range(10, 4, -2)).isEqualTo(Tensor.of(new long[] {10, 8, 6}, 3));
    assertThat(range(10, 3, -2)).isEqualTo(Tensor.of(new long[] {10, 8, 6, 4}, 4));
    assertThat(range(0, -3, 1)).isEqualTo(Tensor.of(new long[0], 0));
    assertThat(range(0, 3, -2)).isEqualTo(Tensor.of(new long[0], 0));
    assertThat(range(real(DType.F32, 1), real(DType.F32, 2), real(DType.F32, 0.25)))
        .isEqualTo(f32(1, 1.25, 1.5, 1.75));
    assertThat(range(real(DType.F64, 0), real(DType.F64, -1), real(DType.F64, -0.75)))
        .isEqualTo(Tensor.fromDoubles(DType.F64, new long[] {2}, 0, -0.75));
  }

  @Test
  void halfFloatsAreCountedInSinglePrecision() {
    var y = range(real(DType.F16, 2047), real(DType.F16, 2056), real(DType.F16, 1));
    assertThat(y).isEqualTo(Tensor.fromDoubles(
        DType.F16, new long[] {9}, 2047, 2048, 2048, 2050, 2052, 2052, 2052, 2054, 2056));
  }

  @Test
  void aRangeOverASizeHasThatSize() {
    var graph = new TestGraph(13).input("x", "f32[N, 2]").node("s = Shape(x)").ints("zero", 0)
        .constant("a", Tensor.scalar(2L)).constant("c", Tensor.scalar(1L))
        .node("n = Gather(s, zero)").node("b = Squeeze(n, zero)").node("y = Range(a, b, c)");
    assertThat(graph.type()).isEqualTo("i64[max(0, N - 2)]");
    assertThat(graph.run(f32(new long[] {4, 2}, new double[8]))).isEqualTo(Tensor.of(new long[] {2, 3}, 2));
    assertThat(graph.run(f32(new long[] {1, 2}, new double[2]))).isEqualTo(Tensor.of(new long[0], 0));
  }

  @Test
  void aRangeThatDoesNotMoveIsAnError() {
    var graph = new TestGraph(11).constant("a", Tensor.scalar(0L)).constant("b", Tensor.scalar(2L))
        .constant("c", Tensor.scalar(0L)).node("y = Range(a, b, c)");
    assertThatThrownBy(graph::read).isInstanceOf(ModelError.class).hasMessage("""
        A Range does not move.
        where: the Range node that gives 'y'
        given: delta 0
        expected: another delta""");
  }

  @Test
  void theInputsOfARangeAreOneNumberEach() {
    var graph = new TestGraph(11).constant("a", Tensor.scalar(0L)).constant("b", Tensor.of(new long[0], 0))
        .constant("c", Tensor.scalar(1L)).node("y = Range(a, b, c)");
    assertThatThrownBy(graph::read).isInstanceOf(ModelError.class).hasMessage("""
        An input is not one number.
        where: the Range node that gives 'y'
        given: 'limit' of i64[0]
        expected: one element""");
  }

  @Test
  void aRangeThatDoesNotMoveIsAnErrorOfTheRunWhereOnlyThatTells() {
    var graph = new TestGraph(11).input("a", "i64[]").input("b", "i64[]").input("c", "i64[]")
        .node("y = Range(a, b, c)");
    assertThatThrownBy(() -> graph.run(Tensor.scalar(0L), Tensor.scalar(5L), Tensor.scalar(0L)))
        .isInstanceOf(ModelError.class).hasMessageStartingWith("A Range does not move.");
  }

  private static Tensor running(String operator, Tensor x, long axis, int exclusive, int reverse) {
    var constant = new TestGraph(26).input("x", "f32[A, B]").constant("axis", Tensor.scalar(axis))
        .node("y = " + operator + "(x, axis)", attribute("exclusive", exclusive), attribute("reverse", reverse)).run(x);
    var data = new TestGraph(26).input("x", "f32[A, B]").input("axis", "i64[]")
        .node("y = " + operator + "(x, axis)", attribute("exclusive", exclusive), attribute("reverse", reverse))
        .run(x, Tensor.scalar(axis));
    assertThat(data).isEqualTo(constant);
    return constant;
  }

  @Test
  void sumsAndProductsRunAlongAnAxisThatMayBeData() {
    var x = f32(new long[] {2, 3}, 1, 2, 3, 4, 5, 6);
    assertThat(running("CumSum", x, 1, 0, 0)).isEqualTo(f32(new long[] {2, 3}, 1, 3, 6, 4, 9, 15));
    assertThat(running("CumSum", x, -2, 0, 0)).isEqualTo(f32(new long[] {2, 3}, 1, 2, 3, 5, 7, 9));
    assertThat(running("CumSum", x, 1, 1, 0)).isEqualTo(f32(new long[] {2, 3}, 0, 1, 3, 0, 4, 9));
    assertThat(running("CumSum", x, 1, 0, 1)).isEqualTo(f32(new long[] {2, 3}, 6, 5, 3, 15, 11, 6));
    assertThat(running("CumSum", x, 1, 1, 1)).isEqualTo(f32(new long[] {2, 3}, 5, 3, 0, 11, 6, 0));
    assertThat(running("CumProd", x, 1, 1, 1)).isEqualTo(f32(new long[] {2, 3}, 6, 3, 1, 30, 6, 1));
    assertThat(running("CumProd", f32(new long[] {2, 0}), 1, 1, 0)).isEqualTo(f32(new long[] {2, 0}));
  }
}

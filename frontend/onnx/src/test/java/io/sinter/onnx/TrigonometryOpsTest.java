package io.sinter.onnx;

import static io.sinter.onnx.TestGraph.f32;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sinter.runtime.DType;
import io.sinter.runtime.ModelError;
import io.sinter.runtime.Tensor;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class TrigonometryOpsTest {
  private static final Map<String, DoubleUnaryOperator> MEANING = Map.ofEntries(
      Map.entry("Sin", Math::sin), Map.entry("Cos", Math::cos), Map.entry("Tan", Math::tan),
      Map.entry("Asin", Math::asin), Map.entry("Acos", Math::acos), Map.entry("Atan", Math::atan),
      Map.entry("Sinh", Math::sinh), Map.entry("Cosh", Math::cosh),
      Map.entry("Asinh", x -> Math.log(x + Math.sqrt(x * x + 1))),
      Map.entry("Acosh", x -> Math.log(x + Math.sqrt(x * x - 1))),
      Map.entry("Atanh", x -> Math.log((1 + x) / (1 - x)) / 2));

  @Test
  void functionsOfAnglesAreWhatTheirNamesSay() {
    MEANING.forEach((op, meaning) -> {
      double[] x = op.equals("Acosh") ? new double[] {1.25, 2, 100} : new double[] {-0.75, 0.25, 0.5};
      for (var type : new DType[] {DType.F32, DType.F64}) {
        var graph = new TestGraph(22).input("x", type + "[3]").node("y = " + op + "(x)");
        var y = graph.run(Tensor.fromDoubles(type, new long[] {3}, x));
        for (int i = 0; i < 3; i++) {
          assertThat(y.doubleAt(i)).as("%s(%s)", op, x[i])
              .isCloseTo(meaning.applyAsDouble(x[i]), Percentage.withPercentage(type == DType.F32 ? 2e-5 : 1e-12));
        }
      }
    });
  }

  @Test
  void anglesOfAnySizeAreReduced() {
    var graph = new TestGraph(7).input("x", "f32[2]").node("y = Sin(x)");
    assertThat(graph.run(f32(1e10, 3e38))).isEqualTo(f32(Math.sin(1e10f), Math.sin(3e38f)));
  }

  @Test
  void integersHaveNoSine() {
    assertThatThrownBy(new TestGraph(22).input("x", "i32[3]").node("y = Sin(x)")::read)
        .isInstanceOf(ModelError.class).hasMessage("""
            An input has a type that its operator does not take.
            where: the Sin node that gives 'y'
            given: input 'input' of i32[3]
            expected: bf16, f16, f32 or f64 for Sin of opset 22
            try: Put a Cast to such a type before the node.""");
  }
}

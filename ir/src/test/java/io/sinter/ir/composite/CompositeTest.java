package io.sinter.ir.composite;

import static org.assertj.core.api.Assertions.assertThat;

import io.sinter.ir.Builder;
import io.sinter.ir.Function;
import io.sinter.ir.Interpreter;
import io.sinter.ir.Op;
import io.sinter.ir.Origin;
import io.sinter.ir.Text;
import io.sinter.ir.Value;
import io.sinter.ir.Verifier;
import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
import io.sinter.runtime.Tensor;
import io.sinter.runtime.TensorType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class CompositeTest {
  private interface Maker {
    Value of(Builder b, Value x, Value channels);
  }

  /// All composites over `x` of [n, 4, 6] and one number for each of 4 channels, or of 6 columns.
  private static final Map<String, Maker> ALL = new TreeMap<>(Map.of(
      Softmax.NAME, (b, x, c) -> Softmax.of(b, x, List.of(2)),
      LogSoftmax.NAME, (b, x, c) -> LogSoftmax.of(b, x, List.of(1, 2)),
      BatchNormalization.NAME, (b, x, c) -> BatchNormalization.of(b, x, c, c, c, c, 1e-5),
      InstanceNormalization.NAME, (b, x, c) -> InstanceNormalization.of(b, x, c, c, 1e-5),
      GroupNormalization.NAME, (b, x, c) -> GroupNormalization.of(b, x, c, c, 2, 1e-5, DType.F32),
      LayerNormalization.NAME, (b, x, c) -> LayerNormalization.of(b, x, x, Optional.of(x), 1, 1e-5, DType.F32),
      RmsNormalization.NAME, (b, x, c) -> RmsNormalization.of(b, x, x, 2, 1e-5, DType.F32),
      Gelu.NAME, (b, x, c) -> Gelu.of(b, x),
      Gelu.TANH_NAME, (b, x, c) -> Gelu.tanh(b, x),
      Softplus.NAME, (b, x, c) -> Softplus.of(b, x)));

  private static Function function(Maker maker, DType type) {
    var b = new Builder().at(Origin.of("layer"));
    var x = b.parameter("x", new TensorType(type, Shape.of(Dim.symbol("n"), Dim.of(4), Dim.of(6))));
    var c = b.parameter("c", TensorType.of(type, 4));
    return b.finish("test", List.of(maker.of(b, x, c)), List.of("y"));
  }

  private static List<Tensor> inputs(DType type) {
    var x = new double[48];
    for (int i = 0; i < 48; i++) {
      x[i] = Math.sin(i) * 3;
    }
    return List.of(Tensor.fromDoubles(type, new long[] {2, 4, 6}, x),
        Tensor.fromDoubles(type, new long[] {4}, 0.5, 1, 2, 0.25));
  }

  @Test
  void aCompositeIsOneValueOfItsNameWithTheOriginOfItsLayer() {
    ALL.forEach((name, maker) -> {
      var function = function(maker, DType.F32);
      Verifier.verify("test", function);
      assertThat(function.body()).as(name).hasSize(1);
      var value = function.results().getFirst();
      assertThat(((Op.Composite) value.op()).name()).isEqualTo(name);
      assertThat(((Op.Composite) value.op()).body().body()).allMatch(v -> v.origin().equals(Origin.of("layer")));
      assertThat(Text.print(Text.parse(Text.print(function)))).isEqualTo(Text.print(function));
    });
  }

  @Test
  void aCompositeMeansItsBody() {
    ALL.forEach((name, maker) -> {
      var function = function(maker, DType.F32);
      var inlined = Builder.rebuild(function, (b, op, old) -> op instanceof Op.Composite c
          ? b.inline(c.body(), c.args()).getFirst() : b.add(op));
      assertThat(inlined.body()).as(name).noneMatch(v -> v.op() instanceof Op.Composite);
      assertThat(Interpreter.run(inlined, inputs(DType.F32))).isEqualTo(Interpreter.run(function, inputs(DType.F32)));
    });
  }

  @Test
  void everyFloatTypeIsTaken() {
    ALL.forEach((name, maker) -> {
      var exact = Interpreter.run(function(maker, DType.F64), inputs(DType.F64)).getFirst();
      for (var type : List.of(DType.F32, DType.F16, DType.BF16)) {
        var y = Interpreter.run(function(maker, type), inputs(type)).getFirst();
        assertThat(y.dtype()).isEqualTo(type);
        double bits = type == DType.F32 ? 1e-5 : type == DType.F16 ? 1e-2 : 1e-1;
        for (int i = 0; i < 48; i++) {
          double e = exact.doubleAt(i);
          assertThat(y.doubleAt(i)).as("%s of %s, element %s", name, type, i)
              .isCloseTo(e, Offset.offset(bits * (1 + Math.abs(e))));
        }
      }
    });
  }

  @Test
  void softplusKeepsSmallResults() {
    var b = new Builder();
    var x = b.parameter("x", TensorType.of(DType.F32, 3));
    var y = Interpreter.run(b.finish("f", List.of(Softplus.of(b, x)), List.of("y")),
        List.of(Tensor.of(new float[] {-40, 0, 1000}, 3))).getFirst();
    assertThat(y.doubleAt(0)).isCloseTo(Math.exp(-40), org.assertj.core.data.Percentage.withPercentage(1e-4));
    assertThat(y.doubleAt(1)).isEqualTo((float) Math.log(2));
    assertThat(y.doubleAt(2)).isEqualTo(1000);
  }

  @Test
  void theMeanOfIntegersRoundsTowardsZeroAndThatOfNothingIsNan() {
    var b = new Builder();
    var i = b.parameter("i", TensorType.of(DType.I32, 1, 2));
    var e = b.parameter("e", TensorType.of(DType.F32, 1, 0));
    var results = Interpreter.run(
        b.finish("f", List.of(Mean.of(b, i, List.of(1)), Mean.of(b, e, List.of(1))), List.of("i", "e")),
        List.of(Tensor.of(new int[] {-4, 1}, 1, 2), Tensor.of(new float[0], 1, 0)));
    assertThat(results).containsExactly(Tensor.of(new int[] {-1}, 1), Tensor.of(new float[] {Float.NaN}, 1));
  }
}

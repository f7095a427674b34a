package io.sinter.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sinter.CompileOptions;
import io.sinter.Sinter;
import io.sinter.ir.Builder;
import io.sinter.ir.Function;
import io.sinter.ir.Op;
import io.sinter.ir.Origin;
import io.sinter.ir.ScalarFn;
import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import io.sinter.runtime.ModelError;
import io.sinter.runtime.Shape;
import io.sinter.runtime.Tensor;
import io.sinter.runtime.TensorType;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Sizes that may fit and do not are errors of the run on every target, not answers.
class MisfitTest {
  private static final Dim N = Dim.symbol("n");
  private static final Dim M = Dim.symbol("m");

  private static Function sum() {
    var b = new Builder();
    var x = b.parameter("x", new TensorType(DType.F32, Shape.of(N)));
    var y = b.parameter("y", new TensorType(DType.F32, Shape.of(M)));
    var shape = Shape.of(N.max(M));
    b.at(Origin.of("sum"));
    return b.finish("sum", List.of(b.apply(ScalarFn.ADD, b.broadcast(x, shape), b.broadcast(y, shape))), List.of("z"));
  }

  private static Function product() {
    var b = new Builder();
    var x = b.parameter("x", new TensorType(DType.F32, Shape.of(Dim.of(2), N)));
    var y = b.parameter("y", new TensorType(DType.F32, Shape.of(M, Dim.of(3))));
    b.at(Origin.of("product"));
    return b.finish("product",
        List.of(b.add(new Op.DotGeneral(x, y, List.of(), List.of(), List.of(1), List.of(0)))), List.of("z"));
  }

  private static Tensor ones(long... shape) {
    var values = new float[Tensor.zeros(DType.F32, shape).elements()];
    java.util.Arrays.fill(values, 1);
    return Tensor.of(values, shape);
  }

  @ParameterizedTest
  @ValueSource(strings = {"jvm", "jvm-scalar", "kernel-interpreter", "interpreter"})
  void sizesThatAreEqualOrOneBroadcastAndOthersAreErrors(String target) {
    try (var model = Sinter.compile(sum(), CompileOptions.DEFAULTS.withTarget(target))) {
      assertThat(model.run(List.of(ones(3), ones(3))).getFirst().floats()).containsExactly(2, 2, 2);
      assertThat(model.run(List.of(ones(3), ones(1))).getFirst().floats()).containsExactly(2, 2, 2);
      assertThat(model.run(List.of(ones(1), ones(2))).getFirst().floats()).containsExactly(2, 2);
      assertThatThrownBy(() -> model.run(List.of(ones(3), ones(2)))).isInstanceOf(ModelError.class)
          .hasMessageStartingWith("A size does not broadcast.").hasMessageContaining("where: sum");
      assertThat(model.run(List.of(ones(2), ones(2))).getFirst().floats()).containsExactly(2, 2);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"jvm", "jvm-scalar", "kernel-interpreter", "interpreter"})
  void factorsThatDoNotFitAreErrors(String target) {
    try (var model = Sinter.compile(product(), CompileOptions.DEFAULTS.withTarget(target))) {
      assertThat(model.run(List.of(ones(2, 4), ones(4, 3))).getFirst().floats()).containsOnly(4);
      assertThatThrownBy(() -> model.run(List.of(ones(2, 4), ones(5, 3)))).isInstanceOf(ModelError.class)
          .hasMessageContaining("where: product");
    }
  }
}

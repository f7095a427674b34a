package io.sinter.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sinter.CompileOptions;
import io.sinter.Sinter;
import io.sinter.ir.Builder;
import io.sinter.ir.Function;
import io.sinter.ir.Op;
import io.sinter.ir.ScalarFn;
import io.sinter.ir.Text;
import io.sinter.runtime.DType;
import io.sinter.runtime.DeadlineExceeded;
import io.sinter.runtime.Dim;
import io.sinter.runtime.ModelError;
import io.sinter.runtime.RunOptions;
import io.sinter.runtime.Shape;
import io.sinter.runtime.Tensor;
import io.sinter.runtime.TensorType;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Sizes that data gives cannot take more than a run is granted, in memory or in time, with the options as they are.
@Timeout(60)
class RunBudgetTest {
  private static final Dim K = Dim.symbol("k");

  /// A one repeated to a shape of which an input gives the size `k`.
  private static Function repeated(boolean summed, Dim... shape) {
    var b = new Builder();
    var size = b.parameter("size", new TensorType(DType.I64, Shape.SCALAR));
    b.add(new Op.Bind(size, "k"));
    var all = b.broadcast(b.scalar(DType.F64, 1), Shape.of(shape));
    var result = summed
        ? b.add(new Op.Reduce(all, ScalarFn.ADD, IntStream.range(0, shape.length).boxed().toList()))
        : all;
    return b.finish("repeated", List.of(result), List.of("y"));
  }

  private static void refuses(Function f, String target, String sentence, Tensor... inputs) {
    try (var model = Sinter.compile(f, CompileOptions.DEFAULTS.withTarget(target))) {
      long start = System.nanoTime();
      assertThatThrownBy(() -> model.run(List.of(inputs))).isInstanceOf(ModelError.class)
          .hasMessageStartingWith(sentence);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"interpreter", "kernel-interpreter", "jvm-scalar", "jvm", "opencl"})
  void whatDataMakesTooLargeIsRefusedBeforeItIsMade(String target) {
    OpenCl.assume(target);
    refuses(repeated(false, K), target, "A run needs more memory than it is granted.", Tensor.scalar(2_000_000_000L));
    refuses(repeated(false, K, K), target, "A tensor has too many elements.", Tensor.scalar(100_000L));
    refuses(repeated(true, K, K), target, "A tensor has too many elements.", Tensor.scalar(2_000_000_000L));
    refuses(repeated(false, K), target, "A size", Tensor.scalar(-1L));
    try (var model = Sinter.compile(repeated(true, K, K), CompileOptions.DEFAULTS.withTarget(target))) {
      assertThat(model.run(List.of(Tensor.scalar(100L)))).containsExactly(Tensor.scalar(10_000.0));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"interpreter", "kernel-interpreter", "jvm-scalar", "jvm", "opencl"})
  void aBudgetHoldsForEveryTarget(String target) {
    OpenCl.assume(target);
    var f = Text.parse("""
        function f(%x: f32[n]) -> (y: f32[n]) {
          %0 = mul(%x, %x) : f32[n]
          return %0
        }
        """);
    try (var model = Sinter.compile(f, CompileOptions.DEFAULTS.withTarget(target))) {
      var x = List.of(Tensor.zeros(DType.F32, 100_000));
      assertThatThrownBy(() -> model.run(x, RunOptions.DEFAULTS.withMemoryBudget(100_000)))
          .isInstanceOf(ModelError.class).hasMessageStartingWith("A run needs more memory than it is granted.")
          .hasMessageContaining("at most 100000 bytes");
      assertThat(model.run(x)).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"interpreter", "kernel-interpreter", "jvm-scalar"})
  void aDeadlineEndsAnOpThatTakesLong(String target) {
    var f = Text.parse("""
        function f(%x: f32[n, n]) -> (y: f32[n, n]) {
          %0 = dot_general(%x, %x) lhsBatch() rhsBatch() lhsContracting(1) rhsContracting(0) : f32[n, n]
          return %0
        }
        """);
    try (var model = Sinter.compile(f, CompileOptions.DEFAULTS.withTarget(target))) {
      var x = List.of(Tensor.zeros(DType.F32, 4000, 4000));
      long start = System.nanoTime();
      assertThatThrownBy(() -> model.run(x, RunOptions.DEFAULTS.withThreads(1).withDeadline(Duration.ofMillis(300))))
          .isInstanceOf(DeadlineExceeded.class);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    }
  }
}

package io.sinter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sinter.ir.Function;
import io.sinter.ir.Interpreter;
import io.sinter.ir.Text;
import io.sinter.runtime.Cancellation;
import io.sinter.runtime.Cancelled;
import io.sinter.runtime.DeadlineExceeded;
import io.sinter.runtime.ModelError;
import io.sinter.runtime.RunOptions;
import io.sinter.runtime.Tensor;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SinterTest {
  private static final Function DENSE = Text.parse("""
      function dense(%x: f32[batch, 3]) -> (y: f32[batch, 2]) {
        %0 = constant f32[3, 2] {1, -2, 3, -4, 5, -6}
        %1 = dot_general(%x, %0) lhsBatch() rhsBatch() lhsContracting(1) rhsContracting(0) : f32[batch, 2]
        %2 = relu(%1) : f32[batch, 2]  @ "layer1/relu"
        return %2
      }
      """);
  private static final List<Tensor> INPUTS = List.of(Tensor.of(new float[] {1, 2, 3, -1, -2, -3}, 2, 3));
  private static final Tensor ANSWER = Tensor.of(new float[] {22, 0, 0, 28}, 2, 2);

  @Test
  void everyTargetGivesTheAnswer() {
    assertThat(Targets.names()).contains("jvm", "jvm-scalar", "kernel-interpreter", "interpreter");
    for (var target : Targets.usable()) {
      for (var tiered : List.of(true, false)) {
        try (var model = Sinter.compile(DENSE, CompileOptions.DEFAULTS.withTarget(target).withTiered(tiered))) {
          assertThat(model.run(INPUTS)).as(target).containsExactly(ANSWER);
          assertThat(model.signature().outputs()).extracting(Object::toString).containsExactly("y: f32[batch, 2]");
          assertThat(switch (model) {
            case KernelModel kernels -> kernels.imported();
            case InterpretedModel interpreted -> interpreted.imported();
            case LateModel late -> throw new AssertionError(late.compilations());
          }).isSameAs(DENSE);
        }
      }
    }
  }

  @Test
  void aTraceHoldsTheValueOfEveryLaunch() {
    try (var model = (KernelModel) Sinter.compile(DENSE, CompileOptions.DEFAULTS.withTarget("jvm-scalar"))) {
      var trace = model.trace(INPUTS, RunOptions.DEFAULTS);
      assertThat(trace).hasSize(model.launches());
      assertThat(trace.getLast().tensor()).isEqualTo(ANSWER);
      assertThat(trace.getLast().launch().origin()).contains("layer1/relu");
      Interpreter.trace(model.optimized(), INPUTS, (value, tensor) -> trace.stream()
          .filter(l -> l.value() == value).forEach(l -> assertThat(l.tensor()).isEqualTo(tensor)));
      assertThat(model.hostSteps()).isZero();
    }
  }

  @Test
  void aTraceHoldsLaunchesOfSizesThatDataGives() {
    var rows = Text.parse("""
        function rows(%x: f32[n, 2], %k: i64[]) -> (y: f32[k, 2]) {
          %0 = abs(%k) : i64[]
          %1 = bind(%0) symbol("k") : i64[]
          %2 = slice(%x) start(0, 0) sizes(k, 2) strides(1, 1) : f32[k, 2]
          %3 = neg(%2) : f32[k, 2]
          return %3
        }
        """);
    var x = Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 3, 2);
    try (var model = (KernelModel) Sinter.compile(rows, CompileOptions.DEFAULTS)) {
      var trace = model.trace(List.of(x, Tensor.scalar(-2L)), RunOptions.DEFAULTS);
      assertThat(trace).extracting(Launched::tensor)
          .containsExactly(Tensor.scalar(2L), Tensor.of(new float[] {-1, -2, -3, -4}, 2, 2));
      assertThat(model.hostSteps()).as("one size is bound").isEqualTo(1);
    }
  }

  @Test
  void theInterpreterHonoursDeadlineAndCancellation() {
    var model = Sinter.compile(DENSE, CompileOptions.DEFAULTS.withTarget(Targets.INTERPRETER));
    assertThatThrownBy(() -> model.run(INPUTS, RunOptions.DEFAULTS.withDeadline(Duration.ZERO)))
        .isInstanceOf(DeadlineExceeded.class);
    var cancellation = new Cancellation();
    cancellation.cancel();
    assertThatThrownBy(() -> model.run(INPUTS, RunOptions.DEFAULTS.withCancellation(cancellation)))
        .isInstanceOf(Cancelled.class);
    assertThat(model.run(INPUTS, RunOptions.DEFAULTS.withDeadline(Duration.ofMinutes(1)))).containsExactly(ANSWER);
  }

  @Test
  void anUnknownTargetIsAnErrorThatNamesThemAll() {
    assertThatThrownBy(() -> CompileOptions.DEFAULTS.withTarget("gpu")).isInstanceOf(ModelError.class)
        .hasMessageStartingWith("There is no target 'gpu'.\nexpected: one of ").hasMessageContaining("jvm-scalar");
    assertThatThrownBy(() -> Targets.machine("gpu", 0)).isInstanceOf(ModelError.class);
  }

  @Test
  void anImpossibleVectorWidthIsAnError() {
    assertThatThrownBy(() -> CompileOptions.DEFAULTS.withVectorBits(64)).isInstanceOf(ModelError.class).hasMessage("""
        The vector width cannot be used.
        given: 64 bits
        expected: 128, 256 or 512 bits""");
  }

  @Test
  void aTargetSaysWhatItAssumesOfTheMachine() {
    assertThat(Targets.machine("jvm", 256)).hasValueSatisfying(t -> assertThat(t.vectorBits()).isEqualTo(256));
    assertThat(Targets.machine("jvm-scalar", 0)).hasValueSatisfying(t -> assertThat(t.vectorBits()).isZero());
    assertThat(Targets.machine(Targets.INTERPRETER, 0)).isEmpty();
  }

  @Test
  void inputsSettleNamedSizes() {
    var model = Sinter.compile(DENSE, CompileOptions.DEFAULTS.withTarget(Targets.INTERPRETER));
    assertThat(InputSizes.names(model.signature())).containsExactly("batch");
    assertThat(InputSizes.of(model.signature(), Map.of("x", INPUTS.getFirst()))).isEqualTo(Map.of("batch", 2L));
    assertThat(InputSizes.of(model.signature(), Map.of())).isEmpty();
    assertThat(InputSizes.of(model.signature(), Map.of("x", Tensor.scalar(1f)))).isEmpty();
  }
}

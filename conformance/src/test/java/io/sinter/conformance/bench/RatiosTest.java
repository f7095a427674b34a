package io.sinter.conformance.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// The comparison with ONNX Runtime runs, and both engines give the same numbers. Speed is not a matter of tests.
class RatiosTest {
  static Stream<Workload> small() {
    return Stream.of(Workload.values()).filter(w -> !w.isRecorded());
  }

  @ParameterizedTest
  @MethodSource("small")
  void enginesAgree(Workload workload) {
    try (var sample = workload.tiny(); var ours = Engine.SINTER.load(sample, 1, "jvm");
        var theirs = Engine.ONNX_RUNTIME.load(sample, 1, "jvm")) {
      assertThatCode(() -> sample.requireAgreement(ours.outputs(), theirs.outputs())).doesNotThrowAnyException();
    }
  }

  @ParameterizedTest
  @MethodSource("small")
  void outputsHaveTheSameBitsInAllFormsOnAnyNumberOfThreads(Workload workload) {
    try (var sample = workload.tiny()) {
      assertThat(SameBits.of(sample, false).runs()).isEqualTo(12);
    }
  }

  @Test
  void tablesAreWrittenBetweenTheirMarks() {
    var row = new Ratios.Row("softmax", "jvm", 1, 0.5, 0.25, 0.3, 1e6, 2e6, 4e9, 8e9);
    var slow = new Ratios.Row("softmax", "jvm", 1, 1, 1, 1, 1, 1, 1, 1);
    var results = Results.NONE.with(slow).with(row);
    assertThat(results.rows()).containsExactly(row);
    assertThat(new Tables(results).into("""
        before
        <!-- table kernels -->
        old
        <!-- end -->
        after
        """)).isEqualTo("""
        before
        <!-- table kernels -->

        | workload | threads | Sinter ms | ONNX Runtime ms | ratio | GFLOP/s | of peak | GB/s | of read |
        |---|---|---|---|---|---|---|---|---|
        | softmax | 1 | 0.500 | 0.250 | 0.50 | 2.00 | 50 % | 4.00 | 50 % |

        <!-- end -->
        after
        """);
  }

  @ParameterizedTest
  @EnumSource
  void enginesStartInProcessesOfTheirOwn(Engine engine) {
    try (var sample = Workload.DIGITS_1.sample()) {
      var start = Start.of(Workload.DIGITS_1, sample, engine, 1);
      assertThat(start.firstMs()).isGreaterThan(start.compileMs());
      assertThat(start.allocated()).isPositive();
    }
  }

  @Test
  void theTableHasALineForEachWorkload() {
    var rows = new Ratios(List.of(Workload.SOFTMAX, Workload.DIGITS_1), List.of(1), 1, true, "jvm").rows();
    assertThat(rows).extracting(Ratios.Row::workload).containsExactly("softmax", "digits_1");
    assertThat(rows).allSatisfy(row -> assertThat(row.ratio()).isPositive());
  }
}

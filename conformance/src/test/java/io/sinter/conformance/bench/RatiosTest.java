package io.sinter.conformance.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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

  @Test
  void theTableHasALineForEachWorkload() {
    var rows = new Ratios(List.of(Workload.SOFTMAX, Workload.DIGITS_1), List.of(1), 1, true, "jvm").rows();
    assertThat(rows).extracting(Ratios.Row::workload).containsExactly("softmax", "digits_1");
    assertThat(rows).allSatisfy(row -> assertThat(row.ratio()).isPositive());
  }
}

package io.sinter.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.sinter.CompileOptions;
import io.sinter.check.CaseResult.Verdict;
import io.sinter.check.CaseRunner;
import io.sinter.check.Cases;
import io.sinter.check.Tally;
import io.sinter.runtime.RunOptions;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The ONNX backend suite: what is supported is right, and what was supported stays so. Skipped where the suite is
/// missing.
class SharedSuiteTest {
  @ParameterizedTest
  @CsvSource({"jvm, 1750", "interpreter, 1750"})
  void noCaseFailsAndAtLeastSoManyPass(String target, int passing) throws InterruptedException {
    var suite = Archive.unpacked(Checkout.shared("onnx/onnx-backend-tests.tar.xz"));
    var runner = new CaseRunner(CompileOptions.DEFAULTS.withTarget(target), RunOptions.DEFAULTS.withThreads(1),
        CaseRunner.BESIDE_MODEL);
    var results = runner.run(Cases.under(List.of(suite)), Runtime.getRuntime().availableProcessors(), _ -> {});
    var tally = Tally.of(results);
    System.out.println("ONNX backend suite on " + target + ": " + tally);
    assertThat(results.stream().filter(r -> r.verdict() == Verdict.FAILED)).isEmpty();
    assertThat(tally.passed()).isGreaterThanOrEqualTo(passing);
  }
}

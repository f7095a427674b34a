package io.sinter.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.sinter.CompileOptions;
import io.sinter.check.CaseResult.Verdict;
import io.sinter.check.CaseRunner;
import io.sinter.check.Cases;
import io.sinter.runtime.RunOptions;
import java.nio.file.Path;
import java.util.List;

/// A model with test data beside it.
final class ModelCase {
  private ModelCase() {}

  /// Asserts that the model gives what lies beside it, within its own tolerance.
  static void passes(Path folder, String target) {
    var runner = new CaseRunner(CompileOptions.DEFAULTS.withTarget(target), RunOptions.DEFAULTS,
        CaseRunner.BESIDE_MODEL);
    var cases = Cases.under(List.of(folder));
    assertThat(cases).hasSize(1);
    var result = runner.run(cases.getFirst());
    assertThat(result.verdict()).as("%s on %s: %s", folder.getFileName(), target, result.details())
        .isEqualTo(Verdict.PASSED);
  }
}

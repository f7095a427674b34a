package io.sinter.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.sinter.CompileOptions;
import io.sinter.Targets;
import io.sinter.check.CaseResult.Verdict;
import io.sinter.runtime.RunOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CaseRunnerTest {
  private static final CaseRunner SCALAR = runner("jvm-scalar");

  @TempDir private Path folder;

  private static CaseRunner runner(String target) {
    return new CaseRunner(CompileOptions.DEFAULTS.withTarget(target), RunOptions.DEFAULTS, CaseRunner.BESIDE_MODEL);
  }

  private CaseResult only() {
    return SCALAR.run(Cases.under(List.of(folder)).getFirst());
  }

  @Test
  void theDigitsAreRightOnEveryTarget() {
    var digits = Cases.under(List.of(Models.root().resolve("examples/digits"))).getFirst();
    for (var target : Targets.usable()) {
      var result = runner(target).run(digits);
      assertThat(result.verdict()).as("%s: %s", target, result.details()).isEqualTo(Verdict.PASSED);
      assertThat(result.toString()).isEqualTo("passed  digits");
      assertThat(result.error().absolute()).isBetween(0.0, 2e-6);
      assertThat(result.cost().hostSteps()).isZero();
    }
  }

  @Test
  void allDataSetsAreRunAndTheFirstWrongOneIsNamed() throws IOException {
    Models.relu(folder);
    Models.data(folder, 1, new float[] {1, 1, 1}, 1, 1, 1);
    Models.data(folder, 2, new float[] {1, 1, 1}, 1, 7, 1);
    assertThat(only().toString()).isEqualTo("failed  " + folder.getFileName()
        + ": test_data_set_2: output 'y' is 1.0 at [1], not 7.0 (1 of 3 differs)");
    assertThat(only().error().absolute()).isEqualTo(6);
  }

  @Test
  void theCasesOwnToleranceCounts() throws IOException {
    Models.write(folder, "", "Relu");
    Models.data(folder, 0, new float[] {1, 1, 1}, 1, 1, 1.1f);
    assertThat(only().verdict()).isEqualTo(Verdict.FAILED);
    Files.writeString(folder.resolve("data.json"), "{\"rtol\": 0.2}");
    assertThat(only().verdict()).isEqualTo(Verdict.PASSED);
  }

  @Test
  void aModelThatIsNotSupportedIsSkippedWithItsReason() throws IOException {
    Models.write(folder, "com.example", "Nothing");
    Models.data(folder, 0, new float[] {1, 1, 1}, 1, 1, 1);
    assertThat(only().verdict()).isEqualTo(Verdict.SKIPPED);
    assertThat(only().reason()).contains("Nothing").contains("com.example").doesNotContain("\n");
    assertThat(only().unsupported()).hasSize(1);
  }

  @Test
  void aBadModelFails() throws IOException {
    Models.relu(folder);
    Files.writeString(folder.resolve("model.onnx"), "not a model");
    assertThat(only().verdict()).isEqualTo(Verdict.FAILED);
    assertThat(only().reason())
        .isEqualTo("The file is not an ONNX model. (" + folder.resolve("model.onnx") + ")");
  }

  @Test
  void aBadModelPassesWhereItMustBeRejected() throws IOException {
    Files.writeString(folder.resolve("model.onnx"), "not a model");
    Files.writeString(folder.resolve("data.json"), "{\"expect\": \"failure\"}");
    assertThat(only().verdict()).isEqualTo(Verdict.PASSED);
  }

  @Test
  void aModelThatMustBeRejectedFailsWhenItIsAccepted() throws IOException {
    Models.relu(folder);
    Files.writeString(folder.resolve("data.json"), "{\"expect\": \"failure\"}");
    assertThat(only().verdict()).isEqualTo(Verdict.FAILED);
    assertThat(only().reason()).isEqualTo("the model is accepted, but must be rejected");
    Models.data(folder, 0, new float[] {1, 1}, 1, 1);
    assertThat(only().verdict()).as("its input does not fit").isEqualTo(Verdict.PASSED);
  }

  @Test
  void withoutDataThereIsNothingToPass() throws IOException {
    Models.write(folder, "", "Relu");
    Files.writeString(folder.resolve("data.json"), "{}");
    assertThat(only().verdict()).isEqualTo(Verdict.FAILED);
    assertThat(only().reason()).startsWith("There is no data to compare with.");
  }

  @Test
  void outputsThatAreMissingInTheDataAreAFailure() throws IOException {
    Models.relu(folder);
    Files.delete(folder.resolve("test_data_set_0/output_0.pb"));
    assertThat(only().reason()).isEqualTo("test_data_set_0: the model gives 1 outputs, not 0");
  }

  @Test
  void aPassedDeadlineIsAFailure() throws IOException {
    Models.relu(folder);
    var strict = new CaseRunner(CompileOptions.DEFAULTS.withTarget("jvm-scalar"),
        RunOptions.DEFAULTS.withDeadline(Duration.ZERO), CaseRunner.BESIDE_MODEL);
    var result = strict.run(Cases.under(List.of(folder)).getFirst());
    assertThat(result.verdict()).isEqualTo(Verdict.FAILED);
    assertThat(result.reason()).startsWith("The work was stopped because its deadline has passed.");
  }

  @Test
  void resultsOfManyJobsComeInTheOrderOfTheCases() throws Exception {
    for (int i = 0; i < 7; i++) {
      Models.relu(folder.resolve("case" + i));
    }
    Models.data(folder.resolve("case3"), 0, new float[] {1, 1, 1}, 1, 7, 1);
    var seen = new ArrayList<String>();
    var results = SCALAR.run(Cases.under(List.of(folder)), 3, r -> seen.add(r.subject().name()));
    assertThat(seen).containsExactly("case0", "case1", "case2", "case3", "case4", "case5", "case6");
    assertThat(Tally.of(results)).hasToString("6 passed, 1 failed, 0 skipped");
  }
}

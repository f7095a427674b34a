package io.sinter.cli;

import static io.sinter.cli.Cli.DIGITS;
import static io.sinter.cli.Cli.digitsCase;
import static io.sinter.cli.Cli.sinter;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import io.sinter.onnx.OnnxTensors;
import io.sinter.runtime.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckCommandTest {
  @TempDir private Path folder;

  /// One case each that passes, fails, passes by failing; and one folder without data.
  private Path tree() throws IOException {
    digitsCase(folder.resolve("tree/good"));
    var bad = digitsCase(folder.resolve("tree/bad"));
    OnnxTensors.write(bad.resolve("test_data_set_0/output_0.pb"), "probabilities", Tensor.of(new float[120], 12, 10));
    var rejected = Files.createDirectories(folder.resolve("tree/rejected"));
    Files.writeString(rejected.resolve("model.onnx"), "nonsense");
    Files.writeString(rejected.resolve("data.json"), "{\"expect\": \"failure\"}");
    return folder.resolve("tree");
  }

  @ParameterizedTest
  @ValueSource(strings = {"jvm", "jvm-scalar", "interpreter", "kernel-interpreter"})
  void theDigitsPassOnEveryTarget(String target) {
    var check = sinter("check", DIGITS, "--target", target);
    assertThat(check.out()).isEqualTo("passed  digits\n1 passed, 0 failed, 0 skipped\n");
    assertThat(check.err()).isEmpty();
    assertThat(check.code()).isZero();
  }

  @Test
  void aFailureIsExitCode1AndSaysWhy() throws IOException {
    var check = sinter("check", tree(), "--target", "jvm-scalar");
    assertThat(check.code()).isEqualTo(ExitCode.CHECK_FAILED);
    assertThat(check.lines()).hasSize(4);
    assertThat(check.lines().get(0)).matches(
        "failed  bad: test_data_set_0: output 'probabilities' is 0\\.\\d+ at \\[0, 0\\], not 0\\.0 "
            + "\\(\\d+ of 120 differ\\)");
    assertThat(check.lines().subList(1, 4))
        .containsExactly("passed  good", "passed  rejected", "2 passed, 1 failed, 0 skipped");
  }

  @Test
  void theJsonHasEveryCase() throws IOException {
    var file = folder.resolve("results.json");
    sinter("check", tree(), "--target", "jvm-scalar", "--json", file);
    var json = new Gson().fromJson(Files.readString(file), JsonObject.class);
    assertThat(json.keySet()).containsExactly("target", "passed", "failed", "skipped", "cases");
    assertThat(json.get("target").getAsString()).isEqualTo("jvm-scalar");
    assertThat(json.get("failed").getAsInt()).isEqualTo(1);
    var good = json.getAsJsonArray("cases").get(1).getAsJsonObject();
    assertThat(good.keySet()).containsExactly("name", "verdict", "reason", "unsupported", "compile_ms",
        "compile_ms_by_step", "run_ms", "launches", "kernels", "host_steps", "max_absolute_error",
        "max_relative_error");
    var steps = good.getAsJsonObject("compile_ms_by_step");
    assertThat(steps.keySet()).containsExactly("read", "passes", "kernels", "code", "loading");
    assertThat(steps.asMap().values()).allSatisfy(ms -> assertThat(ms.getAsDouble()).isNotNegative());
    assertThat(good.get("name").getAsString()).isEqualTo("good");
    assertThat(good.get("verdict").getAsString()).isEqualTo("passed");
    assertThat(good.get("launches").getAsInt()).isPositive();
    assertThat(good.get("host_steps").getAsInt()).isZero();
    assertThat(good.get("max_absolute_error").getAsDouble()).isBetween(0.0, 1e-5);
  }

  @Test
  void verboseSaysWhatEachCaseTook() {
    assertThat(sinter("check", DIGITS, "--target", "jvm-scalar", "-v").lines().get(1)).matches(
        "  \\d+ launches of \\d+ kernels, 0 host steps, largest error \\S+ \\(\\S+ of the number\\), "
            + "compiled in \\d+ ms, ran in \\d+\\.\\d ms");
    assertThat(sinter("check", DIGITS, "--target", "interpreter", "-v").lines().get(1)).startsWith("  no kernels, ");
  }

  @Test
  void verboseShowsWholeErrors() throws IOException {
    var broken = digitsCase(folder.resolve("broken"));
    Files.writeString(broken.resolve("model.onnx"), "nonsense");
    assertThat(sinter("check", broken, "-v").out()).contains("  The file is not an ONNX model.\n  where: ")
        .endsWith("0 passed, 1 failed, 0 skipped\n");
  }

  @Test
  void withInputsTheInterpreterSaysWhatIsRight() throws IOException {
    var onlyModel = Files.createDirectories(folder.resolve("only"));
    Files.copy(Cli.MODEL, onlyModel.resolve("model.onnx"));
    assertThat(sinter("check", onlyModel, "--target", "jvm-scalar").code()).isEqualTo(ExitCode.USAGE);
    for (var batch : new int[] {0, 1, 7}) {
      assertThat(sinter("check", onlyModel, "--target", "jvm-scalar", "--dim", "batch=" + batch).out())
          .isEqualTo("passed  only\n1 passed, 0 failed, 0 skipped\n");
    }
    assertThat(sinter("check", onlyModel, "--target", "jvm-scalar", "--input",
        "image=" + DIGITS.resolve("samples.npy")).lastLine()).isEqualTo("1 passed, 0 failed, 0 skipped");
  }

  @ParameterizedTest
  @ValueSource(strings = {"jvm", "jvm-scalar", "interpreter", "kernel-interpreter"})
  void theModelsOfTheSpinePassOnEveryTarget(String target) {
    var models = Cli.shared("models");
    var check = sinter("check", Cli.shared("digits/digits_cnn"), models.resolve("mlp"), models.resolve("mnist_cnn"),
        models.resolve("squeezenet1_1"), models.resolve("resnet18"), "--target", target);
    assertThat(check.lines()).containsExactly("passed  digits_cnn", "passed  mlp", "passed  mnist_cnn",
        "passed  squeezenet1_1", "passed  resnet18", "5 passed, 0 failed, 0 skipped");
    assertThat(check.code()).isZero();
  }
}

package io.sinter.cli;

import static io.sinter.cli.Cli.MODEL;
import static io.sinter.cli.Cli.sinter;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExportCommandTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"digits.onnx", "digits.sir"})
  void whatIsWrittenRunsAsTheModelDoes(String name) {
    var file = folder.resolve(name);
    var export = sinter("export", MODEL, "-o", file);
    assertThat(export.code()).as(export.err()).isZero();
    assertThat(export.out()).startsWith(file + ": ").endsWith(" bytes\n");
    var samples = MODEL.resolveSibling("samples.npy");
    var run = sinter("run", file, "--input", "image=" + samples, "--target", "interpreter");
    var expected = sinter("run", MODEL, "--input", "image=" + samples, "--target", "interpreter");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(probabilities(run.out())).isEqualTo(probabilities(expected.out())).isNotEmpty();
  }

  /// What a run says of its outputs.
  private static String probabilities(String out) {
    return out.lines().filter(l -> l.contains("probabilities")).findFirst().orElse("");
  }

  @Test
  void onlyKnownFormatsAreWritten() {
    var file = folder.resolve("digits.txt");
    var export = sinter("export", MODEL, "-o", file);
    assertThat(export.code()).isEqualTo(ExitCode.USAGE);
    assertThat(export.err()).contains("The format to write is not known.", ".onnx or .sir");
    assertThat(Files.exists(file)).isFalse();
  }

  @Test
  void textCanBeWrittenAsOnnx() throws IOException {
    var text = folder.resolve("f.sir");
    Files.writeString(text, "function f(%x: f32[n, 2]) -> (y: f32[n, 2]) {\n  %0 = relu(%x) : f32[n, 2]\n"
        + "  return %0\n}\n");
    assertThat(sinter("export", text, "-o", folder.resolve("f.onnx")).code()).isZero();
    assertThat(sinter("inspect", folder.resolve("f.onnx")).out()).contains("(%x: f32[n, 2]) -> (y: f32[n, 2])", "relu");
  }
}

package io.sinter.cli;

import static io.sinter.cli.Cli.MODEL;
import static io.sinter.cli.Cli.sinter;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TuneCommandTest {
  @TempDir private Path folder;

  @Test
  void whatItWritesIsForOtherCommands() throws IOException {
    var file = folder.resolve("tuning.json");
    var tune = sinter("tune", MODEL, "--dim", "batch=4", "--threads", "1", "-o", file);
    assertThat(tune.code()).as(tune.err()).isEqualTo(ExitCode.FINE);
    assertThat(tune.lastLine()).matches(".*: choices for \\d+ kernels");
    assertThat(Files.readString(file)).startsWith("{\n  \"format\": 1,\n  \"kernels\": {");
    var run = sinter("run", MODEL, "--dim", "batch=4", "--tuning", file);
    assertThat(run.out()).isEqualTo(sinter("run", MODEL, "--dim", "batch=4").out());
    var zip = folder.resolve("digits.zip");
    sinter("compile", MODEL, "--tuning", file, "-o", zip);
    try (var archive = new ZipFile(zip.toFile())) {
      assertThat(archive.getEntry("tuning.json")).isNotNull();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "[]", "{}", "{\"format\": 2, \"kernels\": {}}", "{\"format\": 1}",
      "{\"format\": 1, \"kernels\": []}", "{\"format\": 1, \"kernels\": {\"0\": 1}}",
      "{\"format\": 1, \"kernels\": {\"0\": {\"rows\": \"many\"}}}",
      "{\"format\": 1, \"kernels\": {\"0\": {\"rows\": null}}}"})
  void aFileThatIsNoneIsRefused(String text) throws IOException {
    var file = Files.writeString(folder.resolve("tuning.json"), text);
    var run = sinter("run", MODEL, "--tuning", file);
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("A file is no tuning.", "tuning.json", "`sinter tune`");
  }

  @Test
  void targetsWithoutKernelsAreRefused() {
    var tune = sinter("tune", MODEL, "--target", "interpreter", "-o", folder.resolve("tuning.json"));
    assertThat(tune.code()).isEqualTo(2);
    assertThat(tune.err()).contains("has no kernels to tune");
  }
}

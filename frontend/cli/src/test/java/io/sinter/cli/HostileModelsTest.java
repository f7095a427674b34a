package io.sinter.cli;

import static io.sinter.cli.Cli.MODEL;
import static io.sinter.cli.Cli.sinter;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Models that are none, or cost too much, are the user's to mend: exit code 2, and no stack trace.
class HostileModelsTest {
  @TempDir private Path folder;

  private static void refused(String sentence, Object... args) {
    var run = sinter(args);
    assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err()).startsWith(sentence).contains("\nwhere: ", "\ngiven: ", "\nexpected: ", "\ntry: ")
        .doesNotContain("\tat ", "Exception");
  }

  @Test
  void filesThatAreNoModelsAreRefused() throws IOException {
    refused("The file is empty.", "run", Files.createFile(folder.resolve("empty.onnx")));
    refused("A folder was given", "run", folder);
    var whole = Files.readAllBytes(MODEL);
    for (int part : new int[] {1, 10, 1000, whole.length / 2, whole.length - 1}) {
      var file = Files.write(folder.resolve("part.onnx"), Arrays.copyOf(whole, part));
      refused("The file is not an ONNX model.", "run", file);
    }
  }

  @Test
  void limitsAreOptionsAndTheErrorNamesThem() {
    refused("The file is larger than is granted.", "run", MODEL, "--max-bytes", "100k");
    refused("The model has more nodes than is granted.", "run", MODEL, "--max-nodes", "3");
    refused("The model takes longer than is granted.", "run", MODEL, "--max-time", "0.001ms");
    assertThat(sinter("run", MODEL, "--max-nodes", "3").err()).contains("try: grant more with --max-nodes");
    assertThat(sinter("inspect", MODEL, "--max-nodes", "100000", "--max-depth", "1", "--max-time", "1m", "--max-bytes",
        "50m").code()).isZero();
  }

  @Test
  void limitsMustLeaveRoom() {
    assertThat(sinter("run", MODEL, "--max-nodes", "0").code()).isEqualTo(ExitCode.USAGE);
    assertThat(sinter("run", MODEL, "--max-depth", "1000").code()).isEqualTo(ExitCode.USAGE);
    assertThat(sinter("run", MODEL, "--max-bytes", "much").code()).isEqualTo(ExitCode.USAGE);
  }
}

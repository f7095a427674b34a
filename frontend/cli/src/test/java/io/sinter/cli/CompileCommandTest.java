package io.sinter.cli;

import static io.sinter.cli.Cli.MODEL;
import static io.sinter.cli.Cli.sinter;
import static org.assertj.core.api.Assertions.assertThat;

import io.sinter.runtime.Npy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompileCommandTest {
  @TempDir private Path folder;

  @Test
  void theFileHoldsProgramKernelsAndWeights() throws IOException {
    var file = folder.resolve("digits.zip");
    var compile = sinter("compile", MODEL, "-o", file);
    assertThat(compile.out()).startsWith(file + ": ").contains(" launches of ");
    try (var zip = new ZipFile(file.toFile())) {
      assertThat(zip.stream().map(Object::toString)).contains("sinter.txt", "signature.txt", "program.txt",
          "report.txt", "weights/0.npy").anyMatch(n -> n.matches("kernels/\\w+\\.class"));
      assertThat(new String(zip.getInputStream(zip.getEntry("signature.txt")).readAllBytes(), StandardCharsets.UTF_8))
          .isEqualTo("input image: f32[batch, 1, 8, 8]\noutput probabilities: f32[batch, 10]\n");
      assertThat(Npy.read(zip.getInputStream(zip.getEntry("weights/0.npy"))).rank()).isEqualTo(1);
    }
  }

  @Test
  void theSameModelGivesTheSameBytes() throws IOException {
    sinter("compile", MODEL, "-o", folder.resolve("a"));
    sinter("compile", MODEL, "-o", folder.resolve("b"));
    assertThat(Files.mismatch(folder.resolve("a"), folder.resolve("b"))).isEqualTo(-1);
  }
}

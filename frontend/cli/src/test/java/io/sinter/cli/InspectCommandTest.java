package io.sinter.cli;

import static io.sinter.cli.Cli.MODEL;
import static io.sinter.cli.Cli.sinter;
import static org.assertj.core.api.Assertions.assertThat;

import io.sinter.ir.Text;
import io.sinter.ir.kernel.KernelText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InspectCommandTest {
  private static final String SQUARE = """
      function main(%x: f32[n]) -> (y: f32[n]) {
        %0 = constant f32[] 1
        %1 = broadcast(%0) shape(n) axes() : f32[n]
        %2 = mul(%x, %1) : f32[n]
        %3 = mul(%2, %2) : f32[n]
        return %3
      }
      """;

  @TempDir private Path folder;

  private Path square() throws IOException {
    return Files.writeString(folder.resolve("square.sir"), SQUARE);
  }

  @Test
  void theImportedFunctionIsShownAsItWasRead() throws IOException {
    assertThat(sinter("inspect", square()).out()).isEqualTo(Text.print(Text.parse(SQUARE)).strip() + "\n");
    assertThat(sinter("inspect", MODEL).out()).startsWith("function ").contains("@ \"/f/f.0/Conv\"");
  }

  @Test
  void theOptimizedFunctionHasFewerOps() throws IOException {
    var text = sinter("inspect", square(), "--stage", "optimized").out();
    assertThat(Text.parse(text).body()).hasSize(1);
  }

  @Test
  void kernelsProgramAndFlatCodeAreText() throws IOException {
    assertThat(sinter("inspect", square(), "--stage", "kernels").out()).startsWith("computed kernel ")
        .contains("\nschedule ").contains("\nscheduled kernel ");
    var flat = sinter("inspect", square(), "--stage", "FLAT");
    assertThat(KernelText.parse(flat.out())).isNotNull();
    assertThat(sinter("inspect", square(), "--stage", "program").out()).startsWith("program (x: f32[n])")
        .contains("  launch ").contains("peak memory ");
  }

  @Test
  void codeIsWhatTheTargetEmits() throws IOException {
    assertThat(sinter("inspect", square(), "--stage", "code").out()).startsWith("class ")
        .contains("bytes of code", "\ngroup(float[], float[], int, int) void  // ");
    assertThat(sinter("inspect", square(), "--stage", "code", "--target", "kernel-interpreter").out())
        .isEqualTo(sinter("inspect", square(), "--stage", "flat", "--target", "kernel-interpreter").out());
  }

  @Test
  void oneKernelMayBeChosen() {
    var all = sinter("inspect", MODEL, "--stage", "flat").out();
    var name = all.substring("flat kernel ".length(), all.indexOf('('));
    var one = sinter("inspect", MODEL, "--stage", "flat", "--kernel", name).out();
    assertThat(all).startsWith(one.strip());
    assertThat(one.length()).isLessThan(all.length());
    assertThat(sinter("inspect", MODEL, "--stage", "flat", "--kernel", "none").err())
        .startsWith("There is no kernel 'none'.\nexpected: one of " + name);
  }

  @Test
  void passesRunOnTextAsAReproducerSays() throws IOException {
    var reproducer = Files.writeString(folder.resolve("r.sir"),
        "// The pass failed.\n// passes: simplify\n// replay: sinter inspect r.sir --passes simplify\n" + SQUARE);
    assertThat(sinter("inspect", reproducer, "--passes", "simplify").out()).contains("mul(%x, %x)");
    assertThat(sinter("inspect", reproducer, "--passes", "merge-equal,simplify").out()).contains("mul(%x, %x)");
  }

  @Test
  void aDumpHasAFilePerPassThatChangedSomething() throws IOException {
    var dump = folder.resolve("dump");
    sinter("inspect", square(), "--stage", "optimized", "--debug", "dump=" + dump);
    try (var files = Files.list(dump)) {
      assertThat(files).extracting(f -> f.getFileName().toString()).contains("00-input.sir").hasSizeGreaterThan(1);
    }
  }

  @Test
  void theInterpreterHasNoKernels() throws IOException {
    var run = sinter("inspect", square(), "--stage", "flat", "--target", "interpreter");
    assertThat(run.code()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err()).startsWith("The target 'interpreter' has no kernels.");
  }
}

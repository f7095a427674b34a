package io.sinter.cli;

import static io.sinter.cli.Cli.digitsCase;
import static io.sinter.cli.Cli.sinter;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConformanceCommandTest {
  @TempDir private Path folder;

  private Path suite() throws IOException {
    digitsCase(folder.resolve("suite/node/test_digits"));
    digitsCase(folder.resolve("suite/node/test_digits_expanded"));
    var broken = digitsCase(folder.resolve("suite/simple/test_broken"));
    Files.writeString(broken.resolve("model.onnx"), "nonsense");
    return folder.resolve("suite");
  }

  @Test
  void theTableIsByCategoryAndFailuresAreNamed() throws IOException {
    var run = sinter("conformance", "--data", suite(), "--target", "jvm-scalar", "--jobs", "2");
    assertThat(run.code()).isEqualTo(ExitCode.CHECK_FAILED);
    assertThat(run.lines()).startsWith("failed  simple/test_broken: The file is not an ONNX model. ("
        + folder.resolve("suite/simple/test_broken/model.onnx") + ")");
    assertThat(run.out()).contains("kind node").contains("node, not expanded").doesNotContain("opset");
    assertThat(run.lastLine()).isEqualTo("2 passed, 1 failed, 0 skipped");
  }

  @Test
  void aListBesideTheDataGivesMoreCategories() throws IOException {
    var suite = suite();
    Files.writeString(folder.resolve("onnx-backend-cases.tsv"), """
        kind\tname\topset_imports\tio_types\tinner_types\tfeatures
        node\ttest_digits\tai.onnx=17\tfloat\t\t
        """);
    assertThat(sinter("conformance", "--data", suite, "--target", "interpreter").out()).contains("opset 13-17");
  }

  @Test
  void theReportIsWritten() throws IOException {
    var report = folder.resolve("report.md");
    sinter("conformance", "--data", suite(), "--target", "interpreter", "--report", report);
    assertThat(report).content().startsWith("# ONNX backend suite on interpreter\n\n2 passed, 1 failed, 0 skipped\n");
  }
}

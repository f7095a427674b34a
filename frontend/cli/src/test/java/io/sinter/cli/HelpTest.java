package io.sinter.cli;

import static io.sinter.cli.Cli.sinter;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HelpTest {
  @Test
  void theHelpListsCommandsAndExitCodes() {
    var help = sinter("--help");
    assertThat(help.code()).isZero();
    assertThat(help.out()).contains("run ", "check ", "conformance ", "bench ", "inspect ", "compare ", "compile ",
        "export ", "devices ", "3   a bug in Sinter");
  }

  @ParameterizedTest
  @ValueSource(strings = {"run", "check", "conformance", "bench", "inspect", "compare", "compile", "export", "devices"})
  void everyCommandShowsExamples(String command) {
    assertThat(sinter(command, "--help").out()).startsWith("Usage: sinter " + command).contains("Example")
        .contains("\n  sinter " + command);
  }

  @ParameterizedTest
  @ValueSource(strings = {"run", "check", "bench"})
  void runCheckAndBenchShareTheirOptions(String command) {
    assertThat(sinter(command, "--help").out()).contains("--input=[NAME=]FILE|random", "--dim=NAME=VALUE", "--target=",
        "--threads=N", "--vector-bits=", "--deadline=TIME");
  }

  @Test
  void debugOptionsAreDocumentedByTheirEnum() {
    assertThat(sinter("run", "--help").out()).contains("dump=FOLDER: write the function", "bisect: compare");
  }

  @Test
  void theVersionNamesTheJava() {
    assertThat(sinter("--version").out()).startsWith("sinter ").contains("(Java " + Runtime.version().feature());
  }
}

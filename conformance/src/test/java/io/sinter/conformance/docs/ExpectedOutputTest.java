package io.sinter.conformance.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExpectedOutputTest {
  private static final String OUTPUT = """
      reading
      kernel one  3 us\s\s

      kernel two  4 us
      kernel two  5 us
      done
      """;

  private static ExpectedOutput expected(String text) {
    return new ExpectedOutput("README.md", 10, text.lines().toList());
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "", "…", "reading", "done", "kernel one  3 us\n\nkernel two  4 us", "reading\n…\ndone", "…\ndone\n…\n\n",
      "kernel one …\n\nkernel two …\nkernel two …\ndone", "reading\n…\nkernel two  5 us   ", "…\n\nkernel one …\n…"})
  void linesInOrderMatch(String lines) {
    assertThat(expected(lines).mismatch(OUTPUT)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "reading\ndone", "done\n…\nreading", "kernel", "kernel…", "reading\nkernel two …", "done\ndone", "…\n done",
      "kernel two …\n…\nkernel two …\n…\nkernel two …", "kernel one  3 us\nkernel two  4 us"})
  void otherLinesDoNot(String lines) {
    assertThat(expected(lines).mismatch(OUTPUT)).isPresent();
  }

  @Test
  void aMismatchNamesItsLineAndShowsTheNearestOnes() {
    assertThat(expected("reading\n…\nkernel two  4 us\nkernel two  6 us").mismatch(OUTPUT)).contains("""
        README.md:13: this line is not printed after line 1
        expected
                | kernel two  6 us
        nearest of 6 lines
              3 |\s
              4 | kernel two  4 us
        >     5 | kernel two  5 us
              6 | done
        """);
  }

  @Test
  void aFirstLineThatDiffersIsShownBesideTheOneMostAlike() {
    assertThat(expected("kernel ten  3 us").mismatch(OUTPUT)).contains("""
        README.md:10: this line is not printed
        expected
                | kernel ten  3 us
        nearest of 6 lines
              1 | reading
        >     2 | kernel one  3 us
              3 |\s
              4 | kernel two  4 us
        """);
  }

  @Test
  void anOutputThatEndsTooEarlyIsShownToItsEnd() {
    assertThat(expected("done\nreally").mismatch(OUTPUT)).contains("""
        README.md:11: this line is not printed
        expected
                | really
        nearest of 6 lines
              5 | kernel two  5 us
              6 | done
        >       (the end)
        """);
  }

  @Test
  void nothingPrintedIsSaidSo() {
    assertThat(expected("done").mismatch("")).contains("""
        README.md:10: this line is not printed
        expected
                | done
        printed nothing
        """);
  }

  @Test
  void aTextBlockBeginsBelowItsFence() {
    var block = new Block("README.md", 4, "text", List.of("a"));
    assertThat(ExpectedOutput.of(block)).isEqualTo(new ExpectedOutput("README.md", 5, List.of("a")));
  }
}

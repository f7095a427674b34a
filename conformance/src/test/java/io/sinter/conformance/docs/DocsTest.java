package io.sinter.conformance.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.sinter.conformance.Checkout;
import io.sinter.conformance.OpenCl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// What the Markdown files of the repository say is so.
class DocsTest {
  private static final Set<String> LANGUAGES = Set.of("", "text", "console", "java", "sir", "xml", "json");
  private static final Pattern COMMAND = Pattern.compile("(\\$ )?(\\./sinter|mvn) .*");
  private static final List<MarkdownFile> FILES = files();

  private static List<MarkdownFile> files() {
    try {
      return MarkdownFile.under(Checkout.root());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static Stream<Block> blocks(String language) {
    return FILES.stream().flatMap(file -> file.blocks(language));
  }

  @TestFactory
  Stream<DynamicTest> commandsPrintWhatIsShown() {
    return blocks("console").flatMap(block -> Step.of(block).stream())
        .map(step -> dynamicTest(step.toString(), () -> {
          if (step.command().contains(OpenCl.TARGET)) {
            OpenCl.device();
          }
          Commands.problem(step).ifPresent(problem -> fail(problem));
        }));
  }

  @TestFactory
  Stream<DynamicTest> javaCompilesAndPrintsWhatIsShown(@TempDir Path folder) {
    return FILES.stream().flatMap(file -> file.blocks("java").map(block -> dynamicTest(block.place(), () -> {
      var snippet = JavaSnippet.of(block);
      var classes = Files.createTempDirectory(folder, "classes");
      snippet.compile(classes).ifPresent(errors -> fail(errors));
      if (!snippet.runs()) {
        return;
      }
      var fork = snippet.run(classes);
      assertThat(fork.code()).as("%s: exit code, with %s", block.place(), fork.err()).isZero();
      file.directlyAfter(block).filter(next -> next.language().equals("text"))
          .flatMap(next -> ExpectedOutput.of(next).mismatch(fork.out())).ifPresent(problem -> fail(problem));
    })));
  }

  @TestFactory
  Stream<DynamicTest> programsThatLieInFilesAreShownAsTheyAre() {
    return blocks("java").filter(block -> block.option("source").isPresent()).map(block -> dynamicTest(block.place(),
        () -> assertThat(Checkout.root().resolve(block.option("source").orElseThrow())).content()
            .isEqualToNormalizingNewlines(block.text())));
  }

  @TestFactory
  Stream<DynamicTest> programsInTextFormParse() {
    return blocks("sir").map(block -> dynamicTest(block.place(),
        () -> SirSnippet.problem(block).ifPresent(problem -> fail(problem))));
  }

  @Test
  void linksLeadSomewhere() {
    var links = new Links(Checkout.root());
    assertThat(FILES.stream().flatMap(file -> links.broken(file).stream())).isEmpty();
  }

  @Test
  void pathsInBackquotesExist() {
    var links = new Links(Checkout.root());
    assertThat(FILES.stream().flatMap(file -> links.missing(file).stream())).isEmpty();
  }

  @Test
  void kernelsAreShownForAFixedVectorWidth() {
    assertThat(blocks("console").flatMap(block -> Step.of(block).stream())
        .filter(step -> step.command().matches(".* --stage (kernels|flat|code)\\b.*"))
        .filter(step -> !step.command().contains(" --vector-bits "))).isEmpty();
  }

  @Test
  void languagesAreKnown() {
    assertThat(FILES.stream().flatMap(file -> file.blocks().stream())
        .filter(block -> !LANGUAGES.contains(block.language())).map(block -> block.place() + " " + block.info()))
        .isEmpty();
  }

  @Test
  void commandsStandInConsoleBlocks() {
    assertThat(FILES.stream().flatMap(file -> file.blocks().stream())
        .filter(block -> !block.language().equals("console"))
        .filter(block -> block.lines().stream().anyMatch(line -> COMMAND.matcher(line).matches())).map(Block::place))
        .isEmpty();
  }
}

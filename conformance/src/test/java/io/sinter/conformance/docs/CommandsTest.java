package io.sinter.conformance.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandsTest {
  private static Block console(String info, String... lines) {
    return new Block("a.md", 1, info, List.of(lines));
  }

  private static Step step(String... lines) {
    return Step.of(console("console", lines)).getFirst();
  }

  @Test
  void aBlockIsASequenceOfCommandsAndWhatTheyPrint() {
    var steps = Step.of(console("console exit=2", "$ ./sinter run \\", "  x.onnx", "one", "two", "$ mvn verify"));
    assertThat(steps).containsExactly(
        new Step("a.md:2", "./sinter run x.onnx", new ExpectedOutput("a.md", 4, List.of("one", "two")), 2),
        new Step("a.md:6", "mvn verify", new ExpectedOutput("a.md", 7, List.of()), 2));
  }

  @Test
  void aBlockBeginsWithACommand() {
    assertThatThrownBy(() -> step("output")).hasMessage("a.md:2: a console block begins with `$ ` and a command");
  }

  @Test
  void quotesAndCommentsAreThoseOfAShell() {
    assertThat(Words.of("./sinter  run 'a b' \"c #d\"e --x=# ''  # note"))
        .containsExactly("./sinter", "run", "a b", "c #de", "--x=#", "");
    assertThatThrownBy(() -> Words.of("a | b")).hasMessage("Documents keep to commands without `|`: a | b");
    assertThatThrownBy(() -> Words.of("a 'b")).hasMessage("A quote is open: a 'b");
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "mvn verify", "mvn verify -Dsinter.docs.update=true", "mvn verify -pl conformance -am -Dtest=DocsTest",
      "mvn -Pbench -q verify \"-Dbench=Matmul -f 1\"", "mvn -Pbench verify"})
  void someCommandsAreKnownAndNotRun(String command) {
    assertThat(Commands.problem(step("$ " + command))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"mvn test", "sinter run x.onnx", "mvn -Pbanch verify"})
  void othersAreNot(String command) {
    assertThat(Commands.problem(step("$ " + command))).contains("a.md:2: this command is not known: " + command);
  }

  @Test
  void aCommandPrintsWhatIsShown() {
    assertThat(Commands.problem(step("$ ./sinter --version", "sinter …"))).isEmpty();
    assertThat(Commands.problem(step("$ ./sinter --version", "Sinter …")).orElseThrow()).startsWith("""
        a.md:3: this line is not printed
        expected
                | Sinter …
        nearest of 1 lines
        >     1 | sinter\s""");
  }

  @Test
  void theExitCodeIsZeroUnlessTheBlockSaysOtherwise() {
    assertThat(Commands.problem(step("$ ./sinter walk")).orElseThrow()).startsWith("a.md:2: exit code 2, not 0\n")
        .contains("walk");
    assertThat(Commands.problem(Step.of(console("console exit=2", "$ ./sinter walk")).getFirst())).isEmpty();
  }
}

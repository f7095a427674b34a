package io.sinter.passes;

import static org.assertj.core.api.Assertions.assertThat;

import io.sinter.ir.Function;
import io.sinter.ir.Text;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Tests that are text: each file `src/test/resources/<package>/<topic>.sir` names passes, shows functions, and after
/// `---` what becomes of them. One behaviour per function.
///
/// ```text
/// // passes: simplify
/// function …
/// ---
/// function …
/// ```
///
/// `-Dgolden.update=true` rewrites what is expected.
class GoldenTest {
  @TestFactory
  Stream<DynamicContainer> files() throws IOException {
    var folder = Path.of("src/test/resources", getClass().getPackageName().replace('.', '/'));
    try (var files = Files.list(folder)) {
      return files.filter(f -> f.toString().endsWith(".sir")).sorted().toList().stream().map(GoldenTest::container);
    }
  }

  private static DynamicContainer container(Path file) {
    try {
      var text = Files.readString(file);
      var parts = text.split("(?m)^---\\n", 2);
      var actual = Text.parseAll(parts[0], Map.of()).stream().map(f -> run(f, passes(file, text))).toList();
      if (Boolean.getBoolean("golden.update")) {
        Files.writeString(file, parts[0].stripTrailing() + "\n\n---\n"
            + actual.stream().map(f -> Text.print(f) + "\n").collect(Collectors.joining("\n")));
      }
      var expected = Text.parseAll(Files.readString(file).split("(?m)^---\\n", 2)[1], Map.of()).stream()
          .collect(Collectors.toMap(Function::name, Text::print));
      return DynamicContainer.dynamicContainer(file.getFileName().toString(), actual.stream().map(f ->
          DynamicTest.dynamicTest(f.name(), () -> assertThat(Text.print(f)).isEqualTo(expected.get(f.name())))));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static List<Pass> passes(Path file, String text) {
    var line = text.lines().filter(l -> l.startsWith("// passes: ")).findFirst()
        .orElseThrow(() -> new AssertionError(file + " has no line '// passes: NAME, NAME'"));
    return Stream.of(line.substring("// passes: ".length()).split(",\\s*"))
        .map(name -> Pipelines.named(name, PassOptions.DEFAULT)).toList();
  }

  private static Function run(Function function, List<Pass> passes) {
    return Driver.run(function, Pipeline.of(passes), DebugOptions.parse("interpret")).function();
  }
}

package io.sinter.passes;

import io.sinter.ir.Function;
import io.sinter.ir.Text;
import io.sinter.runtime.ModelError;
import io.sinter.runtime.Npz;
import io.sinter.runtime.Problem;
import io.sinter.runtime.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// A failure of a pass as a file: the function before it and the passes from it on.
///
/// ```text
/// // The pass failed.
/// // passes: simplify, fold-constants
/// // replay: sinter inspect simplify.sir --passes simplify,fold-constants
/// function main(…
/// ```
///
/// Large constants stand beside it in an `.npz` file of the same name, each under its hash.
///
/// @param passes names of passes, the failed one first
public record Reproducer(Function input, List<String> passes, String failure) {
  public Reproducer {
    passes = List.copyOf(passes);
  }

  /// Writes the files and answers the path of the text.
  ///
  /// @param folder where; the temporary folder when empty
  Path write(Optional<Path> folder) throws IOException {
    Path file;
    if (folder.isPresent()) {
      Files.createDirectories(folder.get());
      file = folder.get().resolve(passes.getFirst() + ".sir");
      for (int i = 1; Files.exists(file); i++) {
        file = folder.get().resolve(passes.getFirst() + "-" + i + ".sir");
      }
    } else {
      file = Files.createTempDirectory("sinter-").resolve(passes.getFirst() + ".sir");
    }
    var head = failure.lines().map(l -> "// " + l + "\n").collect(Collectors.joining())
        + "// passes: " + String.join(", ", passes) + "\n"
        + "// replay: sinter inspect " + file + " --passes " + String.join(",", passes) + "\n";
    Files.writeString(file, head + Text.print(input) + "\n");
    var resources = Text.resources(input);
    if (!resources.isEmpty()) {
      Npz.write(resources(file), resources);
    }
    return file;
  }

  private static Path resources(Path file) {
    return file.resolveSibling(file.getFileName().toString().replaceFirst("\\.sir$", "") + ".npz");
  }

  /// Reads what [#write] wrote.
  ///
  /// @throws ModelError when there is no line `// passes:` or the text does not parse
  public static Reproducer read(Path file) throws IOException {
    var text = Files.readString(file);
    Map<String, Tensor> constants = Files.exists(resources(file)) ? Npz.read(resources(file)) : Map.of();
    var head = text.lines().takeWhile(l -> l.startsWith("// ")).map(l -> l.substring(3)).toList();
    var passes = head.stream().filter(l -> l.startsWith("passes: ")).findFirst()
        .orElseThrow(() -> new ModelError(Problem.of("A reproducer names no passes.").where(file.toString())
            .expected("a line '// passes: NAME, NAME'")));
    var failure = head.stream().takeWhile(l -> l != passes).collect(Collectors.joining("\n"));
    return new Reproducer(
        Text.parse(text, constants), List.of(passes.substring("passes: ".length()).split(",\\s*")), failure);
  }

  /// Runs the passes again.
  ///
  /// @param named gives a pass by its name, as [Pipelines#named] does
  public Outcome replay(java.util.function.Function<String, Pass> named, DebugOptions debug) {
    return Driver.run(input, Pipeline.of(passes.stream().map(named).toList()), debug);
  }
}

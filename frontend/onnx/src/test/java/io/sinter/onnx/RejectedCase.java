package io.sinter.onnx;

import io.sinter.CompileOptions;
import io.sinter.CompiledModel;
import io.sinter.ModelSource;
import io.sinter.Sinter;
import io.sinter.runtime.ModelError;
import io.sinter.runtime.RunOptions;
import io.sinter.runtime.SinterException;
import io.sinter.runtime.Tensor;
import io.sinter.runtime.TensorType;
import io.sinter.runtime.Type;
import io.sinter.runtime.UnrankedType;
import io.sinter.runtime.UnsupportedError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A model that must be refused, see [RejectedTest].
///
/// @param line where it stands in its file
/// @param model the lines of the model
/// @param message what the error says: its first line, or all of it
/// @param unsupported whether the model is right, and Sinter lacks what it takes
record RejectedCase(Path file, int line, String title, List<String> model, String message, boolean unsupported) {
  private static final Path FOLDER = Path.of("src/test/resources/io/sinter/onnx/rejected");

  /// Those of all families.
  static List<RejectedCase> all() {
    try (var files = Files.list(FOLDER)) {
      return files.sorted().flatMap(f -> in(f).stream()).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<RejectedCase> in(Path file) {
    List<String> lines;
    try {
      lines = Files.readAllLines(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    var cases = new ArrayList<RejectedCase>();
    for (int at = 0; at < lines.size(); at++) {
      if (lines.get(at).startsWith("##")) {
        int end = at + 1;
        while (end < lines.size() && !lines.get(end).startsWith("##")) {
          end++;
        }
        cases.add(of(file, at + 1, lines.get(at).substring(2).strip(), lines.subList(at + 1, end)));
      }
    }
    return cases;
  }

  private static RejectedCase of(Path file, int line, String title, List<String> lines) {
    int rule = lines.stream().map(String::strip).toList().indexOf("---");
    if (rule < 0) {
      throw new IllegalArgumentException(file + ":" + line + ": no line ---");
    }
    var model = lines.subList(0, rule).stream()
        .filter(l -> !l.isBlank() && !l.startsWith("#") && !l.strip().equals("unsupported")).toList();
    var message = String.join("\n", lines.subList(rule + 1, lines.size())).strip();
    return new RejectedCase(file, line, title, List.copyOf(model), message,
        lines.stream().anyMatch(l -> l.strip().equals("unsupported")));
  }

  String family() {
    return file.getFileName().toString().replace(".txt", "");
  }

  /// What each target does with the model: nothing where it runs.
  List<Optional<SinterException>> outcomes() {
    var read = GraphText.read(model);
    OnnxModel source;
    try {
      source = read.model();
    } catch (SinterException e) {
      return List.of(Optional.of(e));
    }
    return Stream.of("interpreter", "jvm").map(target -> run(source, read, target)).toList();
  }

  private static Optional<SinterException> run(ModelSource source, GraphText.Read read, String target) {
    var options = CompileOptions.DEFAULTS.withTarget(target).withTiered(false);
    try (CompiledModel compiled = Sinter.compile(source, options)) {
      var inputs = source.signature().inputs().stream()
          .map(p -> Optional.ofNullable(read.values().get(p.name())).orElseGet(() -> zeros(p.type()))).toList();
      compiled.run(inputs, RunOptions.DEFAULTS.withDeadline(Duration.ofSeconds(20)));
      return Optional.empty();
    } catch (SinterException e) {
      return Optional.of(e);
    }
  }

  /// Each open size is 3.
  private static Tensor zeros(Type type) {
    return switch (type) {
      case TensorType t -> Tensor.zeros(t.dtype(),
          t.shape().dims().stream().mapToLong(d -> d.constant().orElse(TensorText.OPEN)).toArray());
      case UnrankedType t -> Tensor.zeros(t.dtype());
      case Type t -> throw new IllegalArgumentException("no input can be made up of the type " + t);
    };
  }

  /// What is wrong with an outcome; nothing if it is as expected.
  Optional<String> complaint(Optional<SinterException> outcome) {
    if (outcome.isEmpty()) {
      return Optional.of("accepted, but expected: " + message);
    }
    var error = outcome.get();
    if (!(unsupported ? error instanceof UnsupportedError : error instanceof ModelError)) {
      return Optional.of("refused with " + error.getClass().getSimpleName() + ": " + error.getMessage());
    }
    var said = message.contains("\n") ? error.getMessage() : error.getMessage().lines().findFirst().orElse("");
    return said.strip().equals(message) ? Optional.empty()
        : Optional.of("refused, but with\n" + error.getMessage() + "\nwhere the case expects\n" + message);
  }
}

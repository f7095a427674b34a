package io.sinter.cli;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// One call of the command line, in this process.
record Cli(int code, String out, String err) {
  static final Path ROOT = root();
  static final Path DIGITS = ROOT.resolve("examples/digits");
  static final Path MODEL = DIGITS.resolve("digits_cnn.onnx");

  /// The root of the checkout: the folder with the launcher.
  private static Path root() {
    var folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("sinter"))) {
      folder = folder.getParent();
    }
    return folder;
  }

  /// @param args strings and paths
  static Cli sinter(Object... args) {
    var out = new StringWriter();
    var err = new StringWriter();
    int code = Main.run(new PrintWriter(out), new PrintWriter(err),
        Stream.of(args).map(Object::toString).toArray(String[]::new));
    return new Cli(code, out.toString().replace("\r\n", "\n"), err.toString().replace("\r\n", "\n"));
  }

  List<String> lines() {
    return out.lines().toList();
  }

  String lastLine() {
    return lines().isEmpty() ? "" : lines().getLast();
  }

  /// A folder that lies beside the checkout on some machines; the test is skipped on others.
  static Path shared(String path) {
    var folder = ROOT.resolveSibling("shared").resolve(path);
    assumeTrue(Files.exists(folder), () -> "skipped: there is no " + folder);
    return folder;
  }

  /// A copy of the digits' case.
  static Path digitsCase(Path folder) throws IOException {
    var data = Files.createDirectories(folder.resolve("test_data_set_0"));
    Files.copy(MODEL, folder.resolve("model.onnx"));
    for (var name : List.of("input_0.pb", "output_0.pb")) {
      Files.copy(DIGITS.resolve("test_data_set_0").resolve(name), data.resolve(name));
    }
    return folder;
  }
}

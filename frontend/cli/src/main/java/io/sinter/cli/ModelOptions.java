package io.sinter.cli;

import io.sinter.ModelLimits;
import io.sinter.ModelSource;
import io.sinter.Sinter;
import io.sinter.runtime.ModelError;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Which model: the argument and option of every command that has one.
final class ModelOptions {
  @Parameters(paramLabel = "MODEL", description = "An .onnx file, or .sir text such as a reproducer.")
  private Path file;

  @Option(names = "--fix", paramLabel = "NAME=NUMBER[,NUMBER...]",
      description = "Makes an input a constant; repeatable. Needed ahead of time for inputs on whose values ranks or"
          + " axes depend: without it such a model is compiled when it runs, once for each of the values.")
  private Map<String, String> fixed;

  ModelOptions() {
    file = Path.of("");
    fixed = new LinkedHashMap<>();
  }

  Path file() {
    return file;
  }

  /// @throws ModelError when the file is no model, or an input cannot be fixed
  ModelSource read() throws IOException {
    var model = Sinter.read(file, ModelLimits.DEFAULTS);
    return model.with(FixedInputs.parse(fixed, model.signature()));
  }
}

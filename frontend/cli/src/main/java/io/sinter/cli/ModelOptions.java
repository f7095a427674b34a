package io.sinter.cli;

import io.sinter.ModelLimits;
import io.sinter.ModelSource;
import io.sinter.Sinter;
import io.sinter.runtime.ModelError;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
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

  @Option(names = "--max-bytes", paramLabel = "SIZE", converter = ByteSizes.class,
      description = "How large the file and the constants may be: 512m, 2g (default: half of the JVM's memory).")
  private Optional<Long> bytes;

  @Option(names = "--max-nodes", paramLabel = "NUMBER",
      description = "How many nodes the model may have, with functions in the place of calls (default: "
          + ModelLimits.DEFAULT_NODES + ").")
  private Optional<Integer> nodes;

  @Option(names = "--max-depth", paramLabel = "NUMBER",
      description = "How deep graphs and calls may stand in one another (default: " + ModelLimits.DEFAULT_DEPTH
          + ", at most " + ModelLimits.DEEPEST + ").")
  private Optional<Integer> depth;

  @Option(names = "--max-time", paramLabel = "TIME", converter = Durations.class,
      description = "How long reading the model, and compiling it, may take: 30s, 5m (default: "
          + ModelLimits.DEFAULT_MINUTES + "m each).")
  private Optional<Duration> time;

  ModelOptions() {
    file = Path.of("");
    fixed = new LinkedHashMap<>();
    bytes = Optional.empty();
    nodes = Optional.empty();
    depth = Optional.empty();
    time = Optional.empty();
  }

  Path file() {
    return file;
  }

  /// What the model may cost.
  ModelLimits limits() {
    var d = ModelLimits.DEFAULTS;
    return new ModelLimits(
        bytes.orElse(d.bytes()), nodes.orElse(d.nodes()), depth.orElse(d.depth()), time.orElse(d.time()));
  }

  /// @throws ModelError when the file is no model, or an input cannot be fixed
  ModelSource read() throws IOException {
    var model = Sinter.read(file, limits());
    return model.with(FixedInputs.parse(fixed, model.signature()));
  }
}

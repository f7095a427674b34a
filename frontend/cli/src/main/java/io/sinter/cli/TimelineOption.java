package io.sinter.cli;

import io.sinter.CompiledModel;
import io.sinter.KernelModel;
import io.sinter.check.Json;
import io.sinter.report.Timeline;
import io.sinter.runtime.ModelError;
import io.sinter.runtime.Problem;
import io.sinter.runtime.RunOptions;
import io.sinter.runtime.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/// The option `--timeline` of `run` and `bench`.
final class TimelineOption {
  @Option(names = "--timeline", paramLabel = "FILE",
      description = "Write when what was compiled and launched, by which thread, to FILE: JSON in the Trace Event"
          + " Format, for ui.perfetto.dev or chrome://tracing.")
  private Optional<Path> file;

  TimelineOption() {
    file = Optional.empty();
  }

  boolean isGiven() {
    return file.isPresent();
  }

  /// Runs a model so many times, and writes the file.
  ///
  /// @return the outputs of the last run
  /// @throws ModelError when the model has no launches because its target has no kernels
  List<Tensor> run(CompiledModel model, double readMillis, List<Tensor> inputs, RunOptions options, int runs)
      throws IOException {
    if (!(model instanceof KernelModel kernels)) {
      throw new ModelError(Problem.of("The target has no kernels.").given("--timeline " + file.orElseThrow())
          .expected("a target that compiles"));
    }
    var timeline = new Timeline(kernels, readMillis);
    var outputs = timeline.run(inputs, options);
    for (int i = 1; i < runs; i++) {
      outputs = timeline.run(inputs, options);
    }
    Json.write(file.orElseThrow(), timeline.json());
    return outputs;
  }
}

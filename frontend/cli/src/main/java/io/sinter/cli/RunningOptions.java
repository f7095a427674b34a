package io.sinter.cli;

import io.sinter.ModelSource;
import io.sinter.runtime.ModelError;
import io.sinter.runtime.Problem;
import io.sinter.runtime.RunOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// What a run needs: the options of `run`, `check`, `bench` and `compare`.
final class RunningOptions {
  @Mixin private TargetOptions target;

  @Option(names = "--input", paramLabel = "[NAME=]FILE|random",
      description = {"An input: a .npy, .npz or ONNX .pb file, a picture (.png, .jpg), or random numbers; repeatable."
          + " Without NAME in the order of the model's inputs; a last `random` stands for all that remain."
          + " Without this option all are random."})
  private List<String> inputs;

  @Option(names = "--dim", paramLabel = "NAME=VALUE",
      description = "A named size of random inputs; repeatable (default: 1).")
  private Map<String, Long> dims;

  @Option(names = "--seed", paramLabel = "N", defaultValue = "0",
      description = "Other seeds give other random inputs (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(names = "--threads", paramLabel = "N",
      description = "How many threads of the host may work (default: all processors). Results do not depend on it."
          + " Devices have their own.")
  private Optional<Integer> threads;

  @Option(names = "--deadline", paramLabel = "TIME", converter = Durations.class,
      description = "How long one run may take: 5s, 200ms, 1.5m. When it passes, the exit code is 1.")
  private Optional<Duration> deadline;

  @Option(names = "--memory", paramLabel = "SIZE", converter = ByteSizes.class,
      description = "How much memory one run may take: 512m, 2g (default: most of the JVM's). More is an error.")
  private Optional<Long> memory;

  @Mixin private PictureOptions pictures;

  RunningOptions() {
    target = new TargetOptions();
    pictures = new PictureOptions();
    memory = Optional.empty();
    inputs = List.of();
    dims = new LinkedHashMap<>();
    threads = Optional.empty();
    deadline = Optional.empty();
  }

  TargetOptions target() {
    return target;
  }

  RunOptions run() {
    var run = RunOptions.DEFAULTS;
    if (threads.isPresent()) {
      if (threads.get() < 1) {
        throw new ModelError(Problem.of("The number of threads cannot be used.").given("--threads " + threads.get())
            .expected("1 or more"));
      }
      run = run.withThreads(threads.get());
    }
    run = memory.isPresent() ? run.withMemoryBudget(memory.get()) : run;
    return deadline.isPresent() ? run.withDeadline(deadline.get()) : run;
  }

  /// Whether the command line says anything about inputs.
  boolean hasInputs() {
    return !inputs.isEmpty() || !dims.isEmpty();
  }

  /// @param notes gets what was chosen because nothing was said
  Inputs inputs(ModelSource source, Consumer<String> notes) throws IOException {
    return Inputs.of(source, inputs, pictures, dims, seed, notes);
  }
}

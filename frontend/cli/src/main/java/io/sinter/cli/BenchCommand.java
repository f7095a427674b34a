package io.sinter.cli;

import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import io.sinter.CompiledModel;
import io.sinter.KernelModel;
import io.sinter.Sinter;
import io.sinter.Targets;
import io.sinter.check.Json;
import io.sinter.report.LaunchTimes;
import io.sinter.report.Machine;
import io.sinter.report.Profile;
import io.sinter.runtime.ModelError;
import io.sinter.runtime.Problem;
import io.sinter.runtime.RunOptions;
import io.sinter.runtime.Tensor;
import io.sinter.runtime.device.Description;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `sinter bench`.
@Command(
    name = "bench",
    description = {
        "Measures how long a model takes: reading and compiling it, its first run, and runs once it is warm.",
        "A run is timed from the caller's arrays to the caller's arrays.",
        "--profile says where the time goes: each pass and kernel when compiling, each launch when running, beside"
            + " what this machine does at most."},
    footer = {
        "", "Examples:",
        "  sinter bench examples/digits/digits_cnn.onnx --dim batch=12 --threads 1",
        "  sinter bench model.onnx --runs 100 --json bench.json",
        "  sinter bench model.onnx --profile --threads 1"})
final class BenchCommand implements Callable<Integer> {
  private static final Duration LONGEST_WARM_UP = Duration.ofSeconds(60);

  /// How many warm runs a timeline shows.
  private static final int SHOWN = 5;

  /// How many warm runs a profile is the median of.
  private static final int PROFILED = 20;

  @Spec private CommandSpec spec;

  @Mixin private ModelOptions model;

  @Mixin private RunningOptions options;

  @Option(names = "--runs", paramLabel = "N", description = "How many warm runs to measure.")
  private Optional<Integer> runs;

  @Option(names = "--seconds", paramLabel = "S", defaultValue = "3",
      description = "How long to measure where --runs is not given (default: ${DEFAULT-VALUE}).")
  private double seconds;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the figures to FILE.")
  private Optional<Path> json;

  @Option(names = "--profile", description = "Print the time of each pass, kernel and launch, with operations and bytes"
      + " per second and the part of the time that the machine needs at least for them; also part of --json.")
  private boolean profile;

  @Mixin private TimelineOption timeline;

  BenchCommand() {
    spec = CommandSpec.create();
    model = new ModelOptions();
    options = new RunningOptions();
    runs = Optional.empty();
    json = Optional.empty();
    timeline = new TimelineOption();
  }

  @Override
  public Integer call() throws IOException {
    if (runs.isPresent() && runs.get() < 1 || !(seconds > 0)) {
      throw new ModelError(Problem.of("Nothing would be measured.").given("--runs or --seconds of 0 or less"));
    }
    var console = Console.of(spec);
    var compile = options.target().compile(console).withLimits(model.limits());
    var run = options.run();
    long start = System.nanoTime();
    var source = model.read();
    double readMs = Stopwatch.millis(start);
    var inputs = options.inputs(source, console::note).tensors();
    start = System.nanoTime();
    try (var compiled = Sinter.compile(source.specialize(inputs).function(), compile)) {
      double compileMs = readMs + Stopwatch.millis(start);
      var watch = new Stopwatch(() -> compiled.run(inputs, run));
      double firstMs = watch.once();
      if (compiled instanceof KernelModel kernels && !kernels.executable().awaitReady(LONGEST_WARM_UP)) {
        console.note("some kernels were not warm after " + LONGEST_WARM_UP.toSeconds() + " s");
      }
      var times = runs.isPresent() ? watch.warmUp().runs(runs.get()) : watch.warmUp().during(seconds);
      var peak = PeakMemory.megabytes();
      var device = Targets.device(compile.target()).map(Description::name);
      console.out().printf("%s on %s, %s%n", model.file(), compile.target(),
          device.orElse(run.threads() + (run.threads() == 1 ? " thread" : " threads")));
      console.out().printf("compile %.1f ms, first run %.3f ms%n", compileMs, firstMs);
      console.out().printf("%d runs: median %.3f ms, 10 %% below %.3f ms, 90 %% below %.3f ms%n", times.runs(),
          times.quantile(0.5), times.quantile(0.1), times.quantile(0.9));
      peak.ifPresent(mb -> console.out().printf("peak memory of the process %.1f MB%n", mb));
      var profiled = profile ? Optional.of(profile(compiled, inputs, run)) : Optional.<Profile>empty();
      profiled.ifPresent(p -> console.out().print("\n" + p.text()));
      if (json.isPresent()) {
        var figures = new JsonObject();
        figures.addProperty("model", model.file().toString());
        figures.addProperty("target", compile.target());
        device.ifPresent(name -> figures.addProperty("device", name));
        figures.addProperty("threads", run.threads());
        figures.addProperty("compile_ms", rounded(compileMs));
        figures.addProperty("first_run_ms", rounded(firstMs));
        figures.addProperty("median_ms", rounded(times.quantile(0.5)));
        figures.addProperty("p10_ms", rounded(times.quantile(0.1)));
        figures.addProperty("p90_ms", rounded(times.quantile(0.9)));
        figures.add("peak_rss_mb", JsonNull.INSTANCE);
        peak.ifPresent(mb -> figures.addProperty("peak_rss_mb", rounded(mb)));
        figures.addProperty("runs", times.runs());
        profiled.ifPresent(p -> figures.add("profile", p.json()));
        Json.write(json.get(), figures);
      }
      if (timeline.isGiven()) {
        timeline.run(compiled, readMs, inputs, run, SHOWN);
      }
    }
    return ExitCode.FINE;
  }

  private static Profile profile(CompiledModel compiled, List<Tensor> inputs, RunOptions run) {
    if (!(compiled instanceof KernelModel kernels)) {
      throw new ModelError(Problem.of("The target has no kernels.").given("--profile")
          .expected("a target that compiles"));
    }
    return Profile.of(kernels, LaunchTimes.measure(kernels, inputs, run, PROFILED), Machine.of(run.threads()));
  }

  private static double rounded(double x) {
    return Math.round(x * 1e5) / 1e5;
  }
}

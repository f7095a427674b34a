package io.sinter.cli;

import io.sinter.Tuner;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `sinter tune`.
@Command(
    name = "tune",
    description = {
        "Measures which schedules of a model's kernels are best on this machine, and writes them to a file.",
        "The file is for --tuning of other commands. It is known by what kernels compute, so other models profit from"
            + " it where they have the same kernels, and other targets ignore it. Results do not depend on it."},
    footer = {
        "", "Example:",
        "  sinter tune model.onnx --threads 1 -o model.tuning.json",
        "  sinter bench model.onnx --threads 1 --tuning model.tuning.json"})
final class TuneCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private ModelOptions model;

  @Mixin private RunningOptions options;

  @Option(names = {"-o", "--output"}, paramLabel = "FILE", required = true, description = "The file to write.")
  private Path output;

  TuneCommand() {
    spec = CommandSpec.create();
    model = new ModelOptions();
    options = new RunningOptions();
    output = Path.of("");
  }

  @Override
  public Integer call() throws IOException {
    var console = Console.of(spec);
    var compile = options.target().compile(console).withLimits(model.limits());
    var source = model.read();
    var inputs = options.inputs(source, console::note).tensors();
    var tuning = Tuner.tune(source.specialize(inputs).function(), compile, inputs, options.run(), console::note);
    TuningFile.write(output, tuning);
    console.out().printf("%s: choices for %d kernels%n", output, tuning.choices().size());
    return ExitCode.FINE;
  }
}

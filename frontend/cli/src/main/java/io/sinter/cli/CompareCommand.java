package io.sinter.cli;

import io.sinter.runtime.ModelError;
import io.sinter.runtime.Problem;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `sinter compare`.
@Command(
    name = "compare",
    description = {
        "Runs a model on two targets and names the first layer that differs. The exit code is 1 if one does.",
        "Targets that compile are compared launch by launch, to the bit. The interpreter has the same values without"
            + " kernels; it is compared within a tolerance, and the optimised function with the imported one."},
    footer = {
        "", "Examples:",
        "  sinter compare model.onnx --targets jvm,jvm-scalar",
        "  sinter compare model.onnx --targets jvm,interpreter --input x=x.npy"})
final class CompareCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private ModelOptions model;

  @Option(names = "--targets", paramLabel = "A,B", split = ",", required = true, description = "Two targets.")
  private List<String> targets;

  @Option(names = "--rtol", paramLabel = "R", defaultValue = "1e-3",
      description = "How far from the interpreter a number may be, in parts of it (default: ${DEFAULT-VALUE}).")
  private double rtol;

  @Option(names = "--atol", paramLabel = "R", defaultValue = "1e-5",
      description = "And besides, in parts of the largest number of its tensor (default: ${DEFAULT-VALUE}).")
  private double atol;

  @Mixin private RunningOptions options;

  CompareCommand() {
    spec = CommandSpec.create();
    model = new ModelOptions();
    targets = List.of();
    options = new RunningOptions();
  }

  @Override
  public Integer call() throws IOException {
    var console = Console.of(spec);
    var two = targets.stream().map(t -> TargetOptions.usable(t, console)).distinct().toList();
    if (targets.size() != 2 || two.size() != 2) {
      throw new ModelError(Problem.of("Two different targets can be compared.")
          .given("--targets " + String.join(",", targets)).expected("--targets jvm,interpreter"));
    }
    var compile = options.target().compile(console).withLimits(model.limits()).withTiered(false);
    var run = options.run();
    var source = model.read();
    var inputs = options.inputs(source, console::note).tensors();
    var difference = new TargetComparison(source.specialize(inputs).function(), inputs, compile, run, rtol, atol)
        .first(two.get(0), two.get(1));
    console.out().println(difference.text());
    return difference.found() ? ExitCode.CHECK_FAILED : ExitCode.FINE;
  }
}

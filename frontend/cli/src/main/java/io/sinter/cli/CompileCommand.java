package io.sinter.cli;

import io.sinter.KernelModel;
import io.sinter.Sinter;
import io.sinter.runtime.ModelError;
import io.sinter.runtime.Problem;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `sinter compile`.
@Command(
    name = "compile",
    description = {
        "Compiles a model and writes program, kernels, weights, signature and report to a zip file.",
        "The format is not stable yet: it is for looking at, and no version loads what another wrote."},
    footer = {"", "Example:", "  sinter compile examples/digits/digits_cnn.onnx -o digits.zip"})
final class CompileCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private ModelOptions model;

  @Option(names = {"-o", "--output"}, paramLabel = "FILE", required = true, description = "The file to write.")
  private Path output;

  @Mixin private TargetOptions options;

  CompileCommand() {
    spec = CommandSpec.create();
    model = new ModelOptions();
    output = Path.of("");
    options = new TargetOptions();
  }

  @Override
  public Integer call() throws IOException {
    var compile = options.compile(Console.of(spec)).withLimits(model.limits()).withTiered(false);
    try (var compiled = Sinter.compile(model.read().function(), compile)) {
      if (!(compiled instanceof KernelModel kernels)) {
        throw new ModelError(Problem.of("The target '" + compile.target() + "' has no kernels.")
            .expected("a target that compiles"));
      }
      long bytes = Archive.write(kernels, compile, output);
      spec.commandLine().getOut().printf("%s: %d launches of %d kernels, %d bytes%n", output, kernels.launches(),
          kernels.code().size(), bytes);
    }
    return ExitCode.FINE;
  }
}

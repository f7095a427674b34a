package io.sinter.cli;

import io.sinter.CompileOptions;
import io.sinter.KernelModel;
import io.sinter.Sinter;
import io.sinter.ir.Function;
import io.sinter.ir.Text;
import io.sinter.ir.kernel.KernelText;
import io.sinter.passes.Driver;
import io.sinter.passes.Lowering;
import io.sinter.passes.Pipeline;
import io.sinter.passes.Pipelines;
import io.sinter.runtime.ModelError;
import io.sinter.runtime.Problem;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `sinter inspect`.
@Command(
    name = "inspect",
    description = "Prints a model as text at a stage of its compilation.",
    footer = {
        "", "Stages: imported (as read), optimized (after the passes), kernels (what each computes, its schedule and"
            + " its loops), flat (what code is made from), program (memory and launches).",
        "", "Examples:",
        "  sinter inspect examples/digits/digits_cnn.onnx --stage program",
        "  sinter inspect model.onnx --stage flat --kernel convolution_1",
        "  sinter inspect failure.sir --passes simplify"})
final class InspectCommand implements Callable<Integer> {
  /// From what was read to what runs.
  enum Stage {
    IMPORTED, OPTIMIZED, KERNELS, FLAT, PROGRAM;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Spec private CommandSpec spec;

  @Mixin private ModelOptions model;

  @Option(names = "--stage", paramLabel = "STAGE", defaultValue = "imported",
      description = "One of ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private Stage stage;

  @Option(names = "--passes", paramLabel = "PASS,PASS", split = ",",
      description = "Run these passes, and only these, and print the function after them.")
  private List<String> passes;

  @Option(names = "--kernel", paramLabel = "NAME", description = "Only this kernel, of stage kernels or flat.")
  private Optional<String> kernel;

  @Mixin private TargetOptions options;

  InspectCommand() {
    spec = CommandSpec.create();
    model = new ModelOptions();
    stage = Stage.IMPORTED;
    passes = List.of();
    kernel = Optional.empty();
    options = new TargetOptions();
  }

  @Override
  public Integer call() throws IOException {
    var compile = options.compile();
    var function = model.read().function();
    var text = passes.isEmpty() ? text(function, compile) : Text.print(after(function, compile));
    spec.commandLine().getOut().println(text.strip());
    return ExitCode.FINE;
  }

  private Function after(Function function, CompileOptions compile) {
    var pipeline = Pipeline.of(passes.stream().map(name -> Pipelines.named(name.strip(), compile.passes())).toList());
    return Driver.run(function, pipeline, compile.debug()).function();
  }

  private String text(Function function, CompileOptions compile) {
    return switch (stage) {
      case IMPORTED -> Text.print(function);
      case OPTIMIZED ->
          Text.print(Driver.run(function, Pipelines.tensor(compile.passes()), compile.debug()).function());
      case KERNELS, FLAT, PROGRAM -> {
        try (var compiled = Sinter.compile(function, compile.withTiered(false))) {
          if (!(compiled instanceof KernelModel kernels)) {
            throw new ModelError(Problem.of("The target '" + compile.target() + "' has no kernels.")
                .given("--stage " + stage).expected("a target that compiles"));
          }
          yield text(kernels);
        }
      }
    };
  }

  private String text(KernelModel compiled) {
    if (stage == Stage.PROGRAM) {
      return compiled.lowering().program().print() + "peak memory "
          + compiled.executable().peakMemory() + " bytes on one thread";
    }
    var chosen = compiled.lowering().kernels().stream()
        .filter(k -> kernel.isEmpty() || kernel.get().equals(k.name())).toList();
    if (chosen.isEmpty()) {
      throw new ModelError(Problem.of("There is no kernel '" + kernel.orElse("") + "'.").expected("one of "
          + String.join(", ", compiled.lowering().kernels().stream().map(k -> k.name()).toList())));
    }
    return chosen.stream().map(this::text).collect(Collectors.joining("\n"));
  }

  private String text(Lowering.Stages k) {
    var form = k.forms().getFirst();
    return stage == Stage.FLAT ? KernelText.print(form.flat()).strip() + "\n"
        : KernelText.print(k.computed()).strip() + "\n\nschedule " + k.name() + "\n"
            + form.schedule().toString().indent(2) + "\n" + KernelText.print(form.scheduled()).strip() + "\n";
  }
}

package io.sinter.cli;

import io.sinter.CompileOptions;
import io.sinter.CompiledModel;
import io.sinter.InputSizes;
import io.sinter.KernelModel;
import io.sinter.Sinter;
import io.sinter.Targets;
import io.sinter.ir.Function;
import io.sinter.ir.Text;
import io.sinter.ir.kernel.KernelText;
import io.sinter.passes.Driver;
import io.sinter.passes.Lowering;
import io.sinter.passes.Pipeline;
import io.sinter.passes.Pipelines;
import io.sinter.report.LaunchTimes;
import io.sinter.report.Listing;
import io.sinter.report.ModelReport;
import io.sinter.report.Subject;
import io.sinter.runtime.ModelError;
import io.sinter.runtime.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
    description = "Prints a model as text at a stage of its compilation, or writes a report of all of them.",
    footer = {
        "", "Stages: imported (as read), optimized (after the passes), kernels (what each computes, its schedule and"
            + " its loops), flat (what code is made from), code (what the target makes of it: bytecode, OpenCL C),"
            + " program (memory and launches).",
        "", "Examples:",
        "  sinter inspect examples/digits/digits_cnn.onnx --stage program",
        "  sinter inspect model.onnx --stage flat --kernel convolution_1",
        "  sinter inspect model.onnx --stage code --kernel convolution_1 --target opencl",
        "  sinter inspect model.onnx --report model.html --dim batch=8",
        "  sinter inspect failure.sir --passes simplify"})
final class InspectCommand implements Callable<Integer> {
  /// From what was read to what runs.
  enum Stage {
    IMPORTED, OPTIMIZED, KERNELS, FLAT, CODE, PROGRAM;

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

  @Option(names = "--kernel", paramLabel = "NAME", description = "Only this kernel, of stage kernels, flat or code.")
  private Optional<String> kernel;

  @Option(names = "--report", paramLabel = "FILE",
      description = "Write all stages, the graph, the memory plan, and what measured runs took, to FILE: one page of"
          + " HTML for any browser.")
  private Optional<Path> report;

  @Option(names = "--runs", paramLabel = "N", defaultValue = "20",
      description = "How many warm runs a report measures (default: ${DEFAULT-VALUE}).")
  private int runs;

  @Mixin private RunningOptions options;

  InspectCommand() {
    spec = CommandSpec.create();
    model = new ModelOptions();
    stage = Stage.IMPORTED;
    passes = List.of();
    kernel = Optional.empty();
    report = Optional.empty();
    options = new RunningOptions();
  }

  @Override
  public Integer call() throws IOException {
    var compile = options.target().compile(Console.of(spec)).withLimits(model.limits());
    if (report.isPresent()) {
      report(report.get(), compile);
      return ExitCode.FINE;
    }
    var function = model.read().function();
    var text = passes.isEmpty() ? text(function, compile) : Text.print(after(function, compile));
    spec.commandLine().getOut().println(text.strip());
    return ExitCode.FINE;
  }

  private void report(Path file, CompileOptions compile) throws IOException {
    if (runs < 1) {
      throw new ModelError(Problem.of("Nothing would be measured.").given("--runs " + runs).expected("1 or more"));
    }
    var console = Console.of(spec);
    long start = System.nanoTime();
    var source = model.read();
    double readMs = Stopwatch.millis(start);
    var inputs = options.inputs(source, console::note).tensors();
    try (var compiled = Sinter.compile(source.specialize(inputs).function(), compile)) {
      var kernels = kernels(compiled, "--report " + file);
      var run = options.run();
      var sizes = InputSizes.of(kernels.signature(), source.named(inputs));
      var subject = new Subject(
          String.valueOf(model.file().getFileName()), String.join(" ", new Version().getVersion()),
          compile, kernels, readMs, sizes, LaunchTimes.measure(kernels, inputs, run, runs), run.threads());
      Files.writeString(file, ModelReport.html(subject));
    }
    console.out().println("report written to " + file);
  }

  /// @param asked the option that wants kernels
  private static KernelModel kernels(CompiledModel compiled, String asked) {
    if (!(compiled instanceof KernelModel kernels)) {
      throw new ModelError(Problem.of("The target '" + Targets.INTERPRETER + "' has no kernels.").given(asked)
          .expected("a target that compiles"));
    }
    return kernels;
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
      case KERNELS, FLAT, CODE, PROGRAM -> {
        try (var compiled = Sinter.compile(function, compile.withTiered(false))) {
          yield text(kernels(compiled, "--stage " + stage));
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
    return chosen.stream().map(k -> text(compiled, k)).collect(Collectors.joining("\n"));
  }

  private String text(KernelModel compiled, Lowering.Stages k) {
    var form = k.forms().getFirst();
    return stage == Stage.FLAT ? KernelText.print(form.flat()).strip() + "\n"
        : stage == Stage.CODE ? Listing.of(compiled.code().get(k.name())).strip() + "\n"
        : KernelText.print(k.computed()).strip() + "\n\nschedule " + k.name() + "\n"
            + form.schedule().toString().indent(2) + "\n" + KernelText.print(form.scheduled()).strip() + "\n";
  }
}

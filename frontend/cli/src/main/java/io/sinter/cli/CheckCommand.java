package io.sinter.cli;

import io.sinter.ModelSource;
import io.sinter.check.Case;
import io.sinter.check.CaseResult.Verdict;
import io.sinter.check.CaseResult;
import io.sinter.check.CaseRunner;
import io.sinter.check.Cases;
import io.sinter.check.ResultsJson;
import io.sinter.check.Tally;
import io.sinter.ir.Interpreter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `sinter check`.
@Command(
    name = "check",
    description = {
        "Runs models on given inputs and compares what they give with what they should.",
        "A case is a folder in the layout of the ONNX backend tests: model.onnx, test_data_set_0/input_0.pb,"
            + " output_0.pb and so on, and perhaps data.json with rtol and atol or \"expect\": \"failure\"."
            + " With --input or --dim the interpreter says what is right."},
    footer = {
        "", "The last line is `N passed, M failed, K skipped`; skipped are models that are not supported yet.",
        "", "Examples:",
        "  sinter check examples/digits",
        "  sinter check models --target interpreter --json results.json",
        "  sinter check examples/digits --dim batch=31"})
final class CheckCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "PATH", arity = "1..*", description = "A case, or a tree of them.")
  private List<Path> paths;

  @Mixin private RunningOptions options;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the results to FILE.")
  private Optional<Path> json;

  @Option(names = "--jobs", paramLabel = "N", defaultValue = "1",
      description = "How many cases run at once, each on one thread (default: ${DEFAULT-VALUE}).")
  private int jobs;

  @Option(names = {"-v", "--verbose"},
      description = "Print launches, kernels, host steps, times and the largest error of each case, and whole errors.")
  private boolean verbose;

  CheckCommand() {
    spec = CommandSpec.create();
    paths = List.of();
    options = new RunningOptions();
    json = Optional.empty();
    jobs = 1;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    var console = Console.of(spec);
    var cases = options.hasInputs() ? Cases.models(paths) : Cases.under(paths);
    var compile = options.target().compile(console);
    var progress = new Progress(console, cases.size());
    var results = new CaseRunner(compile, options.run(), options.hasInputs() ? reference() : CaseRunner.BESIDE_MODEL)
        .run(cases, Jobs.of(jobs), result -> {
          progress.clear();
          print(console, result);
          progress.step(result.subject().name());
        });
    progress.clear();
    if (json.isPresent()) {
      ResultsJson.write(json.get(), compile.target(), results);
    }
    var tally = Tally.of(results);
    console.out().println(tally);
    return tally.failed() > 0 ? ExitCode.CHECK_FAILED : ExitCode.FINE;
  }

  private void print(Console console, CaseResult result) {
    console.out().println(result);
    if (verbose && result.verdict() != Verdict.SKIPPED) {
      console.out().println("  " + result.work());
    }
    if (verbose && result.verdict() != Verdict.PASSED) {
      console.out().println(result.details().strip().indent(2).stripTrailing());
    }
    console.out().flush();
  }

  /// The inputs that were asked for, and what the interpreter makes of them.
  private CaseRunner.Samples reference() {
    return (Case subject, ModelSource source) -> {
      try {
        var inputs = options.inputs(source, _ -> {}).tensors();
        var right = Interpreter.run(source.specialize(inputs).function(), inputs);
        return List.of(new CaseRunner.Sample("the interpreter", inputs, right));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    };
  }
}

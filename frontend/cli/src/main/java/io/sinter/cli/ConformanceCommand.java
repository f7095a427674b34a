package io.sinter.cli;

import io.sinter.check.CaseResult.Verdict;
import io.sinter.check.CaseRunner;
import io.sinter.check.Cases;
import io.sinter.check.Suite;
import io.sinter.check.SuiteReport;
import io.sinter.check.Tally;
import io.sinter.runtime.RunOptions;
import java.io.IOException;
import java.nio.file.Files;
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

/// `sinter conformance`.
@Command(
    name = "conformance",
    description = "Runs the ONNX backend suite under its official comparison and prints a table by category.",
    footer = {
        "", "The last line is `N passed, M failed, K skipped`; skipped are models that are not supported yet.",
        "", "Example:",
        "  sinter conformance --data onnx-backend-tests --report conformance.md"})
final class ConformanceCommand implements Callable<Integer> {
  private static final int MOST_MISSING = 12;

  @Spec private CommandSpec spec;

  @Option(names = "--data", paramLabel = "FOLDER", required = true,
      description = "The unpacked suite: KIND/CASE/model.onnx and its data.")
  private Path data;

  @Option(names = "--cases", paramLabel = "FILE",
      description = "The list of cases, for more categories (default: " + Suite.LIST + " in or beside the data).")
  private Optional<Path> list;

  @Option(names = "--report", paramLabel = "FILE", description = "Write the results to FILE: .md or .json.")
  private Optional<Path> report;

  @Mixin private TargetOptions target;

  @Option(names = "--deadline", paramLabel = "TIME", converter = Durations.class,
      description = "How long one run of one case may take.")
  private Optional<Duration> deadline;

  @Option(names = "--jobs", paramLabel = "N", description = "How many cases run at once (default: all processors).")
  private Optional<Integer> jobs;

  @Option(names = {"-v", "--verbose"}, description = "Print a line for every case, not for failed ones only.")
  private boolean verbose;

  ConformanceCommand() {
    spec = CommandSpec.create();
    data = Path.of("");
    list = Optional.empty();
    report = Optional.empty();
    target = new TargetOptions();
    deadline = Optional.empty();
    jobs = Optional.empty();
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    var console = Console.of(spec);
    report.ifPresent(SuiteReport::requireFormat);
    var suite = Suite.of(list.or(this::listBesideData));
    var cases = Cases.under(List.of(data));
    var compile = target.compile(console);
    var run = RunOptions.DEFAULTS.withThreads(1);
    var progress = new Progress(console, cases.size());
    var results = new CaseRunner(compile, deadline.map(run::withDeadline).orElse(run), CaseRunner.BESIDE_MODEL)
        .run(cases, Jobs.of(jobs.orElse(Runtime.getRuntime().availableProcessors())), result -> {
          if (verbose || result.verdict() == Verdict.FAILED) {
            progress.clear();
            console.out().println(result);
          }
          progress.step(result.subject().name());
        });
    progress.clear();
    var table = new SuiteReport(compile.target(), suite.categories(results), results);
    print(console, table);
    if (report.isPresent()) {
      table.write(report.get());
    }
    var tally = Tally.of(results);
    console.out().println(tally);
    return tally.failed() > 0 ? ExitCode.CHECK_FAILED : ExitCode.FINE;
  }

  private static void print(Console console, SuiteReport report) {
    var missing = report.missing();
    if (!missing.isEmpty()) {
      console.out().println("cases that need what is not supported:");
      missing.stream().limit(MOST_MISSING).forEach(m -> console.out().printf("%6d %s%n", m.getValue(), m.getKey()));
      if (missing.size() > MOST_MISSING) {
        console.out().printf("       ... and %d more (see --report)%n", missing.size() - MOST_MISSING);
      }
    }
    console.out().print(report.table());
    console.out().println(report.times());
  }

  private Optional<Path> listBesideData() {
    return List.of(data.resolve(Suite.LIST), data.toAbsolutePath().normalize().resolveSibling(Suite.LIST)).stream()
        .filter(Files::isRegularFile).findFirst();
  }
}

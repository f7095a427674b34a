package io.sinter.cli;

import java.io.PrintWriter;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine;

/// `sinter`: parses the command line and runs a command. Exit codes are those of [ExitCode].
@Command(
    name = "sinter",
    description = "Compiles neural networks for the JVM and runs them.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    scope = ScopeType.INHERIT,
    subcommandsRepeatable = false,
    synopsisSubcommandLabel = "COMMAND",
    sortOptions = false,
    abbreviateSynopsis = true,
    usageHelpAutoWidth = true,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
        "0:fine", "1:a check failed, or a deadline passed",
        "2:wrong usage, a bad model, or a device that is missing or fails", "3:a bug in Sinter"})
public final class Main implements Runnable {
  @Spec private CommandSpec spec;

  @Option(names = "--stacktrace", scope = ScopeType.INHERIT, description = "Print the stack trace of an error.")
  private boolean stacktrace;

  private Main() {
    spec = CommandSpec.create();
  }

  public static void main(String[] args) {
    Locale.setDefault(Locale.Category.FORMAT, Locale.ROOT);
    System.exit(run(new PrintWriter(System.out, true), new PrintWriter(System.err, true), args));
  }

  /// @return the exit code
  static int run(PrintWriter out, PrintWriter err, String... args) {
    var main = new Main();
    var line = new CommandLine(main)
        .addSubcommand(new RunCommand())
        .addSubcommand(new CheckCommand())
        .addSubcommand(new ConformanceCommand())
        .addSubcommand(new BenchCommand())
        .addSubcommand(new TuneCommand())
        .addSubcommand(new InspectCommand())
        .addSubcommand(new CompareCommand())
        .addSubcommand(new CompileCommand())
        .addSubcommand(new ExportCommand())
        .addSubcommand(new JavaCommand())
        .addSubcommand(new DevicesCommand())
        .setOut(out).setErr(err)
        .setCaseInsensitiveEnumValuesAllowed(true);
    var errors = new Errors(() -> main.stacktrace);
    line.setParameterExceptionHandler(errors).setExecutionExceptionHandler(errors);
    try {
      return line.execute(args);
    } catch (Error e) {
      return errors.report(err, e);
    } finally {
      out.flush();
      err.flush();
    }
  }

  /// Without a command.
  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getErr());
    throw new ParameterException(spec.commandLine(), "A command is missing.");
  }
}

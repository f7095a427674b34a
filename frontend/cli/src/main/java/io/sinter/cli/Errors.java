package io.sinter.cli;

import io.sinter.runtime.Cancelled;
import io.sinter.runtime.CompilerBug;
import io.sinter.runtime.DeadlineExceeded;
import io.sinter.runtime.DeviceError;
import io.sinter.runtime.ModelError;
import io.sinter.runtime.Problem;
import io.sinter.runtime.SinterException;
import io.sinter.runtime.UnsupportedError;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/// What goes wrong, as text and as exit code.
record Errors(BooleanSupplier stacktrace) implements IParameterExceptionHandler, IExecutionExceptionHandler {
  @Override
  public int handleParseException(ParameterException e, String[] args) {
    var err = e.getCommandLine().getErr();
    err.println(e.getMessage());
    CommandLine.UnmatchedArgumentException.printSuggestions(e, err);
    err.println("try: " + e.getCommandLine().getCommandSpec().qualifiedName() + " --help");
    trace(err, e);
    return ExitCode.USAGE;
  }

  @Override
  public int handleExecutionException(Exception e, CommandLine line, ParseResult result) {
    return e instanceof ParameterException p ? handleParseException(p, new String[0]) : report(line.getErr(), e);
  }

  /// Prints an error and answers its exit code.
  int report(PrintWriter err, Throwable e) {
    int code = switch (e) {
      case SinterException s -> report(err, s);
      case UncheckedIOException io -> report(err, io.getCause());
      case IOException io -> {
        err.println(problem(io));
        yield ExitCode.USAGE;
      }
      case InvalidPathException path -> {
        err.println(Problem.of("A path cannot be used.").given(path.getMessage()));
        yield ExitCode.USAGE;
      }
      default -> {
        err.println("An unexpected error stopped Sinter: " + e);
        err.println("this is a bug in Sinter: please report it with the output of --stacktrace");
        yield ExitCode.BUG;
      }
    };
    trace(err, e);
    return code;
  }

  private static int report(PrintWriter err, SinterException e) {
    err.println(e.getMessage());
    return switch (e) {
      case ModelError _, UnsupportedError _, DeviceError _ -> ExitCode.USAGE;
      case DeadlineExceeded _, Cancelled _ -> ExitCode.CHECK_FAILED;
      case CompilerBug bug -> {
        bug.reproducer().ifPresent(file -> err.println("reproducer: " + file));
        err.println("this is a bug in Sinter");
        yield ExitCode.BUG;
      }
    };
  }

  /// Files that are not there or cannot be used are the user's to mend.
  private static Problem problem(IOException e) {
    var sentence = switch (e) {
      case NoSuchFileException _ -> "There is no such file.";
      case AccessDeniedException _ -> "A file may not be read or written.";
      case NotDirectoryException _ -> "A folder was expected.";
      default -> "A file cannot be read or written.";
    };
    var problem = Problem.of(sentence);
    if (e instanceof FileSystemException f && f.getFile() != null) {
      problem = problem.where(f.getFile());
      if (f.getReason() != null) {
        problem = problem.given(f.getReason());
      }
    } else {
      problem = problem.given(e);
    }
    return e instanceof NoSuchFileException
        ? problem.tryThis("check the spelling; relative paths start at " + Path.of("").toAbsolutePath()) : problem;
  }

  private void trace(PrintWriter err, Throwable e) {
    if (stacktrace.getAsBoolean()) {
      e.printStackTrace(err);
    }
  }
}

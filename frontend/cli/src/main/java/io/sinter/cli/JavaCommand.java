package io.sinter.cli;

import io.sinter.runtime.ModelError;
import io.sinter.runtime.Problem;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `sinter java`: a JVM of its own, with the modules of this one.
@Command(
    name = "java",
    description = "Compiles and runs a Java program in one file that uses Sinter, with all that it needs on the module"
        + " path.",
    footer = {"", "Examples:", "  sinter java examples/java/Digits.java",
        "  sinter java --print-class-path    for your own build: javac -cp, java -cp, jshell --class-path"})
final class JavaCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(arity = "0..1", paramLabel = "FILE", description = "The program, Name.java.")
  private Path file;

  @Parameters(index = "1..*", paramLabel = "ARG", description = "What its main method gets.")
  private List<String> arguments;

  @Option(names = "--print-class-path", description = "Print what Sinter needs on a class path, and run nothing.")
  private boolean print;

  JavaCommand() {
    spec = CommandSpec.create();
    file = Path.of("");
    arguments = List.of();
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (print) {
      spec.commandLine().getOut().println(classPath());
      return ExitCode.FINE;
    }
    if (!Files.isRegularFile(file)) {
      throw new ModelError(Problem.of("There is no such program.").given(file.toString().isEmpty() ? "no file" : file)
          .expected("a Java source file with a main method").tryThis("sinter java examples/java/Digits.java"));
    }
    var command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:MaxRAMPercentage=75", "--sun-misc-unsafe-memory-access=allow"));
    var modules = System.getProperty("jdk.module.path");
    command.addAll(modules == null
        ? List.of("-cp", classPath(), "--add-modules", "jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED")
        : List.of("-p", modules, "--add-modules", JavaCommand.class.getModule().getName(),
            "--enable-native-access=" + ModelError.class.getModule().getName()));
    command.add(file.toString());
    command.addAll(arguments);
    return new ProcessBuilder(command).inheritIO().start().waitFor();
  }

  /// Every jar of the module path, or this JVM's class path.
  private static String classPath() throws IOException {
    var modules = System.getProperty("jdk.module.path");
    if (modules == null) {
      return System.getProperty("java.class.path");
    }
    var jars = new ArrayList<String>();
    for (var part : modules.split(File.pathSeparator)) {
      var path = Path.of(part);
      if (Files.isDirectory(path)) {
        try (var files = Files.list(path)) {
          files.filter(f -> f.toString().endsWith(".jar")).sorted().forEach(f -> jars.add(f.toString()));
        }
      } else {
        jars.add(part);
      }
    }
    return String.join(File.pathSeparator, jars);
  }
}

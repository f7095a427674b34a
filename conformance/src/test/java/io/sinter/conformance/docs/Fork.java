package io.sinter.conformance.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// What came of a Java program that ran in a process of its own.
record Fork(int code, String out, String err) {
  private static final int MINUTES = 5;

  /// The class path of the tests.
  static String classPath() {
    return System.getProperty("java.class.path");
  }

  /// Runs a class in a folder, with nothing to read and the flags of the command line.
  ///
  /// @param columns how wide the terminal would be if there were one
  static Fork java(Path folder, String classPath, int columns, List<String> classAndArguments) {
    var command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "@" + folder.resolve("frontend/cli/java.flags"), "-Dpicocli.usage.width=" + columns,
        "-Dpicocli.ansi=false", "--add-modules", "jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED", "-cp",
        classPath));
    command.addAll(classAndArguments);
    try {
      var out = Files.createTempFile("sinter", ".out");
      var err = Files.createTempFile("sinter", ".err");
      try {
        int code = run(new ProcessBuilder(command).directory(folder.toFile())
            .redirectOutput(out.toFile()).redirectError(err.toFile()));
        return new Fork(code, text(out), text(err));
      } finally {
        Files.delete(out);
        Files.delete(err);
      }
    } catch (IOException e) {
      throw new AssertionError("Could not run " + command, e);
    }
  }

  private static int run(ProcessBuilder builder) throws IOException {
    builder.environment().keySet().removeIf(key -> key.endsWith("JAVA_OPTIONS") || key.equals("JAVA_TOOL_OPTIONS"));
    var process = builder.start();
    process.getOutputStream().close();
    try {
      if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
        throw new AssertionError("Still running after " + MINUTES + " minutes: " + builder.command());
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("Interrupted: " + builder.command(), e);
    } finally {
      process.destroyForcibly();
    }
  }

  private static String text(Path file) throws IOException {
    return Files.readString(file).replace("\r\n", "\n");
  }
}

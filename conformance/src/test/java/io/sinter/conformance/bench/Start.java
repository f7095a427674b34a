package io.sinter.conformance.bench;

import io.sinter.conformance.Checkout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// What one engine needs in a process of its own, with the flags of the command line.
///
/// @param firstMs from the start of the process to the first result
/// @param compileMs reading and compiling the model
/// @param peakMb memory that was resident at most
/// @param allocated bytes that a warm run allocates on the heap, its results among them
record Start(String workload, Engine engine, double firstMs, double compileMs, double peakMb, double allocated) {
  /// The median of several processes, by their first results.
  static Start of(Workload workload, Sample sample, Engine engine, int processes) {
    return IntStream.range(0, processes).mapToObj(i -> once(workload, sample, engine))
        .sorted(Comparator.comparingDouble(Start::firstMs)).toList().get(processes / 2);
  }

  private static Start once(Workload workload, Sample sample, Engine engine) {
    var command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "@" + Checkout.root().resolve("frontend/cli/java.flags"), "--add-modules", "jdk.incubator.vector",
        "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"),
        FreshProcess.class.getName(), engine.name(), sample.file().toString()));
    Arrays.stream(sample.inputs().getFirst().shape()).forEach(d -> command.add(Long.toString(d)));
    try {
      long start = System.nanoTime();
      var process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      try (var lines = process.inputReader(StandardCharsets.UTF_8)) {
        require(lines.readLine(), "first", command);
        double first = (System.nanoTime() - start) / 1e6;
        var rest = require(lines.readLine(), "rest", command);
        return new Start(workload.label(), engine, first, Double.parseDouble(rest[1]), Double.parseDouble(rest[2]),
            Double.parseDouble(rest[3]));
      } finally {
        process.destroy();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String[] require(@Nullable String line, String word, List<String> command) {
    if (line == null || !line.startsWith(word)) {
      throw new IllegalStateException("'" + line + "' from " + command);
    }
    return line.split(" ");
  }
}

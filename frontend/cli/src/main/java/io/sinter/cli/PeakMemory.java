package io.sinter.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;

/// The most memory this process has ever had resident.
final class PeakMemory {
  private static final String KEY = "VmHWM:";

  private PeakMemory() {}

  /// Empty where the system does not say; Linux does.
  static OptionalDouble megabytes() {
    try {
      return Files.readAllLines(Path.of("/proc/self/status")).stream().filter(l -> l.startsWith(KEY))
          .mapToDouble(l -> Double.parseDouble(l.replaceAll("[^0-9]", "")) / 1024).findFirst();
    } catch (IOException e) {
      return OptionalDouble.empty();
    }
  }
}

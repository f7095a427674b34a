package io.sinter.report;

import io.sinter.CompileOptions;
import io.sinter.KernelModel;
import java.util.Map;

/// What a report is about.
///
/// @param name of the model
/// @param version of Sinter and of the Java that ran it
/// @param readMillis how long it took to read the model
/// @param sizes the named sizes that the inputs of the measured runs settle
/// @param threads of the measured runs
public record Subject(String name, String version, CompileOptions options, KernelModel model, double readMillis,
    Map<String, Long> sizes, LaunchTimes times, int threads) {
  public Subject {
    sizes = Map.copyOf(sizes);
  }
}

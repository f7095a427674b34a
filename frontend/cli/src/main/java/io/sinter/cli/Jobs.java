package io.sinter.cli;

import io.sinter.runtime.ModelError;
import io.sinter.runtime.Problem;

/// The option `--jobs`.
final class Jobs {
  private Jobs() {}

  /// @throws ModelError when it is below 1
  static int of(int jobs) {
    if (jobs < 1) {
      throw new ModelError(
          Problem.of("The number of jobs cannot be used.").given("--jobs " + jobs).expected("1 or more"));
    }
    return jobs;
  }
}

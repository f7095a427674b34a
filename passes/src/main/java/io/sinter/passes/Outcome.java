package io.sinter.passes;

import io.sinter.ir.Function;
import java.util.List;

/// What a pipeline made of a function, and how.
///
/// @param stages the function after each pass, as the report's entries
public record Outcome(Function function, Report report, List<Function> stages) {
  public Outcome {
    stages = List.copyOf(stages);
  }
}

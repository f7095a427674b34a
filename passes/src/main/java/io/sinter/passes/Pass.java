package io.sinter.passes;

import io.sinter.ir.Function;
import java.util.Locale;

/// One step of a pipeline: a function with the same meaning, parameters and results, better in one respect.
///
/// A pass is a value without state, prints nothing, and answers the same for the same function.
public interface Pass {
  /// The name in pipelines, dumps and reports: that of the class, in kebab case.
  default String name() {
    return getClass().getSimpleName().replaceAll("(?<=[a-z0-9])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
  }

  /// @param tally where the pass counts what it did
  Function apply(Function function, Tally tally);
}

package io.sinter.passes;

import io.sinter.ir.Function;
import java.util.List;
import java.util.Map;

/// Functions on which the overrides of composites are tried: each holds the composite in one of the forms that its
/// override has another body for. Sizes that are symbols vary from trial to trial.
final class OverrideSamples {
  private static final Map<String, List<Function>> SAMPLES = Map.of();

  private OverrideSamples() {}

  static List<Function> of(String composite) {
    return SAMPLES.getOrDefault(composite, List.of());
  }
}

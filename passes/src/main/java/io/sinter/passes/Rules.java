package io.sinter.passes;

import java.util.ArrayList;
import java.util.List;

/// All rules, by topic.
final class Rules {
  private Rules() {}

  /// In the order in which they are tried.
  static List<Rule> of(PassOptions options) {
    var all = new ArrayList<>(FoldConstants.rules(options));
    all.addAll(AlgebraRules.RULES);
    all.addAll(ConvertRules.RULES);
    all.addAll(ViewRules.RULES);
    all.addAll(JoinRules.RULES);
    all.addAll(ReduceRules.RULES);
    all.addAll(SinkRules.RULES);
    all.addAll(ContractionRules.RULES);
    if (!options.rounding()) {
      all.removeIf(r -> r.exactness() == Rule.Exactness.ROUNDING);
    }
    return List.copyOf(all);
  }
}

package io.sinter.passes;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// All rules, by topic.
final class Rules {
  private Rules() {}

  /// In the order in which they are tried.
  static List<Rule> of(PassOptions options) {
    return Stream.of(small(options), ContractionRules.WEIGHTS, WholeRules.CLAMPS).flatMap(List::stream)
        .filter(r -> isOn(r, options)).toList();
  }

  /// All but those that are tried when nothing else is left to do, because they compute large constants or hide what
  /// others look for.
  static List<Rule> small(PassOptions options) {
    var all = new ArrayList<>(FoldConstants.rules(options));
    all.addAll(AlgebraRules.RULES);
    all.addAll(ConvertRules.RULES);
    all.addAll(ViewRules.RULES);
    all.addAll(JoinRules.RULES);
    all.addAll(ReduceRules.RULES);
    all.addAll(IndexRules.RULES);
    all.addAll(SinkRules.RULES);
    all.addAll(ContractionRules.RULES);
    all.addAll(ProductRules.RULES);
    all.addAll(WholeRules.RULES);
    return all.stream().filter(r -> isOn(r, options)).toList();
  }

  private static boolean isOn(Rule rule, PassOptions options) {
    return switch (rule.exactness()) {
      case EXACT -> true;
      case ROUNDING -> options.rounding();
    };
  }
}

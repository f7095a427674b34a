package io.sinter.passes;

import java.util.Optional;

/// The examples of rules, for documents that show them.
public final class RuleExamples {
  private RuleExamples() {}

  /// The example of the rule of that name, if there is one.
  public static Optional<String> of(String name) {
    return Rules.of(PassOptions.DEFAULT).stream().filter(rule -> rule.name().equals(name)).map(Rule::example)
        .findFirst();
  }
}

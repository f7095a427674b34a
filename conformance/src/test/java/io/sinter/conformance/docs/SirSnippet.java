package io.sinter.conformance.docs;

import io.sinter.ir.Text;
import io.sinter.ir.kernel.KernelText;
import io.sinter.passes.RuleExamples;
import io.sinter.runtime.ModelError;
import java.util.Map;
import java.util.Optional;

/// The program of a `sir` block: functions, a kernel, or with the option `rule=NAME` the example of that rule.
final class SirSnippet {
  private SirSnippet() {}

  /// What is wrong with a block, if anything.
  static Optional<String> problem(Block block) {
    return block.option("rule").map(rule -> rule(block, rule)).orElseGet(() -> syntax(block));
  }

  private static Optional<String> rule(Block block, String rule) {
    var example = RuleExamples.of(rule);
    if (example.isEmpty()) {
      return Optional.of(block.place() + ": there is no rule " + rule);
    }
    return example.get().strip().equals(block.text().strip()) ? Optional.empty()
        : Optional.of("%s: the example of %s is\n%s".formatted(block.place(), rule, example.get()));
  }

  private static Optional<String> syntax(Block block) {
    try {
      if (block.lines().stream().anyMatch(line -> line.startsWith("function "))) {
        Text.parseAll(block.text(), Map.of());
      } else {
        KernelText.parse(block.text());
      }
      return Optional.empty();
    } catch (ModelError | IllegalArgumentException e) {
      return Optional.of(block.place() + ": " + e.getMessage());
    }
  }
}

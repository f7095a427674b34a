package io.sinter.passes;

import static org.assertj.core.api.Assertions.assertThat;

import io.sinter.ir.Function;
import io.sinter.ir.Interpreter;
import io.sinter.ir.Text;
import io.sinter.runtime.Tensor;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every rule does what its example says, and that means the same.
class RuleTest {
  static Stream<Rule> rules() {
    return Rules.of(PassOptions.DEFAULT).stream();
  }

  @ParameterizedTest
  @MethodSource("rules")
  void turnsTheLeftOfItsExampleIntoTheRight(Rule rule) {
    var example = Example.parse(rule.example());
    var tally = new Tally();
    var actual = Rewriter.rewrite(example.before(), List.of(rule), tally);
    assertThat(Text.print(actual)).isEqualTo(Text.print(example.after()));
    assertThat(tally.hits()).as("the rule applies once").containsExactly(java.util.Map.entry(rule.name(), 1));
  }

  @ParameterizedTest
  @MethodSource("rules")
  void meansTheSameOnBothSides(Rule rule) {
    var example = Example.parse(rule.example());
    boolean exact = rule.exactness() == Rule.Exactness.EXACT;
    for (int seed = 0; seed < 20; seed++) {
      var inputs = inputs(example.before(), new Random(seed), exact);
      var difference = Difference.between(
          Interpreter.run(example.before(), inputs), Interpreter.run(example.after(), inputs), exact);
      assertThat(difference).as("with %s", inputs).isEmpty();
    }
  }

  /// Random elements; where every bit counts, now and then one of the numbers that laws forget.
  private static List<Tensor> inputs(Function function, Random random, boolean special) {
    double[] odd = {0.0, -0.0, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 1e-45, -3e38, 1.0, -1.0};
    return RandomInputs.of(function, random.nextLong()).stream().map(t -> {
      var values = t.toDoubles();
      for (int i = 0; i < values.length; i++) {
        if (special && t.dtype().isFloat() && random.nextInt(3) == 0) {
          values[i] = odd[random.nextInt(odd.length)];
        }
      }
      return Tensor.fromDoubles(t.dtype(), t.shape(), values);
    }).toList();
  }

  @Test
  void namesAreDistinctFactsInKebabCase() {
    var names = rules().map(Rule::name).toList();
    assertThat(names).doesNotHaveDuplicates().allMatch(n -> n.matches("[a-z]+(-[a-z]+)*"));
    assertThat(rules()).allMatch(r -> !r.law().isBlank());
  }

  @Test
  void withoutRoundingOnlyExactRulesAreLeft() {
    assertThat(Rules.of(PassOptions.DEFAULT.exact())).isNotEmpty()
        .allMatch(r -> r.exactness() == Rule.Exactness.EXACT);
  }
}

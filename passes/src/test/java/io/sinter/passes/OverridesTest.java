package io.sinter.passes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sinter.ir.Function;
import io.sinter.ir.Interpreter;
import io.sinter.ir.Text;
import io.sinter.runtime.CompilerBug;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Every entry of the table is tried on functions that hold its composite, and means what the body means.
class OverridesTest {
  private static final int SEEDS = 20;

  private static final Function TWICE = Text.parse("""
      function main(%p: f32[n]) -> (y: f32[n]) {
        %0 = composite(%p) name("outer") body(function outer(%x: f32[n]) -> (result: f32[n]) {
          %0 = composite(%x) name("twice") body(function twice(%x: f32[n]) -> (result: f32[n]) {
            %0 = add(%x, %x) : f32[n]
            return %0
          }) : f32[n]
          return %0
        }) : f32[n]
        return %0
      }
      """);

  private static Optional<Function> times(String constant) {
    return Optional.of(Text.parse("""
        function times(%x: f32[n]) -> (result: f32[n]) {
          %0 = constant f32[] CONSTANT
          %1 = broadcast(%0) shape(n) axes() : f32[n]
          %2 = mul(%x, %1) : f32[n]
          return %2
        }
        """.replace("CONSTANT", constant)));
  }

  @Test
  void meanWhatTheBodiesMean() {
    for (var override : Overrides.ALL) {
      var samples = OverrideSamples.of(override.composite());
      assertThat(samples).as("samples for '%s' in OverrideSamples", override).isNotEmpty();
      samples.forEach(f -> assertThat(difference(override, f)).as("%s in %s", override, f).isEmpty());
    }
  }

  @Test
  void eachNameHasOneAndALaw() {
    assertThat(Overrides.ALL.stream().map(CompositeOverride::composite)).doesNotHaveDuplicates();
    assertThat(Overrides.ALL).allMatch(o -> !o.law().isBlank());
  }

  @Test
  void reachCompositesInsideOfOthers() {
    var override = CompositeOverride.exact("twice", "x + x = 2 x", op -> times("2.0"));
    var tally = new Tally();
    var after = new OverrideComposites(List.of(override)).apply(TWICE, tally);
    assertThat(Text.print(after)).contains("mul(").doesNotContain("add(");
    assertThat(tally.hits()).containsOnlyKeys("twice");
    assertThat(difference(override, TWICE)).isEmpty();
  }

  @Test
  void aWrongOneIsFound() {
    var override = CompositeOverride.exact("twice", "x + x = 3 x", op -> times("3.0"));
    assertThat(difference(override, TWICE)).isPresent();
  }

  @Test
  void mayDecline() {
    var override = CompositeOverride.exact("twice", "of no use", op -> Optional.empty());
    assertThat(new OverrideComposites(List.of(override)).apply(TWICE, new Tally()).toString())
        .isEqualTo(TWICE.toString());
  }

  @Test
  void ofOtherTypesAreAnError() {
    var override = CompositeOverride.exact("outer", "x = y", op -> Optional.of(Text.parse("""
        function other(%x: f32[n]) -> (result: f32[]) {
          %0 = reduce(%x) combiner(add) axes(0) : f32[]
          return %0
        }
        """)));
    assertThatThrownBy(() -> new OverrideComposites(List.of(override)).apply(TWICE, new Tally()))
        .isInstanceOf(CompilerBug.class).hasMessageContaining("outer");
  }

  /// How the override changes what a function computes, if it does; the function must hold the composite.
  private static Optional<String> difference(CompositeOverride override, Function function) {
    var names = new HashSet<String>();
    var noted = new CompositeOverride(override.composite(), override.law(), override.exactness(), op -> {
      names.add(op.name());
      return override.body().of(op);
    });
    var tally = new Tally();
    var after = new OverrideComposites(List.of(noted)).apply(function, tally);
    assertThat(names).containsExactly(override.composite());
    assertThat(tally.hits()).as("the override has another body for the sample").isNotEmpty();
    boolean exact = override.exactness() == Rule.Exactness.EXACT;
    for (int seed = 0; seed < SEEDS; seed++) {
      var inputs = RandomInputs.of(function, seed);
      var off = Difference.between(Interpreter.run(function, inputs), Interpreter.run(after, inputs), exact);
      if (off.isPresent()) {
        return off;
      }
    }
    return Optional.empty();
  }
}

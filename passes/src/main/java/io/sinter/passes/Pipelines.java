package io.sinter.passes;

import static io.sinter.passes.Phase.step;

import io.sinter.runtime.ModelError;
import io.sinter.runtime.Problem;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Which passes run for which target, and why.
public final class Pipelines {
  private Pipelines() {}

  /// What holds for every target: fewer and simpler ops.
  public static Pipeline tensor(PassOptions options) {
    return tensor(options, List.of());
  }

  /// The same for a function of which some inputs and outputs share arrays.
  public static Pipeline tensor(PassOptions options, List<StatePair> states) {
    return new Pipeline("tensor", List.of(
        new Phase("import", Legality.IMPORTED, List.of(
            step(new EliminateDeadCode(), "readers build more than results need"))),
        new Phase("primitive", Legality.PRIMITIVE, List.of(
            step(new OverrideComposites(Overrides.of(options)), "some bodies are better than their meaning"),
            step(new InlineComposites(Set.of()), "rules and lowering know primitives only"),
            step(new MergeEqual(), "bodies inlined twice share work"),
            step(new HoistFromLoops(), "one product of all steps beats one for each"),
            step(new Simplify(options), "fewer ops, smaller ones, weights absorb scales"),
            step(new SplitProducts(), "parts of a product join what combines them"),
            step(new FoldConstants(options), "parts of weights are weights"))),
        new Phase("layout", Legality.LAID_OUT, List.of(
            step(new ChooseLayout(states), "windows want channels innermost and halos")))));
  }

  /// The pass of that name: one of a pipeline, one that stands in none, or a single rule.
  ///
  /// @throws ModelError listing the names there are
  public static Pass named(String name, PassOptions options) {
    return find(name, options).orElseThrow(() -> new ModelError(Problem.of("There is no pass '" + name + "'.")
        .expected(passes(options).map(Pass::name).distinct().sorted().toList() + " or the name of a rule")));
  }

  private static Optional<Pass> find(String name, PassOptions options) {
    return Stream.concat(passes(options), Rules.of(options).stream().map(ApplyRule::new))
        .filter(p -> p.name().equals(name)).findFirst();
  }

  private static Stream<Pass> passes(PassOptions options) {
    return Stream.concat(tensor(options).passes().stream(), Stream.of(
        new FoldConstants(options), new SettleSizes(), new NarrowControl()));
  }
}

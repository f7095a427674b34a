package io.sinter.passes;

import java.util.Arrays;
import java.util.List;

/// Passes in order, grouped into phases.
public record Pipeline(String name, List<Phase> phases) {
  public Pipeline {
    phases = List.copyOf(phases);
  }

  /// Passes without a claim about what is left after them.
  public static Pipeline of(Pass... passes) {
    return of(Arrays.asList(passes));
  }

  /// Passes without a claim about what is left after them.
  public static Pipeline of(List<Pass> passes) {
    return new Pipeline("custom",
        List.of(new Phase("custom", Legality.ANY, passes.stream().map(p -> Phase.step(p, "asked for")).toList())));
  }

  public List<Phase.Step> steps() {
    return phases.stream().flatMap(p -> p.steps().stream()).toList();
  }

  public List<Pass> passes() {
    return steps().stream().map(Phase.Step::pass).toList();
  }

  /// One line per pass: its name and why it stands there.
  @Override
  public String toString() {
    var out = new StringBuilder("pipeline " + name + "\n");
    for (var phase : phases) {
      out.append("  phase ").append(phase.name()).append('\n');
      phase.steps().forEach(s -> out.append("    %-24s %s%n".formatted(s.pass().name(), s.why())));
    }
    return out.toString();
  }
}

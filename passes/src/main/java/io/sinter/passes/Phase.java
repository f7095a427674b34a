package io.sinter.passes;

import java.util.List;

/// Some steps of a pipeline after which only certain ops are left.
public record Phase(String name, Legality after, List<Step> steps) {
  /// A pass and, in at most ten words, why it stands here.
  public record Step(Pass pass, String why) {}

  public Phase {
    steps = List.copyOf(steps);
  }

  /// Steps from pairs.
  static Step step(Pass pass, String why) {
    return new Step(pass, why);
  }
}

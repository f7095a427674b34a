package io.sinter.passes;

import io.sinter.ir.Function;
import io.sinter.ir.Interpreter;
import io.sinter.runtime.ModelError;
import io.sinter.runtime.Tensor;
import java.util.List;
import java.util.Optional;

/// Compares what functions compute by running them in the interpreter on random inputs.
final class Bisect {
  private static final int TRIES = 7;

  private Bisect() {}

  /// The index of the first pass after which the results differ, and how.
  record Wrong(int pass, String difference) {}

  /// Looks for the pass that broke the function in as many runs as the number of passes has bits. Finds one such pass,
  /// the first if no later one repairs what it broke.
  static Optional<Wrong> firstWrong(List<Driver.Snapshot> snapshots) {
    var inputs = inputs(snapshots.getFirst().function());
    if (inputs.isEmpty()) {
      return Optional.empty();
    }
    var expected = Interpreter.run(snapshots.getFirst().function(), inputs.get());
    int good = 0;
    int bad = snapshots.size() - 1;
    if (wrong(snapshots.get(bad), inputs.get(), expected).isEmpty()) {
      return Optional.empty();
    }
    while (bad - good > 1) {
      int middle = (good + bad) >>> 1;
      if (wrong(snapshots.get(middle), inputs.get(), expected).isEmpty()) {
        good = middle;
      } else {
        bad = middle;
      }
    }
    return Optional.of(new Wrong(bad - 1, wrong(snapshots.get(bad), inputs.get(), expected).orElseThrow()));
  }

  private static Optional<String> wrong(Driver.Snapshot s, List<Tensor> inputs, List<Tensor> expected) {
    return compare(s.function(), inputs, expected, s.rounding());
  }

  /// What differs between what two functions compute, if anything.
  static Optional<String> difference(Function before, Function after, boolean rounding) {
    return inputs(before).flatMap(inputs -> compare(after, inputs, Interpreter.run(before, inputs), rounding));
  }

  private static Optional<String> compare(
      Function function, List<Tensor> inputs, List<Tensor> expected, boolean rounding) {
    try {
      return Difference.between(expected, Interpreter.run(function, inputs), !rounding);
    } catch (RuntimeException e) {
      return Optional.of("the interpreter fails: " + e.getMessage());
    }
  }

  /// Inputs whose sizes the function accepts, if some are found.
  private static Optional<List<Tensor>> inputs(Function function) {
    for (int seed = 0; seed < TRIES; seed++) {
      try {
        var inputs = RandomInputs.of(function, seed);
        Interpreter.run(function, inputs);
        return Optional.of(inputs);
      } catch (ModelError e) {
        // these sizes do not fit together
      }
    }
    return Optional.empty();
  }
}

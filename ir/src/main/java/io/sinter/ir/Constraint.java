package io.sinter.ir;

import io.sinter.runtime.Dim;
import io.sinter.runtime.ModelError;
import io.sinter.runtime.Problem;
import io.sinter.runtime.Shape;
import io.sinter.runtime.Truth;
import java.util.function.Supplier;

/// The numbered conditions under which an op has a type. Each `check` in an op's type rule is one constraint, named
/// `op.Cn` in the message, with one test that violates it.
final class Constraint {
  private Constraint() {}

  /// Whether every size may be at least 0.
  static boolean canExist(Shape shape) {
    return shape.dims().stream().allMatch(d -> Dim.ZERO.atMost(d) != Truth.NO);
  }

  static void check(String op, int number, boolean holds, Supplier<String> violation) {
    if (!holds) {
      throw new ModelError(Problem.of("The operation " + op + " is not well typed (" + op + ".C" + number + ").")
          .given(violation.get()));
    }
  }
}

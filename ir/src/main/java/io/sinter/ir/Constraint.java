package io.sinter.ir;

import io.sinter.runtime.ModelError;
import io.sinter.runtime.Problem;
import java.util.function.Supplier;

/// The numbered conditions under which an op has a type. Each `check` in an op's type rule is one constraint, named
/// `op.Cn` in the message, with one test that violates it.
final class Constraint {
  private Constraint() {}

  static void check(String op, int number, boolean holds, Supplier<String> violation) {
    if (!holds) {
      throw new ModelError(
          Problem.of("The operation " + op + " is not well typed (" + op + ".C" + number + ").").given(violation.get()));
    }
  }
}

package io.sinter.ir;

import io.sinter.runtime.Dim;
import io.sinter.runtime.ModelError;
import io.sinter.runtime.Problem;
import io.sinter.runtime.Shape;
import io.sinter.runtime.Truth;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;

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

  /// Whether distinct axes of a tensor of rank `rank` are listed in ascending order.
  static boolean ascend(List<Integer> axes, int rank) {
    return IntStream.range(0, axes.size())
        .allMatch(i -> axes.get(i) >= (i == 0 ? 0 : axes.get(i - 1) + 1) && axes.get(i) < rank);
  }

  /// Whether each axis of a tensor of rank `rank` is listed once.
  static boolean areAll(List<Integer> axes, int rank) {
    return axes.stream().sorted().toList().equals(IntStream.range(0, rank).boxed().toList());
  }
}

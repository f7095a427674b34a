package io.sinter.trace;

import io.sinter.runtime.Dim;
import io.sinter.runtime.ModelError;
import io.sinter.runtime.Problem;
import io.sinter.runtime.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/// Sizes as users write them: numbers, names, and expressions of other sizes.
final class Dims {
  /// No Java array is longer.
  static final int LARGEST = Integer.MAX_VALUE;

  private Dims() {}

  /// @param known the names that there are; where it is empty any name is a new size
  /// @param open whether -1 may stand for a size
  static List<Dim> of(Object[] sizes, Set<String> known, boolean open, String place) {
    return Arrays.stream(sizes).map(size -> of(size, known, open, place)).toList();
  }

  private static Dim of(Object size, Set<String> known, boolean open, String place) {
    return switch (size) {
      case Dim d -> d;
      case Long n when n >= (open ? -1 : 0) && n <= LARGEST -> Dim.of(n);
      case Integer n when n >= (open ? -1 : 0) -> Dim.of(n);
      case String name when isName(name) && (known.isEmpty() || known.contains(name)) -> Dim.symbol(name);
      case String name when isName(name) -> throw new ModelError(Problem.of("There is no size of that name.")
          .where(place).given("'" + name + "'").expected("one of " + known.stream().sorted().toList())
          .tryThis("name a size in one of the inputs"));
      default -> throw new ModelError(Problem.of("A size is not well written.").where(place)
          .given(size instanceof String s ? "'" + s + "'" : size.toString())
          .expected("a number from 0 to " + LARGEST + (open ? ", -1 for what is left" : "")
              + ", a name such as \"batch\", or a Dim"));
    };
  }

  /// Whether the number of elements, as far as it is known, fits into a long.
  static boolean isCountable(Shape shape) {
    try {
      shape.elements();
      return true;
    } catch (ArithmeticException e) {
      return false;
    }
  }

  private static boolean isName(String name) {
    return !name.isEmpty() && Character.isJavaIdentifierStart(name.charAt(0))
        && name.chars().allMatch(Character::isJavaIdentifierPart);
  }
}

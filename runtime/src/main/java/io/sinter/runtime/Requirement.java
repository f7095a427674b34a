package io.sinter.runtime;

/// What must hold of sizes that are known only when a program runs, or its kernels would read what is not there.
///
/// @param unless nothing is required where this is 0: how many elements are read
/// @param sentence what is wrong where it does not hold, as an error begins
/// @param origin the layers that require it
public record Requirement(Dim left, Relation relation, Dim right, Dim unless, String sentence, String origin) {
  /// How two sizes must stand to each other.
  public enum Relation {
    EQUAL("equal to"),
    /// The left one is 1, or both are equal, or the right one is 0.
    BROADCAST("1, or equal to"),
    AT_MOST("at most");

    private final String words;

    Relation(String words) {
      this.words = words;
    }

    boolean holds(long left, long right) {
      return switch (this) {
        case EQUAL -> left == right;
        case BROADCAST -> left == 1 || left == right || right == 0;
        case AT_MOST -> left <= right;
      };
    }

    @Override
    public String toString() {
      return words;
    }
  }

  /// @throws ModelError when it does not hold
  void check(Sizes sizes) {
    if (sizes.value(unless, origin) == 0) {
      return;
    }
    long a = sizes.value(left, origin);
    long b = sizes.value(right, origin);
    if (!relation.holds(a, b)) {
      throw new ModelError(Problem.of(sentence).where(origin).given(side(a, left))
          .expected(relation + " " + side(b, right)).tryThis("pass inputs whose sizes fit each other"));
    }
  }

  private static String side(long value, Dim dim) {
    return dim.constant().isPresent() ? Long.toString(value) : value + " (" + dim + ")";
  }

  /// `T is 1, or equal to P + S`.
  @Override
  public String toString() {
    return left + " is " + relation + " " + right + (unless.equals(Dim.ONE) ? "" : " unless " + unless + " is 0");
  }
}

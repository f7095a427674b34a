package io.sinter.ir;

/// How close two correct implementations of an operation must come.
public sealed interface Exactness {
  /// The same bits (all NaNs count as one value).
  record Exact() implements Exactness {}

  /// At most `count` units in the last place away from the true value.
  record Ulps(int count) implements Exactness {}

  /// A sum of many terms whose order may differ: the error grows with the number of terms.
  record Reordered() implements Exactness {}

  Exactness EXACT = new Exact();
  Exactness REORDERED = new Reordered();

  static Exactness ulps(int count) {
    return new Ulps(count);
  }
}

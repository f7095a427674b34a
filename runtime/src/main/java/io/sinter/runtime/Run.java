package io.sinter.runtime;

import org.jspecify.annotations.Nullable;

/// What all steps of one run have in common.
///
/// @param budget how many bytes may be taken
record Run(int threads, Limits limits, long budget, @Nullable LaunchObserver observer) {
  /// @param at the sizes that need it
  /// @throws ModelError when that is more than the budget
  void require(long bytes, Sizes at) {
    if (bytes > budget) {
      var sizes = at.toString();
      throw MemoryShortage.ofRun(bytes + " bytes" + (sizes.isEmpty() ? "" : " for " + sizes) + " on " + threads
          + (threads == 1 ? " thread" : " threads"), budget);
    }
  }

  /// Whether this is what [#less] gives.
  boolean isLess(Run whole, long bytes) {
    return budget == whole.budget - bytes && threads == whole.threads && limits == whole.limits
        && observer == whole.observer;
  }

  /// The same with a part of the memory taken.
  Run less(long bytes) {
    return new Run(threads, limits, budget - bytes, observer);
  }
}

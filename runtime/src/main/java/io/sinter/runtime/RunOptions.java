package io.sinter.runtime;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/// How one run may use the machine. None of it changes a bit of the results.
///
/// @param threads how many threads may work, the caller included
/// @param deadline how long the run may take; checked between launches and between portions of a launch
/// @param memoryBudget how many bytes frame, scratch arrays and outputs may take, and what loops carry and stack;
///     checked before anything is allocated. Without one it is [KernelSet#room] of where the model runs
/// @param cancellation stops the run from another thread
public record RunOptions(
    int threads, Optional<Duration> deadline, OptionalLong memoryBudget, Cancellation cancellation) {
  /// All processors, any time, and most of the memory that there is. A run that would need more is refused before it
  /// has taken any.
  public static final RunOptions DEFAULTS = new RunOptions(Runtime.getRuntime().availableProcessors(),
      Optional.empty(), OptionalLong.empty(), Cancellation.NONE);

  public RunOptions {
    if (threads < 1) {
      throw new IllegalArgumentException("a run needs at least one thread, not " + threads);
    }
    if (memoryBudget.orElse(0) < 0) {
      throw new IllegalArgumentException("a memory budget of " + memoryBudget.getAsLong() + " bytes");
    }
  }

  public RunOptions withThreads(int count) {
    return new RunOptions(count, deadline, memoryBudget, cancellation);
  }

  public RunOptions withDeadline(Duration limit) {
    return new RunOptions(threads, Optional.of(limit), memoryBudget, cancellation);
  }

  public RunOptions withMemoryBudget(long bytes) {
    return new RunOptions(threads, deadline, OptionalLong.of(bytes), cancellation);
  }

  public RunOptions withCancellation(Cancellation token) {
    return new RunOptions(threads, deadline, memoryBudget, token);
  }
}

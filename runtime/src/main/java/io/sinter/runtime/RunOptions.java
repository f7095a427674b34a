package io.sinter.runtime;

import java.time.Duration;
import java.util.Optional;

/// How one run may use the machine. None of it changes a bit of the results.
///
/// @param threads how many threads may work, the caller included
/// @param deadline how long the run may take; checked between launches and between portions of a launch
/// @param memoryBudget how many bytes frame, scratch arrays and outputs may take, and what loops carry and stack;
///     checked before anything is allocated
/// @param cancellation stops the run from another thread
public record RunOptions(
    int threads, Optional<Duration> deadline, long memoryBudget, Cancellation cancellation) {
  /// All processors, any time, and three quarters of the largest heap that the JVM may have: the rest is for the model,
  /// its inputs and the program around it. A run that would need more is refused before it has taken any.
  public static final RunOptions DEFAULTS = new RunOptions(Runtime.getRuntime().availableProcessors(),
      Optional.empty(), Runtime.getRuntime().maxMemory() / 4 * 3, Cancellation.NONE);

  public RunOptions {
    if (threads < 1) {
      throw new IllegalArgumentException("a run needs at least one thread, not " + threads);
    }
    if (memoryBudget < 0) {
      throw new IllegalArgumentException("a memory budget of " + memoryBudget + " bytes");
    }
  }

  public RunOptions withThreads(int count) {
    return new RunOptions(count, deadline, memoryBudget, cancellation);
  }

  public RunOptions withDeadline(Duration limit) {
    return new RunOptions(threads, Optional.of(limit), memoryBudget, cancellation);
  }

  public RunOptions withMemoryBudget(long bytes) {
    return new RunOptions(threads, deadline, bytes, cancellation);
  }

  public RunOptions withCancellation(Cancellation token) {
    return new RunOptions(threads, deadline, memoryBudget, token);
  }
}

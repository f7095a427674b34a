package io.sinter.runtime;

import java.time.Duration;

/// When a run has to stop: its deadline as a point in time, and its cancellation.
final class Limits {
  static final Limits NONE = new Limits(Duration.ZERO, false, Cancellation.NONE);

  private final Duration deadline;
  private final boolean timed;
  private final long end;
  private final Cancellation cancellation;

  private Limits(Duration deadline, boolean timed, Cancellation cancellation) {
    this.deadline = deadline;
    this.timed = timed;
    this.end = System.nanoTime() + nanos(deadline);
    this.cancellation = cancellation;
  }

  private static long nanos(Duration duration) {
    return duration.compareTo(Duration.ofDays(10_000)) > 0 ? Long.MAX_VALUE / 2 : duration.toNanos();
  }

  /// Those of a run that starts now.
  static Limits of(RunOptions options) {
    return options.deadline().isEmpty() && options.cancellation() == Cancellation.NONE
        ? NONE
        : new Limits(options.deadline().orElse(Duration.ZERO), options.deadline().isPresent(), options.cancellation());
  }

  /// @throws DeadlineExceeded or [Cancelled], saying that `next` was not started
  void check(Object next) {
    if (this == NONE) {
      return;
    }
    if (cancellation.isCancelled()) {
      throw new Cancelled(next.toString());
    }
    if (timed && System.nanoTime() - end >= 0) {
      throw new DeadlineExceeded(deadline, next.toString());
    }
  }
}

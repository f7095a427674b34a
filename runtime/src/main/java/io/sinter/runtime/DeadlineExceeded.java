package io.sinter.runtime;

import java.time.Duration;

/// The time that a caller granted is over. What was computed so far is dropped; the next run starts afresh.
public final class DeadlineExceeded extends SinterException {
  private static final long serialVersionUID = 1;

  /// @param deadline what was granted
  /// @param where what was about to start
  public DeadlineExceeded(Duration deadline, String where) {
    super(Problem.of("The work was stopped because its deadline has passed.")
        .where(where)
        .given("a deadline of " + text(deadline))
        .tryThis("grant more time, use more threads or a smaller batch")
        .toString());
  }

  private static String text(Duration d) {
    return d.toNanos() % 1_000_000_000 == 0 ? d.toSeconds() + " s" : d.toNanos() / 1e6 + " ms";
  }
}

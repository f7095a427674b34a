package io.sinter.runtime;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/// What work on one model may still cost, in time and in bytes of constants. Handed from step to step of the work and
/// asked between them, by any thread.
public final class Allowance {
  /// No limit.
  public static final Allowance UNLIMITED = new Allowance(Duration.ofNanos(Long.MAX_VALUE), Long.MAX_VALUE);

  private final long start = System.nanoTime();
  private final Duration time;
  private final long bytes;
  private final AtomicLong taken = new AtomicLong();

  /// The time starts now.
  public Allowance(Duration time, long bytes) {
    this.time = time;
    this.bytes = bytes;
  }

  /// What is left, in bytes.
  public long left() {
    return bytes - taken.get();
  }

  /// @param where what is about to be worked on
  /// @throws LimitExceeded when the time is over
  public void check(String where) {
    if (System.nanoTime() - start > time.toNanos()) {
      throw new LimitExceeded(Problem.of("The model takes longer than is granted.")
          .where(where)
          .given("not done after " + time.toMillis() + " ms")
          .expected("reading and compiling in at most that time each")
          .tryThis("grant more with --max-time, or ModelLimits.withTime"));
    }
  }

  /// Takes room for a constant.
  ///
  /// @param where what needs it
  /// @throws LimitExceeded when so much is not left
  public void take(long size, String where) {
    if (size > left()) {
      throw tooLarge(taken.get(), size, where);
    }
    taken.addAndGet(size);
  }

  /// @param all bytes of the constants that are kept at once, whatever was taken before
  /// @throws LimitExceeded when that is more than is granted
  public void require(long all, String where) {
    if (all > bytes) {
      throw tooLarge(0, all, where);
    }
  }

  private LimitExceeded tooLarge(long before, long size, String where) {
    return new LimitExceeded(Problem.of("The model has more constants than is granted.")
        .where(where)
        .given(size + " bytes" + (before == 0 ? "" : ", after " + before + " bytes before"))
        .expected("at most " + bytes + " bytes of constants in all")
        .tryThis("grant more with --max-bytes, or ModelLimits.withBytes, and java -Xmx for so much memory"));
  }
}

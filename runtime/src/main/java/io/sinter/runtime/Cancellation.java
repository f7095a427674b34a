package io.sinter.runtime;

/// A switch by which one thread stops the work of others: they throw [Cancelled] soon after. Once used it stays so.
public final class Cancellation {
  /// Never used.
  public static final Cancellation NONE = new Cancellation();

  private volatile boolean cancelled;

  public Cancellation() {}

  public void cancel() {
    if (this == NONE) {
      throw new IllegalStateException("Cancellation.NONE cannot be used: pass a new Cancellation() to the run");
    }
    cancelled = true;
  }

  public boolean isCancelled() {
    return cancelled;
  }
}

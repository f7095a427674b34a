package io.sinter.runtime;

/// The caller's [Cancellation] was used. What was computed so far is dropped; the next run starts afresh.
public final class Cancelled extends SinterException {
  private static final long serialVersionUID = 1;

  /// @param where what was about to start
  public Cancelled(String where) {
    super(Problem.of("The work was stopped because its caller cancelled it.").where(where).toString());
  }
}

package io.sinter.runtime;

/// A model costs more than its caller granted. The message names the limit and how to grant more.
public final class LimitExceeded extends ModelError {
  private static final long serialVersionUID = 1;

  public LimitExceeded(Problem problem) {
    super(problem);
  }
}

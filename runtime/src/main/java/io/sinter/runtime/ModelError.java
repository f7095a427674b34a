package io.sinter.runtime;

/// The user's model, input or file is wrong, and the message says how to mend it. Thrown only where a constraint was
/// checked; an exception that nobody foresaw is never turned into this.
public non-sealed class ModelError extends SinterException {
  private static final long serialVersionUID = 1;

  private final transient Problem problem;

  public ModelError(Problem problem) {
    super(problem.toString());
    this.problem = problem;
  }

  public ModelError(Problem problem, Throwable cause) {
    super(problem.toString(), cause);
    this.problem = problem;
  }

  /// What the message was made of, so that a caller who knows more (the file, the node) can say it again with that.
  public final Problem problem() {
    return problem == null ? Problem.of(getMessage()) : problem;
  }

  /// The same error at a place known only to the caller; an error that already names its place stays as it is.
  public ModelError at(String where) {
    return problem().where().isPresent() ? this : new ModelError(problem().where(where), this);
  }
}

package io.sinter.runtime;

/// A device, or the library that drives it, fails or refuses: it is lost, has too little memory, rejects a kernel, or
/// is not there at all. The model and the caller's data are as they were.
public final class DeviceError extends SinterException {
  private static final long serialVersionUID = 1;

  private final transient Problem problem;
  private final Reason reason;

  /// What has gone wrong.
  public enum Reason {
    /// There is no such device, or no library to drive it.
    MISSING,
    /// It has too little memory.
    MEMORY,
    /// It does not answer any more; everything on it is gone.
    LOST,
    /// It does not do what it was asked for.
    REFUSED
  }

  public DeviceError(Reason reason, Problem problem) {
    super(problem.toString());
    this.problem = problem;
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }

  public Problem problem() {
    return problem;
  }

  /// The same error at a place known only to the caller; an error that already names its place stays as it is.
  public DeviceError at(String where) {
    if (problem.where().isPresent()) {
      return this;
    }
    var error = new DeviceError(reason, problem.where(where));
    error.initCause(this);
    return error;
  }
}

package io.sinter.runtime;

/// Everything that Sinter throws on purpose. The message is a whole sentence, then the lines `where:`, `given:`,
/// `expected:` and `try:` as far as they are known; see [Problem].
///
/// Any other exception that leaves Sinter is a broken contract in the calling code, or a bug.
public abstract sealed class SinterException extends RuntimeException
    permits ModelError, UnsupportedError, CompilerBug, DeviceError, DeadlineExceeded, Cancelled {
  private static final long serialVersionUID = 1;

  SinterException(String message) {
    super(message);
  }

  SinterException(String message, Throwable cause) {
    super(message, cause);
  }
}

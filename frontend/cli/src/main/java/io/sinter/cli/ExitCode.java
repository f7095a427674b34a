package io.sinter.cli;

/// What the process answers; scripts rely on the numbers.
final class ExitCode {
  /// All went well.
  static final int FINE = 0;

  /// A case failed, targets differ, or a deadline has passed: the command ran, and its answer is no.
  static final int CHECK_FAILED = 1;

  /// Wrong usage, a missing file, a bad model or one that is not supported, a device that is missing or fails.
  static final int USAGE = 2;

  /// A bug in Sinter.
  static final int BUG = 3;

  private ExitCode() {}
}

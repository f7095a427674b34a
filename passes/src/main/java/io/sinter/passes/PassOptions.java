package io.sinter.passes;

/// What passes may do.
///
/// @param rounding whether rules apply that are true of real numbers but not of rounded ones, as the folding of a
///     batch normalization into the weights before it; such a rule says so in its exactness
/// @param foldBytes how large a constant may become by folding, where it is larger than what it was computed from
public record PassOptions(boolean rounding, long foldBytes) {
  public static final PassOptions DEFAULT = new PassOptions(true, 1 << 20);

  /// Results keep every bit.
  public PassOptions exact() {
    return new PassOptions(false, foldBytes);
  }
}

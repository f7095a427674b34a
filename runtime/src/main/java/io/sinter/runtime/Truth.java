package io.sinter.runtime;

/// The answer to a question about symbolic sizes: what cannot be decided before the sizes are known is `UNKNOWN`.
public enum Truth {
  YES,
  NO,
  UNKNOWN;

  public static Truth of(boolean known) {
    return known ? YES : NO;
  }
}

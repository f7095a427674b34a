package io.sinter.passes.kernel;

import java.util.Locale;

/// How a split meets an extent that its factor does not divide.
public enum Tail {
  /// The factor divides the extent, for all sizes.
  EXACT,
  /// The last block is moved back so that it ends with the extent; what it shares with the block before is computed
  /// twice. Needs stores that may be repeated and an extent of at least the factor.
  OVERLAP,
  /// The last block is shorter; its inner loop cannot be unrolled.
  RAGGED,
  /// A guarded block follows the loop over full blocks.
  PEEL,
  /// A loop over the iterations beyond the full blocks follows, one by one whatever the inner loop becomes.
  SINGLE,
  /// Each inner iteration is guarded: one loop whose blocks are all the same, as work items want them.
  GUARD,
  /// Inner iterations beyond the end repeat the last one, except that they store nothing: no guard stands around what
  /// several share. Needs a body that does not read what it stores.
  CLAMP,
  /// Each outer iteration chooses between a full and a guarded body: one loop, so that it can be a GROUP loop.
  CHOOSE,
  /// As `CHOOSE`, but what is left runs in blocks without guards, of the largest power of two below the factor, of half
  /// as many, and so on down to 1: each at most once.
  HALVE;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}

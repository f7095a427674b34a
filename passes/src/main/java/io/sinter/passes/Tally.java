package io.sinter.passes;

import io.sinter.runtime.Allowance;
import java.util.Map;
import java.util.TreeMap;

/// The account of a pass: what it did, how often by which rule, whether that may change the last bits of a result, and
/// what it may still cost.
public final class Tally {
  private final Map<String, Integer> hits = new TreeMap<>();
  private boolean rounding;

  private final Allowance allowance;

  /// Nothing counted yet.
  public Tally(Allowance allowance) {
    this.allowance = allowance;
  }

  /// Nothing counted yet, and nothing refused.
  public Tally() {
    this(Allowance.UNLIMITED);
  }

  /// What long work of a pass asks again and again.
  public Allowance allowance() {
    return allowance;
  }

  /// Counts one application of something that keeps every bit.
  public void hit(String what) {
    hits.merge(what, 1, Integer::sum);
  }

  /// Counts one application of something that keeps the result up to rounding.
  public void hitRounding(String what) {
    hit(what);
    rounding = true;
  }

  /// Applications by name, in the order of the names.
  public Map<String, Integer> hits() {
    return new TreeMap<>(hits);
  }

  public int total() {
    return hits.values().stream().mapToInt(Integer::intValue).sum();
  }

  /// Whether the results may differ in their last bits from what they were.
  public boolean isRounding() {
    return rounding;
  }
}

package io.sinter.check;

import io.sinter.check.CaseResult.Verdict;
import java.util.Collection;

/// How many cases had which verdict.
public record Tally(int passed, int failed, int skipped) {
  public static Tally of(Collection<CaseResult> results) {
    return new Tally(count(results, Verdict.PASSED), count(results, Verdict.FAILED), count(results, Verdict.SKIPPED));
  }

  private static int count(Collection<CaseResult> results, Verdict verdict) {
    return (int) results.stream().filter(r -> r.verdict() == verdict).count();
  }

  public int cases() {
    return passed + failed + skipped;
  }

  /// The closing line, which scripts read.
  @Override
  public String toString() {
    return passed + " passed, " + failed + " failed, " + skipped + " skipped";
  }
}

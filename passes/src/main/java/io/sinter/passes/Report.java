package io.sinter.passes;

import java.util.List;
import java.util.Map;

/// What a run of a pipeline did.
public record Report(List<Entry> entries) {
  /// One pass.
  ///
  /// @param number its place in the pipeline, from 1; dumps have the same number
  /// @param before how many values the function had
  /// @param after how many it has
  /// @param hits how often each rule was applied
  /// @param rounding whether results may differ in their last bits
  public record Entry(
      int number, String pass, double milliseconds, boolean changed, int before, int after, Map<String, Integer> hits,
      boolean rounding) {}

  public Report {
    entries = List.copyOf(entries);
  }

  public double milliseconds() {
    return entries.stream().mapToDouble(Entry::milliseconds).sum();
  }

  /// One line per pass.
  @Override
  public String toString() {
    var out = new StringBuilder();
    for (var e : entries) {
      out.append("%2d %-24s %8.2f ms %5d -> %-5d %s%n".formatted(e.number(), e.pass(), e.milliseconds(), e.before(),
          e.after(), e.changed() ? e.hits() : "unchanged"));
    }
    return out.toString();
  }
}

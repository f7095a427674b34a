package io.sinter.conformance.docs;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a document says is printed: all of it, or lines from it.
///
/// Lines stand one after the other in the output, blanks at their ends apart. A line `…` stands for any number of
/// lines; so does what lies before the first and after the last. A line that ends in ` …` is the beginning of one.
///
/// @param line of the file on which the first of the lines stands
record ExpectedOutput(String file, int line, List<String> lines) {
  private static final String ANY = "…";

  ExpectedOutput {
    lines = List.copyOf(lines);
  }

  static ExpectedOutput of(Block block) {
    return new ExpectedOutput(block.file(), block.lineOf(0), block.lines());
  }

  /// The first line that is not printed, where it stands in the document, and what is printed instead; nothing when
  /// all is well.
  Optional<String> mismatch(String output) {
    var actual = output.lines().map(String::stripTrailing).toList();
    int from = 0;
    for (var run : runs()) {
      var fit = Fit.best(run.lines, actual, from);
      if (fit.matched < run.lines.size()) {
        return Optional.of(report(run.index + fit.matched, actual, fit.start + fit.matched, from));
      }
      from = fit.start + fit.matched;
    }
    return Optional.empty();
  }

  private String report(int index, List<String> actual, int nearest, int from) {
    var out = new StringBuilder("%s:%d: this line is not printed%s\n".formatted(file, line + index,
        from == 0 ? "" : " after line " + from));
    out.append("expected\n        | ").append(lines.get(index)).append('\n');
    if (actual.isEmpty()) {
      return out.append("printed nothing\n").toString();
    }
    out.append("nearest of %d lines\n".formatted(actual.size()));
    for (int i = Math.max(0, nearest - 2); i < Math.min(actual.size(), nearest + 3); i++) {
      out.append("%s%5d | %s\n".formatted(i == nearest ? "> " : "  ", i + 1, actual.get(i)));
    }
    if (nearest >= actual.size()) {
      out.append(">       (the end)\n");
    }
    return out.toString();
  }

  /// The lines between lines `…`; empty ones at the ends are left out.
  private List<Run> runs() {
    var runs = new ArrayList<Run>();
    int start = 0;
    for (int i = 0; i <= lines.size(); i++) {
      if (i < lines.size() && !lines.get(i).strip().equals(ANY)) {
        continue;
      }
      int end = i;
      while (start < end && lines.get(start).isBlank()) {
        start++;
      }
      while (start < end && lines.get(end - 1).isBlank()) {
        end--;
      }
      if (start < end) {
        runs.add(new Run(start, lines.subList(start, end)));
      }
      start = i + 1;
    }
    return runs;
  }

  private static boolean matches(String expected, String actual) {
    var stripped = expected.stripTrailing();
    return stripped.endsWith(" " + ANY) ? actual.startsWith(stripped.substring(0, stripped.length() - 2))
        : actual.equals(stripped);
  }

  /// @param index of the first line among the expected
  private record Run(int index, List<String> lines) {}

  /// How many lines of a run stand in the output from a place on.
  private record Fit(int start, int matched, int alike) {
    /// The first that is complete, else the one that gets farthest, or there comes nearest.
    static Fit best(List<String> run, List<String> actual, int from) {
      var best = new Fit(from, 0, -1);
      for (int start = from; start < actual.size() && best.matched < run.size(); start++) {
        var fit = at(start, run, actual);
        if (fit.matched > best.matched || fit.matched == best.matched && fit.alike > best.alike) {
          best = fit;
        }
      }
      return best;
    }

    private static Fit at(int start, List<String> run, List<String> actual) {
      int n = 0;
      while (n < run.size() && start + n < actual.size() && matches(run.get(n), actual.get(start + n))) {
        n++;
      }
      boolean differs = n < run.size() && start + n < actual.size();
      return new Fit(start, n, differs ? alike(run.get(n), actual.get(start + n)) : 0);
    }

    /// How many characters at the two ends are the same.
    private static int alike(String a, String b) {
      int most = Math.min(a.length(), b.length());
      int head = 0;
      while (head < most && a.charAt(head) == b.charAt(head)) {
        head++;
      }
      int tail = 0;
      while (tail < most - head && a.charAt(a.length() - 1 - tail) == b.charAt(b.length() - 1 - tail)) {
        tail++;
      }
      return head + tail;
    }
  }
}

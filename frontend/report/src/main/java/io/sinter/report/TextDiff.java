package io.sinter.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/// What became of a text: a shortest way from its lines to those of another (Myers, "An O(ND) Difference Algorithm and
/// Its Variations", 1986).
final class TextDiff {
  /// How far apart texts may be before a shortest way is not looked for: the square of it is what looking costs.
  private static final int FARTHEST = 4000;

  private TextDiff() {}

  /// What happened to a line.
  enum Mark { SAME, GONE, NEW }

  /// @param text of the line as it is now, or was
  record Line(Mark mark, String text) {}

  /// The lines of both, those that stayed once.
  ///
  /// @param key two lines are the same when this makes the same of them
  static List<Line> between(List<String> before, List<String> after, UnaryOperator<String> key) {
    var a = before.stream().map(key).toList();
    var b = after.stream().map(key).toList();
    int head = 0;
    while (head < a.size() && head < b.size() && a.get(head).equals(b.get(head))) {
      head++;
    }
    int tail = 0;
    while (tail < a.size() - head && tail < b.size() - head
        && a.get(a.size() - 1 - tail).equals(b.get(b.size() - 1 - tail))) {
      tail++;
    }
    var lines = new ArrayList<Line>();
    after.subList(0, head).forEach(l -> lines.add(new Line(Mark.SAME, l)));
    middle(a.subList(head, a.size() - tail), b.subList(head, b.size() - tail), before.subList(head, a.size() - tail),
        after.subList(head, b.size() - tail), lines);
    after.subList(after.size() - tail, after.size()).forEach(l -> lines.add(new Line(Mark.SAME, l)));
    return lines;
  }

  private static void middle(List<String> a, List<String> b, List<String> before, List<String> after,
      List<Line> lines) {
    var furthest = trace(a, b);
    var back = new ArrayList<Line>();
    int x = a.size();
    int y = b.size();
    for (int d = furthest.size() - 1; d > 0; d--) {
      var v = furthest.get(d - 1);
      int k = x - y;
      boolean down = k == -d || k != d && at(v, k - 1) < at(v, k + 1);
      int from = down ? at(v, k + 1) : at(v, k - 1);
      int fromY = from - (down ? k + 1 : k - 1);
      while (x > (down ? from : from + 1) && y > (down ? fromY + 1 : fromY)) {
        back.add(new Line(Mark.SAME, after.get(--y)));
        x--;
      }
      back.add(down ? new Line(Mark.NEW, after.get(--y)) : new Line(Mark.GONE, before.get(--x)));
    }
    while (x > 0 && y > 0 && !furthest.isEmpty()) {
      back.add(new Line(Mark.SAME, after.get(--y)));
      x--;
    }
    while (y > 0) {
      back.add(new Line(Mark.NEW, after.get(--y)));
    }
    while (x > 0) {
      back.add(new Line(Mark.GONE, before.get(--x)));
    }
    lines.addAll(back.reversed());
  }

  /// For each number of edits how far one gets on each diagonal; empty where the texts are too far apart.
  private static List<int[]> trace(List<String> a, List<String> b) {
    var trace = new ArrayList<int[]>();
    for (int d = 0; d <= Math.min(a.size() + b.size(), FARTHEST); d++) {
      var v = new int[2 * d + 3];
      for (int k = -d; k <= d; k += 2) {
        int x = 0;
        if (d > 0) {
          var last = trace.getLast();
          boolean down = k == -d || k != d && at(last, k - 1) < at(last, k + 1);
          x = down ? at(last, k + 1) : at(last, k - 1) + 1;
        }
        int y = x - k;
        while (x < a.size() && y < b.size() && a.get(x).equals(b.get(y))) {
          x++;
          y++;
        }
        v[k + d + 1] = x;
        if (x >= a.size() && y >= b.size()) {
          trace.add(v);
          return trace;
        }
      }
      trace.add(v);
    }
    return List.of();
  }

  private static int at(int[] v, int diagonal) {
    int d = (v.length - 3) / 2;
    return Math.abs(diagonal) > d ? -1 : v[diagonal + d + 1];
  }
}

package io.sinter.passes;

import io.sinter.ir.kernel.Label;
import io.sinter.ir.kernel.Stmt;
import io.sinter.passes.kernel.Step;
import io.sinter.passes.kernel.Tail;
import java.util.ArrayList;
import java.util.List;

/// Products on a target whose compiler finds vectors in loops: the innermost loop runs over the columns of a panel, and
/// adds a few terms to the sums of a few rows at each. Sums lie in an array, apart from what is read.
final class ColumnLoops {
  /// How many rows share what the cache holds of a panel.
  static final long ROWS = 8;

  /// How many terms one step adds, and to how many rows: what a row of sums costs to read and write is shared by the
  /// terms, and what a row of a panel costs to read by the rows.
  private static final List<Long> TERMS = List.of(4L, 3L, 2L);
  private static final long TOGETHER = 2;

  private ColumnLoops() {}

  /// @param terms the loops of the reduction, outermost first
  /// @param row the loop over the rows of a tile
  /// @param rows how many those are
  /// @param column the loop over a panel
  static void schedule(Draft draft, List<String> terms, String row, long rows, String column) {
    var raised = new ArrayList<>(terms);
    var last = terms.getLast();
    long together = TERMS.stream().filter(n -> divides(draft, last, n)).findFirst().orElse(1L);
    if (together > 1) {
      var blocks = draft.split(last, together, Tail.EXACT);
      raised.set(raised.size() - 1, blocks.outer());
      draft.mark(blocks.inner(), Label.UNROLL);
    }
    var over = new ArrayList<>(List.of(row));
    if (rows % TOGETHER == 0 && rows > TOGETHER) {
      var pairs = draft.split(row, TOGETHER, Tail.EXACT);
      over.set(0, pairs.outer());
      over.add(pairs.inner());
    }
    over.add(column);
    draft.add(new Step.Raise(raised, over, true));
    if (rows % TOGETHER == 0) {
      draft.mark(over.get(over.size() - 2), Label.UNROLL);
    }
  }

  private static boolean divides(Draft draft, String loop, long n) {
    return Draft.loops(draft.scheduled(), loop).stream()
        .allMatch(s -> ((Stmt.Loop) s).extent().mod(n).isConstant(0));
  }
}

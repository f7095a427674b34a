package io.sinter.passes;

import io.sinter.ir.kernel.Kernel;
import io.sinter.ir.kernel.Label;
import io.sinter.ir.kernel.Stage.Axis;
import io.sinter.ir.kernel.Stmt;
import io.sinter.passes.kernel.Tail;
import java.util.ArrayList;
import java.util.List;

/// Rows as work items: each lane of a reduction is one, and so are as many neighbours in the loops over a row. A group
/// has a few rows. Enters: a draft without splits, of a kernel whose reductions run along memory. Leaves: one whose
/// loops are all marked.
final class SpreadRows {
  /// The rows of a group at most.
  private static final long ROWS = 4;

  /// A reduction of fewer terms is one item's.
  private static final long SHORT = 8;

  private final Draft draft;
  private final List<Stmt.Reduce> reductions;
  private final List<Axis> outer;
  private final long rows;

  private SpreadRows(Draft draft) {
    this.draft = draft;
    this.rows = Math.min(ROWS, draft.target().group().items() / Draft.LANES);
    this.reductions = reductions(draft.scheduled());
    this.outer = draft.root().axes().stream().filter(a -> !draft.rows().contains(a.name())).toList();
  }

  /// Whether the kernel has such rows, which then are in the draft.
  static boolean schedule(Draft draft) {
    var rows = new SpreadRows(draft);
    boolean fits = rows.fits();
    if (fits) {
      rows.schedule();
    }
    return fits;
  }

  private static List<Stmt.Reduce> reductions(Kernel.Scheduled kernel) {
    var found = new ArrayList<Stmt.Reduce>();
    kernel.body().forEach(s -> {
      if (s instanceof Stmt.Reduce r && r.lanes() > 1) {
        found.add(r);
      }
    });
    return found;
  }

  private boolean fits() {
    long shared = reductions.stream().mapToLong(r -> rows * r.lanes() * r.local().type().bytes()).sum();
    return rows > 0 && shared <= draft.target().group().shared() && !draft.isOrdered() && !reductions.isEmpty()
        && outer.equals(draft.root().axes().subList(0, outer.size()))
        && reductions.stream().allMatch(r -> r.extent().constant().orElse(SHORT) >= SHORT && runsAlong(r));
  }

  /// Whether each load of the reduction moves by one element with its terms, or not at all.
  private boolean runsAlong(Stmt.Reduce r) {
    var loads = Accesses.of(draft.scheduled(), r).loads();
    return loads.stream().anyMatch(l -> l.position().mentions(r.axis())) && loads.stream().allMatch(l -> {
      var stride = Accesses.stride(l, r.axis(), r.lanes());
      return stride.isPresent() && (stride.getAsLong() == 0 || stride.getAsLong() == 1);
    });
  }

  private void schedule() {
    if (!outer.isEmpty()) {
      var blocks = draft.split(draft.fuse(outer.stream().map(Axis::name).toList()), rows, Tail.GUARD);
      draft.mark(blocks.outer(), Label.GROUP);
      draft.mark(blocks.inner(), Label.LOCAL);
    }
    reductions.forEach(r -> draft.mark(r.axis(), Label.LOCAL));
    var stages = draft.kernel().stages();
    for (var s : stages.subList(0, stages.size() - 1)) {
      along(s.axes().stream().map(Axis::name).filter(this::isOwnLoop).toList());
    }
    along(draft.rows());
  }

  private boolean isOwnLoop(String axis) {
    return axis.startsWith("j") && !Draft.loops(draft.scheduled(), axis).isEmpty();
  }

  /// Neighbours in the loops over a row are items.
  private void along(List<String> axes) {
    if (!axes.isEmpty()) {
      var items = draft.split(draft.fuse(axes), Draft.LANES, Tail.GUARD);
      draft.reorder(List.of(items.inner(), items.outer()));
      draft.mark(items.inner(), Label.LOCAL);
    }
  }
}

package io.sinter.passes;

import io.sinter.ir.kernel.Stage;
import io.sinter.ir.kernel.Stage.Axis;
import io.sinter.ir.kernel.Stmt;
import io.sinter.runtime.Dim;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The rows of tiles: an axis of the root, or several that are one run in the result, which then are one loop of the
/// draft. Tiles of a run are full where those of its last axis, a small batch perhaps, are not. Where that axis has a
/// known size, they have to be a run in every array: finding a row in others takes a division.
///
/// @param row the axis, or what stands for several
/// @param axes those of the root
record RowRun(Axis row, List<Axis> axes) {
  /// Extents from which an axis fills tiles by itself.
  private static final long TALL = 12;

  /// The longest run that ends with `row`, made a loop of its own.
  static RowRun of(Draft draft, Stage contraction, Axis column, Axis row) {
    var run = new RowRun(row, List.of(row));
    var all = draft.root().axes();
    for (var outer : all.subList(0, Math.max(0, all.indexOf(row))).reversed()) {
      if (!run.isShort() || outer.equals(column) || !reuses(draft, contraction, column, outer)
          || !run.continues(draft, outer)) {
        return run;
      }
      run = run.after(draft, outer);
    }
    return run;
  }

  /// Whether all rows along an axis multiply the same columns.
  private static boolean reuses(Draft draft, Stage contraction, Axis column, Axis axis) {
    var terms = contraction.reduction().orElseThrow().axes();
    return draft.accesses().loads().stream().map(Accesses.Access::position)
        .filter(p -> p.mentions(column.name()) && terms.stream().anyMatch(t -> p.mentions(t.name())))
        .noneMatch(p -> p.mentions(axis.name()));
  }

  private boolean isShort() {
    return row.extent().constant().orElse(0) < TALL && !row.extent().isConstant(0);
  }

  /// Whether what has to be a run is one along the two axes, one of which stands directly in the other.
  private boolean continues(Draft draft, Axis outer) {
    var one = outer.name() + row.name();
    var index = Dim.symbol(one);
    var at = Map.of(outer.name(), index.floorDiv(row.extent()), row.name(), index.mod(row.extent()));
    var kernel = draft.scheduled();
    return !outer.extent().isConstant(1)
        && Draft.loops(kernel, outer.name()).stream().allMatch(l -> l instanceof Stmt.Loop loop
            && loop.body() instanceof Stmt.Loop inner && inner.axis().equals(row.name()))
        && Accesses.of(kernel).all().stream().filter(a -> a.store() || row.extent().constant().isPresent())
            .allMatch(a -> a.position().substitute(at::get).strideOf(one).isPresent());
  }

  private RowRun after(Draft draft, Axis outer) {
    var both = new ArrayList<>(List.of(outer));
    both.addAll(axes);
    return new RowRun(
        new Axis(draft.fuse(List.of(outer.name(), row.name())), outer.extent().times(row.extent())), both);
  }
}

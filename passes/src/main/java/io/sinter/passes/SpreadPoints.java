package io.sinter.passes;

import io.sinter.ir.kernel.Label;
import io.sinter.ir.kernel.Stage.Axis;
import io.sinter.passes.kernel.Tail;
import io.sinter.runtime.Dim;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Points of the result as work items: neighbours in memory are neighbours in the group, so that what a group reads and
/// writes lies together; vectors of points where all arrays are aligned for them. Whole rows and what runs in order are
/// one item's. Enters: a draft without splits. Leaves: one whose loops are all marked.
final class SpreadPoints {
  /// The items of a group at most, where each has a point and where it has much to do.
  private static final long ITEMS = 256;
  private static final long FEW = 64;

  /// The sides of a block of points whose arrays are read along one axis and written along another, at most.
  private static final long SIDE = 16;

  private final Draft draft;
  private final List<Axis> loops;
  private final long items;

  private SpreadPoints(Draft draft) {
    this.draft = draft;
    this.items = Math.min(ITEMS, draft.target().group().items());
    var parallel = draft.root().parallelAxes().stream().filter(a -> !draft.rows().contains(a.name()));
    this.loops = (draft.rows().isEmpty() ? parallel.sorted(Comparator.comparingLong(a -> -draft.storeStride(a)))
        : parallel).toList();
  }

  static void schedule(Draft draft) {
    new SpreadPoints(draft).schedule();
  }

  private void schedule() {
    if (draft.isOrdered()) {
      reorder(Stream.concat(loops.stream(), draft.serial().stream()).toList());
      draft.remark("what runs in order is one item's");
      items(names(loops), FEW);
    } else if (!draft.rows().isEmpty()) {
      draft.remark("each row is one item's");
      items(names(loops), FEW);
    } else if (across().isPresent()) {
      blocks(loops.getLast(), across().get());
    } else {
      reorder(loops);
      points();
    }
  }

  private static List<String> names(List<Axis> axes) {
    return axes.stream().map(Axis::name).toList();
  }

  private void reorder(List<Axis> order) {
    if (order.size() > 1 && !order.equals(draft.root().axes().stream().filter(order::contains).toList())) {
      draft.reorder(names(order));
    }
  }

  private void points() {
    if (loops.isEmpty()) {
      return;
    }
    var last = loops.getLast();
    int lanes = lanes(last);
    if (lanes == 1) {
      items(names(loops), items);
    } else if (last.extent().mod(lanes).isConstant(0)) {
      var vectors = draft.split(last.name(), lanes, Tail.EXACT);
      items(Stream.concat(names(loops.subList(0, loops.size() - 1)).stream(), Stream.of(vectors.outer())).toList(),
          items);
      draft.mark(vectors.inner(), Label.VECTOR);
    } else {
      var blocks = draft.split(last.name(), items * lanes, Tail.CHOOSE);
      var vectors = draft.split(blocks.inner(), lanes, Tail.EXACT);
      draft.mark(blocks.outer(), Label.GROUP);
      draft.mark(vectors.outer(), Label.LOCAL);
      draft.mark(vectors.inner(), Label.VECTOR);
    }
  }

  /// How many points along the last axis an item has as a vector: 1 where they are not aligned in all arrays.
  private int lanes(Axis last) {
    int lanes = draft.lanes();
    boolean whole = last.extent().mod(lanes).isConstant(0);
    boolean plain = draft.kernel().stages().stream().allMatch(s -> s.reduction().isEmpty());
    return lanes > 1 && plain && (whole || loops.size() == 1) && draft.accesses().vectorizes(last.name(), lanes)
        && draft.accesses().all().stream().allMatch(a -> isAligned(a, last, lanes)) ? lanes : 1;
  }

  private static boolean isAligned(Accesses.Access access, Axis axis, int lanes) {
    if (!access.position().mentions(axis.name())) {
      return true;
    }
    var at = access.position().substitute(s -> s.equals(axis.name()) ? Dim.symbol(s).times(lanes) : null);
    return at.terms().stream().allMatch(t -> t.coefficient() % lanes == 0);
  }

  /// The axis along which an array is read where it is written along another.
  private Optional<Axis> across() {
    if (loops.size() < 2 || draft.kernel().stages().stream().anyMatch(s -> s.reduction().isPresent())) {
      return Optional.empty();
    }
    var inner = loops.getLast();
    return loops.stream().filter(a -> !a.equals(inner) && a.extent().constant().orElse(SIDE) >= SIDE)
        .filter(a -> inner.extent().constant().orElse(SIDE) >= SIDE)
        .filter(a -> draft.accesses().loads().stream().anyMatch(
            l -> l.position().strideOf(a.name()).orElse(0) == 1 && l.position().strideOf(inner.name()).orElse(0) > 1))
        .findFirst();
  }

  /// Blocks that are as wide along both axes: the lines of memory that one item reads are used up by others.
  private void blocks(Axis inner, Axis across) {
    var outer = new ArrayList<>(loops);
    outer.removeAll(List.of(inner, across));
    reorder(Stream.concat(outer.stream(), Stream.of(across, inner)).toList());
    long side = Math.min(SIDE, (long) Math.sqrt(items));
    var rows = draft.split(across.name(), side, Tail.GUARD);
    var columns = draft.split(inner.name(), side, Tail.GUARD);
    var groups = new ArrayList<>(names(outer));
    groups.addAll(List.of(rows.outer(), columns.outer()));
    var order = new ArrayList<>(groups);
    order.addAll(List.of(rows.inner(), columns.inner()));
    draft.reorder(order);
    draft.mark(draft.fuse(groups), Label.GROUP);
    draft.mark(draft.fuse(List.of(rows.inner(), columns.inner())), Label.LOCAL);
  }

  /// Loops made one, whose iterations are items.
  private void items(List<String> axes, long most) {
    if (axes.isEmpty()) {
      return;
    }
    var blocks = draft.split(draft.fuse(axes), Math.min(most, items), Tail.GUARD);
    draft.mark(blocks.outer(), Label.GROUP);
    draft.mark(blocks.inner(), Label.LOCAL);
  }
}

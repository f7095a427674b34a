package io.sinter.passes;

import static io.sinter.passes.Draft.LANES;

import io.sinter.ir.kernel.Buffer;
import io.sinter.ir.kernel.Label;
import io.sinter.ir.kernel.Stage;
import io.sinter.ir.kernel.Stage.Axis;
import io.sinter.passes.kernel.Tail;
import io.sinter.runtime.Dim;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// The loops of kernels without a register tile: vectors along an axis of unit stride, over points of the result or
/// inside rows, and groups over the other axes. Enters: a draft without splits. Leaves: one whose loops are all marked.
final class SchedulePoints {
  /// The operations that one iteration of a vector loop should have at most.
  private static final int MOST_COPIED = 300;

  /// How often a point is copied where it is not in lanes.
  private static final long COPIES = 16;

  /// How many points of the one axis that is not in order a group has.
  private static final long BLOCK = 4L * LANES;

  /// How many operations in the terms of a sum or a maximum at a point are written out.
  private static final long MOST_TERMS = 64;

  /// How many of such terms vectors have together: C2 reads all of them before it combines the first.
  private static final long TERMS_READ = 16;

  /// How many rows run side by side at most.
  private static final int ROWS = 4;

  /// What a symbolic axis inside a group is taken for.
  private static final long INNER = 256;

  private final Draft draft;
  private final boolean rows;
  private final int lanes;
  private final int copied;
  private final int weight;
  private final int together;
  private long terms = 1;

  private SchedulePoints(Draft draft) {
    this.draft = draft;
    this.rows = !draft.rows().isEmpty();
    this.lanes = draft.lanes();
    this.copied = copied(draft);
    this.weight = weight(draft);
    this.together = together();
  }

  static void schedule(Draft draft) {
    new SchedulePoints(draft).schedule();
  }

  /// The operations in the lanes of reductions that run at a point: vectors of points have two copies of each, for
  /// whole groups of lanes and for the rest.
  private static int copied(Draft draft) {
    return draft.kernel().stages().stream()
        .filter(s -> s.reduction().filter(r -> r.order() instanceof Stage.Order.Lanes).isPresent())
        .mapToInt(s -> 2 * LANES * CodeSize.of(s.value())).sum();
  }

  /// The operations at a point, or in the largest stage of a row.
  private static int weight(Draft draft) {
    var stages = draft.kernel().stages().stream().mapToInt(s -> CodeSize.of(s.value()));
    return draft.rows().isEmpty() ? stages.sum() : stages.max().orElse(0);
  }

  private void schedule() {
    var vector = vectorAxis();
    terms = writeOutTerms();
    var loops = draft.root().parallelAxes().stream()
        .filter(a -> !draft.rows().contains(a.name()) && !vector.equals(Optional.of(a))).toList();
    if (rows) {
      stageVectors();
      if (!loops.isEmpty()) {
        groups(loops);
      }
      vector.ifPresent(a -> vector(a.name(), a.extent()));
      return;
    }
    var nested = loops.stream().sorted(Comparator.comparingLong(a -> -draft.storeStride(a))).toList();
    if (draft.isOrdered()) {
      ordered(nested, vector);
      return;
    }
    if (vector.isEmpty() && nested.stream().anyMatch(a -> !a.extent().isConstant(1))) {
      scattered(nested);
      return;
    }
    reorder(nested, vector);
    stageVectors();
    if (nested.isEmpty()) {
      vector.ifPresent(this::flat);
    } else {
      groups(nested);
      vector.ifPresent(a -> vector(a.name(), a.extent()));
    }
  }

  /// A few terms at a point, such as those of a small window, are straight-line code.
  ///
  /// @return the most terms at a point that are
  private long writeOutTerms() {
    long most = 1;
    for (var s : draft.kernel().stages()) {
      if (s.reduction().filter(r -> r.order() instanceof Stage.Order.Chain).isEmpty()) {
        continue;
      }
      long terms = 1;
      for (var a : s.reduction().get().axes().reversed()) {
        long more = terms * a.extent().constant().orElse(MOST_TERMS + 1);
        if (more * Math.max(1, CodeSize.of(s.value())) > MOST_TERMS) {
          break;
        }
        terms = more;
        draft.mark(a.name(), Label.UNROLL);
      }
      most = Math.max(most, terms);
    }
    return most;
  }

  /// The axis whose iterations are lanes.
  private Optional<Axis> vectorAxis() {
    if (!rows && copied > MOST_COPIED) {
      return Optional.empty();
    }
    var accesses = rootAccesses();
    return draft.root().parallelAxes().stream()
        .filter(a -> !rows || draft.rows().getLast().equals(a.name()))
        .filter(a -> a.extent().constant().orElse(LANES) >= LANES / 2)
        .filter(a -> accesses.vectorizes(a.name(), LANES)).findFirst();
  }

  /// The accesses of the last stage and of what is placed at its points; stages of whole rows have loops of their own.
  private Accesses rootAccesses() {
    if (!rows) {
      return draft.accesses();
    }
    var scheduled = draft.scheduled();
    var found = Draft.loops(scheduled, draft.rows().getFirst());
    return found.isEmpty() ? draft.accesses() : Accesses.of(scheduled, found.getLast());
  }

  /// The result is written in the order of memory, the vectors innermost.
  private void reorder(List<Axis> nested, Optional<Axis> vector) {
    var order = new ArrayList<>(nested);
    vector.ifPresent(order::add);
    if (order.size() > 1 && !order.equals(draft.root().axes())) {
      draft.reorder(order.stream().map(Axis::name).toList());
    }
  }

  /// Some points run in order. Groups are of the other axes; the loops in order stand inside of them, but around the
  /// axis along which the result is written element by element.
  private void ordered(List<Axis> nested, Optional<Axis> vector) {
    var inner = vector.or(() -> nested.reversed().stream().filter(a -> draft.storeStride(a) == 1).findFirst());
    var groups = nested.stream().filter(a -> !inner.equals(Optional.of(a))).toList();
    var names = draft.root().axes().stream().map(Axis::name).toList();
    var order = new ArrayList<>(groups.stream().map(Axis::name).toList());
    var last = inner;
    if (groups.isEmpty() && inner.isPresent() && inner.get().extent().constant().orElse(Long.MAX_VALUE) > BLOCK) {
      var blocks = draft.split(inner.get().name(), BLOCK, Tail.RAGGED);
      draft.mark(blocks.outer(), Label.GROUP);
      order.add(blocks.outer());
      last = Optional.of(new Axis(blocks.inner(), Dim.symbol(blocks.inner())));
    }
    draft.serial().forEach(a -> order.add(a.name()));
    last.ifPresent(a -> order.add(a.name()));
    if (order.size() > 1 && !order.equals(names.stream().filter(order::contains).toList())) {
      draft.reorder(order);
    }
    if (!groups.isEmpty()) {
      groups(groups);
    }
    if (vector.isPresent()) {
      vector(last.get().name(), last.get().extent());
    }
  }

  /// Loops that only one stage has: those over whole rows.
  private void stageVectors() {
    var scheduled = draft.scheduled();
    for (var s : draft.kernel().stages().subList(0, draft.kernel().stages().size() - 1)) {
      if (s.axes().isEmpty() || !s.axes().getLast().name().startsWith("j")) {
        continue;
      }
      var axis = s.axes().getLast();
      var loops = Draft.loops(scheduled, axis.name());
      if (loops.size() == 1 && Accesses.of(scheduled, loops.getFirst()).vectorizes(axis.name(), lanes)) {
        vector(axis.name(), axis.extent());
      }
    }
  }

  private void vector(String axis, Dim extent) {
    if (lanes == 1) {
      return;
    }
    boolean two = (rows || copied == 0) && 2 * terms <= TERMS_READ && 2 * together * weight <= MOST_COPIED
        && (extent.constant().isEmpty() || extent.asLong() >= 4L * lanes);
    long by = two ? 2L * lanes : lanes;
    boolean exact = extent.constant().isPresent() && extent.asLong() % by == 0;
    draft.mark(draft.split(axis, by, exact ? Tail.EXACT : Tail.PEEL).inner(), Label.VECTOR);
  }

  /// One axis alone: blocks of it are groups.
  private void flat(Axis a) {
    var blocks = draft.split(a.name(), 1024L * LANES, Tail.RAGGED);
    draft.mark(blocks.outer(), Label.GROUP);
    vector(blocks.inner(), Dim.symbol(blocks.inner()));
  }

  /// No axis moves all arrays by one element: a transposition, or what is computed from indices. The axis along which
  /// the store moves by one is innermost; where a load moves by one along another, that one is the loop around a few
  /// copies of the point, so that lines of the caches are used up on both sides.
  private void scattered(List<Axis> nested) {
    var inner = nested.stream().filter(a -> !a.extent().isConstant(1)).reduce((a, b) -> b).orElseThrow();
    var along = along(nested, inner);
    boolean few = inner.extent().constant().orElse(INNER) <= COPIES;
    var outer = new ArrayList<>(nested);
    outer.remove(inner);
    along.ifPresent(outer::remove);
    var order = new ArrayList<>(outer);
    along.ifPresent(order::add);
    order.add(few ? order.size() : outer.size(), inner);
    if (!order.equals(draft.root().axes())) {
      draft.reorder(order.stream().map(Axis::name).toList());
    }
    stageVectors();
    var loops = new ArrayList<>(outer.stream().map(Axis::name).toList());
    var count = outer.stream().map(Axis::extent).reduce(Dim.ONE, Dim::times);
    long points = inner.extent().constant().orElse(INNER);
    if (along.isPresent() && few) {
      draft.mark(inner.name(), Label.UNROLL);
    } else if (along.isPresent()) {
      boolean whole = inner.extent().mod(COPIES).isConstant(0);
      var copies = draft.split(inner.name(), COPIES, whole ? Tail.EXACT : Tail.CHOOSE);
      draft.mark(copies.inner(), Label.UNROLL);
      loops.add(copies.outer());
      count = count.times(inner.extent().ceilDiv(COPIES));
      points = COPIES;
    }
    if (loops.isEmpty()) {
      loops.add(along.orElse(inner).name());
      count = along.orElse(inner).extent();
      points = along.isPresent() ? points : 1;
    } else {
      points *= along.map(a -> a.extent().constant().orElse(INNER)).orElse(1L);
    }
    groups(loops, count, points);
  }

  /// The axis along which a load moves by one element, where a point is little more than that load.
  private Optional<Axis> along(List<Axis> nested, Axis inner) {
    boolean cheap = draft.kernel().stages().stream().allMatch(s -> s.reduction().isEmpty())
        && draft.kernel().stages().stream().mapToInt(s -> CodeSize.of(s.value())).sum() <= MOST_COPIED / COPIES;
    return nested.stream().filter(a -> cheap && !a.equals(inner) && a.extent().constant().orElse(INNER) >= COPIES)
        .filter(a -> draft.accesses().loads().stream().anyMatch(l -> l.position().strideOf(a.name()).orElse(0) == 1))
        .findFirst();
  }

  /// Loops over points, made one and cut into groups.
  private void groups(List<Axis> loops) {
    long inner = 1;
    for (var s : draft.kernel().stages()) {
      for (var a : s.axes()) {
        if (s != draft.root() || !loops.contains(a)) {
          inner = Math.max(inner, a.extent().constant().orElse(INNER));
        }
      }
    }
    var points = loops.stream().map(Axis::extent).reduce(Dim.ONE, Dim::times);
    groups(loops.stream().map(Axis::name).toList(), points, inner);
  }

  /// How many rows run side by side: none where that is too much code, or where rows keep what they compute in arrays.
  private int together() {
    int all = draft.kernel().stages().stream().mapToInt(s -> CodeSize.of(s.value())).sum();
    boolean fits = lanes > 1 && rows && ROWS * all <= MOST_COPIED
        && draft.scheduled().buffers().stream().noneMatch(b -> b.role() == Buffer.Role.SCRATCH);
    return fits ? ROWS : 1;
  }

  /// Blocks of some loops, made one, are groups: of enough work, but at least 8 groups where there is that much.
  ///
  /// @param count of iterations
  /// @param points about how many points an iteration has
  private void groups(List<String> loops, Dim count, long points) {
    long grain = Math.max(1, Draft.GROUP_WORK / 16 / Math.max(1, points));
    if (count.constant().isPresent()) {
      grain = Math.max(1, Math.min(grain, count.asLong() / 8));
    }
    if (rows && grain > ROWS) {
      grain -= grain % ROWS;
    }
    var blocks = draft.split(draft.fuse(loops), grain, Tail.RAGGED);
    draft.mark(blocks.outer(), Label.GROUP);
    if (together > 1 && grain >= together) {
      // While one row waits for its sum or its division, others go on.
      draft.mark(draft.split(blocks.inner(), together, Tail.SINGLE).inner(), Label.UNROLL);
    }
  }
}

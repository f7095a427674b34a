package io.sinter.passes;

import io.sinter.ir.kernel.Buffer;
import io.sinter.ir.kernel.Label;
import io.sinter.ir.kernel.Stage;
import io.sinter.ir.kernel.Stage.Axis;
import io.sinter.passes.kernel.Step;
import io.sinter.passes.kernel.Tail;
import io.sinter.runtime.Dim;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A block of results of a kernel that sums products, shared by the items of a group: each has a few rows times a few
/// columns of accumulators in registers, and what all of them read for some terms of the sums they copy together into
/// shared memory. Rows are all axes along which the operand of the columns is the same. Enters: a draft without splits.
/// Leaves: one whose loops are all marked.
final class SpreadTile {
  /// The items of a group at most.
  private static final long ITEMS = 256;

  /// Rows and columns of one item; large blocks have twice as many of both.
  private static final long SIDE = 4;

  /// Items along the rows of a block, at most.
  private static final long HIGH = 16;

  /// Terms that are copied at once.
  private static final long TERMS = 16;

  /// Rows from which on copying is worth a barrier.
  private static final long SHARED_ROWS = 8;

  /// How many primitive operations an item may have behind its sums.
  private static final long EPILOGUE = 2000;

  /// What a symbolic number of rows or columns is taken for.
  private static final long SYMBOLIC = 64;

  /// Rows and columns of results from which on blocks are large.
  private static final long LARGE = 1024;

  private final Draft draft;
  private final Stage contraction;
  private final Axis column;
  private final List<Axis> batches;
  private final List<Axis> rows;
  private final boolean vectors;
  private final long high;
  private final long wide;
  private final long tall;
  private final long across;

  private SpreadTile(Draft draft, Stage contraction, Axis column) {
    this.draft = draft;
    this.contraction = contraction;
    this.column = column;
    var others = draft.root().axes().stream().filter(a -> !a.equals(column)).toList();
    this.batches = others.stream().filter(a -> operands().stream()
        .anyMatch(l -> l.position().mentions(column.name()) && l.position().mentions(a.name()))).toList();
    this.rows = others.stream().filter(a -> !batches.contains(a)).toList();
    this.vectors = draft.lanes() == SIDE && draft.accesses().vectorizes(column.name(), SIDE)
        && column.extent().mod(SIDE).isConstant(0);
    long m = rows.stream().map(Axis::extent).reduce(Dim.ONE, Dim::times).constant().orElse(SYMBOLIC);
    long n = column.extent().constant().orElse(SYMBOLIC);
    long after = draft.kernel().stages().stream().filter(s -> s != contraction)
        .mapToLong(s -> CodeSize.of(s.value())).sum();
    boolean large = m >= LARGE && n >= LARGE && 4 * SIDE * SIDE * after <= EPILOGUE;
    long side = large ? 2 * SIDE : SIDE;
    this.tall = Math.max(1, Math.min(Math.min(side, m), EPILOGUE / Math.max(1, side * after)));
    this.across = large ? 2 : 1;
    long items = Math.min(ITEMS, Long.highestOneBit(draft.target().group().items()));
    this.high = Math.min(Math.min(HIGH, power(Math.ceilDiv(m, tall))), Math.max(1, items / HIGH));
    this.wide = Math.min(items / high, Math.max(HIGH / 4, power(Math.ceilDiv(n, SIDE * across))));
  }

  /// The least power of two that is not below `n`.
  private static long power(long n) {
    return n <= 1 ? 1 : Long.highestOneBit(n - 1) * 2;
  }

  /// Whether the kernel's axes allow a tile, which then is in the draft.
  static boolean schedule(Draft draft, Stage contraction) {
    var column = column(draft);
    if (column.isEmpty() || draft.isOrdered() || !draft.rows().isEmpty()) {
      return false;
    }
    var tile = new SpreadTile(draft, contraction, column.get());
    boolean reused = !tile.rows.isEmpty()
        && tile.operands().stream().anyMatch(l -> l.position().mentions(column.get().name()))
        && tile.operands().stream().anyMatch(l -> !l.position().mentions(column.get().name()));
    if (reused) {
      tile.schedule();
    }
    return reused;
  }

  /// The axis along which the result is written element by element, vectors of it if there can be any.
  private static Optional<Axis> column(Draft draft) {
    var axes = draft.root().axes().stream().filter(a -> !a.extent().isConstant(1)).toList();
    return axes.stream().filter(a -> draft.accesses().vectorizes(a.name(), SIDE)).findFirst()
        .or(() -> axes.stream().filter(a -> draft.storeStride(a) == 1).findFirst());
  }

  /// What the sums read anew for each term.
  private List<Accesses.Access> operands() {
    var terms = contraction.reduction().orElseThrow().axes();
    return draft.accesses().loads().stream()
        .filter(l -> terms.stream().anyMatch(k -> l.position().mentions(k.name()))).toList();
  }

  private void schedule() {
    var sums = FuseReduction.of(draft, contraction);
    var terms = split(sums.getLast(), TERMS, Tail.RAGGED);
    draft.reorder(names(Stream.of(batches, rows, List.of(column)).flatMap(List::stream).toList()));
    var row = draft.split(draft.fuse(names(rows)), tall * high, Tail.CLAMP);
    var groups = new ArrayList<>(names(batches));
    groups.add(row.outer());
    var blocks = vectors ? columnsOfVectors() : draft.split(column.name(), SIDE * across * wide, Tail.CLAMP);
    groups.add(blocks.outer());
    var inner = vectors ? List.of(blocks.inner(), lanes()) : List.of(blocks.inner());
    var order = new ArrayList<>(groups);
    order.add(row.inner());
    order.addAll(inner);
    draft.reorder(order);
    if (tall * high >= SHARED_ROWS && shared() <= draft.target().group().shared()) {
      copies(terms, row.inner(), inner);
    }
    var rowTiles = draft.split(row.inner(), tall, Tail.EXACT);
    var columnTiles = draft.split(blocks.inner(), wide, Tail.EXACT);
    order = new ArrayList<>(List.of(rowTiles.outer(), columnTiles.inner(), rowTiles.inner(), columnTiles.outer()));
    if (vectors) {
      order.add(lanes());
    }
    draft.reorder(order);
    draft.mark(draft.fuse(groups), Label.GROUP);
    draft.mark(draft.fuse(List.of(rowTiles.outer(), columnTiles.inner())), Label.LOCAL);
    draft.mark(rowTiles.inner(), Label.UNROLL);
    draft.mark(columnTiles.outer(), Label.UNROLL);
    if (vectors) {
      draft.mark(lanes(), Label.VECTOR);
    }
  }

  /// The bytes that the operands of a block take.
  private long shared() {
    return operands().stream().mapToLong(l -> TERMS * l.type().bytes() * (SIDE
        + (l.position().mentions(column.name()) ? SIDE * across * wide : 1)
        * (rows.stream().anyMatch(a -> l.position().mentions(a.name())) ? tall * high : 1))).sum();
  }

  private static List<String> names(List<Axis> axes) {
    return axes.stream().map(Axis::name).toList();
  }

  private Step.Split split(String axis, long by, Tail tail) {
    var extent = contraction.reduction().orElseThrow().axes().getLast().extent();
    return draft.split(axis, axis.equals(contraction.reduction().orElseThrow().axes().getLast().name())
        ? Math.max(1, Math.min(by, extent.constant().orElse(by))) : by, tail);
  }

  /// The loop over blocks of vectors.
  private Step.Split columnsOfVectors() {
    return draft.split(draft.split(column.name(), SIDE, Tail.EXACT).outer(), across * wide, Tail.CLAMP);
  }

  private String lanes() {
    return new Step.Split(column.name(), SIDE, Tail.EXACT).inner();
  }

  // ---- what items copy together ------------------------------------------------------------------------------------

  /// Each input that is read at one index gets an array with those of the block's axes that it depends on.
  private void copies(Step.Split terms, String row, List<String> columns) {
    var term = terms.axis();
    operands().stream().map(Accesses.Access::buffer).distinct().forEach(buffer -> {
      var loads = operands().stream().filter(l -> l.buffer().equals(buffer)).toList();
      if (loads.stream().distinct().count() > 1 || draft.kernel().buffer(buffer).role() != Buffer.Role.IN) {
        return;
      }
      var at = loads.getFirst().position();
      var over = new ArrayList<>(List.of(terms.inner()));
      if (rows.stream().anyMatch(a -> at.mentions(a.name()))) {
        over.add(row);
      }
      if (at.mentions(column.name())) {
        over.addAll(columns);
      }
      if (over.size() > 1) {
        copy(new Step.Cache(buffer, over, terms.outer()), term);
      }
    });
  }

  private void copy(Step.Cache cache, String term) {
    draft.add(cache);
    var loops = new ArrayList<>(cache.over().stream().map(cache::loop).toList());
    if (runsAlongTerms(cache.buffer())) {
      loops.add(loops.removeFirst());
      draft.reorder(loops);
    }
    var items = draft.split(draft.fuse(loops), high * wide, Tail.GUARD);
    draft.reorder(List.of(items.inner(), items.outer()));
    draft.mark(items.inner(), Label.LOCAL);
    draft.mark(items.outer(), Label.UNROLL);
  }

  /// Whether neighbours in memory are neighbours in the sum.
  private boolean runsAlongTerms(String buffer) {
    var last = contraction.reduction().orElseThrow().axes().getLast().name();
    return operands().stream().filter(l -> l.buffer().equals(buffer))
        .allMatch(l -> l.position().strideOf(last).orElse(0) == 1);
  }
}

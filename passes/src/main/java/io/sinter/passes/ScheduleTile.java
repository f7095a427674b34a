package io.sinter.passes;

import static io.sinter.passes.Draft.LANES;

import io.sinter.ir.kernel.Label;
import io.sinter.ir.kernel.Stage;
import io.sinter.ir.kernel.Stage.Axis;
import io.sinter.passes.kernel.Step;
import io.sinter.passes.kernel.Tail;
import io.sinter.runtime.Dim;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/// The register tile of a kernel that sums products: rows times columns of accumulators stay in registers while the
/// reduction runs. Columns are vectors; each row reuses a vector of one operand and each column a scalar of the other.
/// A kernel of several products has as many accumulators for each point, and fewer points.
///
/// Where each column reads elements of its own in both operands, as do windows that slide over rows channel by channel,
/// there is no scalar to reuse. Then a tile is a run of rows in one vector of columns, and its few terms are written
/// out: neighbouring rows read the same elements, once, and one operand stays in registers.
/// Groups are blocks of tiles. Enters: a draft without splits. Leaves: one whose loops are all marked.
final class ScheduleTile {
  /// The accumulators that fit in the registers the shape of groups is chosen for, 32: C2 schedules several loads of a
  /// row ahead, and with more accumulators than this keeps some of them in memory.
  private static final int ACCUMULATORS = 24;

  /// How many sums run side by side at the speed of the processor.
  private static final int SUMS = 12;

  /// The terms that one row has summed while a tile begins and ends.
  private static final int BEGINNING = 64;

  /// What a tile of its own for the last rows must save: it is more code.
  private static final double PEELED = 1.03;

  /// The most rows of a tile whose rows slide: other registers hold the operand that all rows read.
  private static final int RUN = ACCUMULATORS / 2;

  /// The registers for elements that are loaded for the next sums.
  private static final int IN_FLIGHT = 4;

  /// How many primitive operations a tile may take after its reduction.
  private static final int EPILOGUE = 340;

  /// What a symbolic axis of a reduction is taken for.
  private static final long TERMS = 64;

  /// What a symbolic axis of the result is taken for.
  private static final long ROWS = 8;

  /// Bytes that stay in the cache of a core from group to group.
  private static final long CACHE = 1 << 19;

  /// How many panels a single row reads at once.
  private static final long STREAMS = 4;

  /// How many groups are left where panels are read at once.
  private static final long LEAST_GROUPS = 12;

  private final Draft draft;
  private final Stage contraction;
  private final Axis column;
  private final Axis row;
  private final List<Axis> others;
  private final long panels;
  private final int products;
  private final boolean sliding;
  private final long width;
  private final long accumulators;
  private final boolean outer;
  private final boolean loops;
  private final long rows;

  private ScheduleTile(Draft draft, Stage contraction, Axis column, RowRun run) {
    this.draft = draft;
    this.contraction = contraction;
    this.column = column;
    this.row = run.row();
    this.others = draft.root().axes().stream().filter(a -> !a.equals(column) && !run.axes().contains(a)).toList();
    this.products = (int) draft.kernel().stages().stream().filter(s -> s.reduction().isPresent()).count();
    this.sliding = sliding();
    this.accumulators = accumulators();
    this.panels = draft.tune("panels", panels(), otherPanels());
    this.width = column.extent().constant().isPresent() && column.extent().asLong() <= LANES ? LANES
        : panels * draft.panels().width(column.extent());
    this.loops = draft.panels().isLoop(width) && !terms().isEmpty();
    this.outer = others.stream().anyMatch(a -> !a.extent().isConstant(1));
    long most = loops ? ColumnLoops.ROWS : sliding ? Math.min(accumulators, RUN) : accumulators / (width / LANES);
    this.rows = draft.tune("rows", rows(row.extent(), most), otherRows(most));
  }

  private long[] otherPanels() {
    boolean several = row.extent().isConstant(1) && column.extent().constant().orElse(LANES + 1) > LANES;
    return several ? LongStream.of(1, 2, 4).filter(p -> p <= mostPanels()).toArray() : new long[0];
  }

  private long[] otherRows(long most) {
    long n = Math.min(most, row.extent().constant().orElse(ROWS));
    return LongStream.of(most, most - 1, 10, 8, 7, 6, 4).filter(r -> r >= 1 && r <= n).toArray();
  }

  /// Whether the kernel's axes allow a tile, which then is in the draft.
  static boolean schedule(Draft draft, Stage contraction) {
    var column = draft.root().axes().stream().filter(a -> !a.extent().isConstant(1))
        .filter(a -> draft.accesses().vectorizes(a.name(), draft.panels().width(a.extent()))).findFirst();
    var row = column.flatMap(c -> row(draft, c));
    row.ifPresent(r -> new ScheduleTile(
        draft, contraction, column.get(), RowRun.of(draft, contraction, column.get(), r)).schedule());
    return row.isPresent();
  }

  /// The axis along which a vector of one operand is reused, and if there is one, where the other operand is not read
  /// anew for each column; of several the one whose elements lie closest together.
  private static Optional<Axis> row(Draft draft, Axis column) {
    var loads = draft.accesses().loads();
    return draft.root().axes().stream().filter(a -> !a.equals(column) && !a.extent().isConstant(1))
        .min(Comparator.<Axis>comparingInt(a -> loads.stream().anyMatch(l -> moves(l, a) && !moves(l, column)) ? 0 : 1)
            .thenComparingInt(a -> loads.stream().anyMatch(l -> !moves(l, a) && moves(l, column)) ? 0 : 1)
            .thenComparingInt(a -> a.extent().constant().orElse(ROWS) < 4 ? 1 : 0)
            .thenComparingLong(draft::storeStride))
        .or(() -> draft.root().axes().stream().filter(a -> !a.equals(column)).findFirst());
  }

  private static boolean moves(Accesses.Access access, Axis axis) {
    return access.position().mentions(axis.name());
  }

  private void schedule() {
    var terms = FuseReduction.of(draft, contraction);
    var r = outer ? overOthers() : overRows();
    if (loops) {
      ColumnLoops.schedule(draft, terms, r, rows, new Step.Split(column.name(), width, Tail.EXACT).inner());
      return;
    }
    long high = register(r);
    if (sliding && draft.lanes() > 1 && terms.size() == terms().size()) {
      unroll(terms, draft.target().registers() - high - IN_FLIGHT);
    }
  }

  private List<Axis> terms() {
    return contraction.reduction().orElseThrow().axes();
  }

  /// Whether each column has elements of its own in what the rows read, and few terms.
  private boolean sliding() {
    var loads = draft.accesses().loads();
    return products == 1 && !terms().isEmpty() && terms().getLast().extent().constant().orElse(TERMS) <= RUN
        && loads.stream().anyMatch(l -> moves(l, row) && moves(l, column))
        && loads.stream().noneMatch(l -> moves(l, row) && !moves(l, column));
  }

  /// Writes out the innermost loops of the reduction, as far as there are registers for what all rows read.
  private void unroll(List<String> loops, long free) {
    long count = 1;
    for (int i = loops.size() - 1; i >= 0; i--) {
      count *= terms().get(i).extent().constant().orElse(TERMS);
      if (count > free) {
        return;
      }
      draft.mark(loops.get(i), Label.UNROLL);
    }
  }

  /// How many points a tile has: what follows the reduction is written out for each.
  private long accumulators() {
    int after = draft.kernel().stages().stream().filter(s -> s.reduction().isEmpty())
        .mapToInt(s -> CodeSize.of(s.value())).sum();
    return Math.clamp(EPILOGUE / Math.max(1, after), 2, ACCUMULATORS / products);
  }

  /// How many panels of columns a tile has: several where it has one row, whose terms are as many streams from memory
  /// as there are panels.
  private long panels() {
    long panel = draft.panels().width(column.extent());
    return row.extent().isConstant(1)
        ? Math.clamp(column.extent().constant().orElse(0) / (panel * LEAST_GROUPS), 1, mostPanels()) : 1;
  }

  private long mostPanels() {
    return Math.max(1, Math.min(STREAMS, accumulators * LANES / draft.panels().width(column.extent())));
  }

  /// How many rows a tile has.
  private long rows(Dim extent, long most) {
    if (extent.constant().isEmpty()) {
      return Math.min(most, ROWS);
    }
    long n = extent.asLong();
    if (n <= most) {
      return Math.max(1, n);
    }
    long best = most;
    double least = Double.MAX_VALUE;
    for (long r = most; r >= 1; r--) {
      double cost = Math.min(overlapping(n, r), peeled(n, r));
      if (cost < least) {
        least = cost;
        best = r;
      }
    }
    return best;
  }

  /// What `n` rows take, in tiles of `r` rows of which the last two may share some.
  private double overlapping(long n, long r) {
    return Math.ceilDiv(n, r) * tile(r);
  }

  /// What `n` rows take, in tiles of `r` rows and one of those that are left.
  private double peeled(long n, long r) {
    return outer && !loops && !sliding && n % r != 0 ? PEELED * (n / r * tile(r) + tile(n % r)) : Double.MAX_VALUE;
  }

  /// What a tile takes, in rows of it: few sums wait for each other, what is read for each column is read once, and
  /// where there are few terms, beginning and end count.
  private double tile(long rows) {
    return sliding ? rows + 1
        : Math.max(rows, (double) SUMS * LANES / width) + 1 + (double) BEGINNING / Math.max(1, summed());
  }

  /// How many terms a sum has, no more than matter.
  private long summed() {
    long count = 1;
    for (var a : terms()) {
      count *= Math.min(a.extent().constant().orElse(TERMS), Draft.GROUP_WORK);
      count = Math.min(count, Draft.GROUP_WORK);
    }
    return count;
  }

  // ---- groups ------------------------------------------------------------------------------------------------------

  /// Groups are blocks of the last outer axis and a column block; inside run all row tiles. Gives the tile's row loop.
  private String overOthers() {
    var y = others.stream().filter(a -> !a.extent().isConstant(1)).reduce((a, b) -> b).orElseThrow();
    var blocks = draft.split(y.name(), grain(row.extent().constant().orElse(ROWS), y.extent()), Tail.RAGGED);
    var outer = new ArrayList<String>();
    others.stream().filter(a -> !a.equals(y)).forEach(a -> outer.add(a.name()));
    outer.add(blocks.outer());
    var order = new ArrayList<>(outer);
    order.addAll(List.of(column.name(), blocks.inner(), row.name()));
    draft.reorder(order);
    var columns = columns(List.of(blocks.inner(), row.name()));
    var tiles = draft.split(row.name(), rows, rowTail());
    groups(outer, columns);
    return tiles.inner();
  }

  /// Groups are blocks of rows and a column block. Gives the tile's row loop.
  private String overRows() {
    long grain = grain(rows, row.extent().ceilDiv(rows));
    var outer = new ArrayList<>(others.stream().map(Axis::name).toList());
    if (row.extent().constant().isEmpty()) {
      var blocks = draft.split(row.name(), rows * grain, Tail.RAGGED);
      outer.add(blocks.outer());
      var order = new ArrayList<>(outer);
      order.addAll(List.of(column.name(), blocks.inner()));
      draft.reorder(order);
      var columns = columns(List.of(blocks.inner()));
      var tiles = draft.split(blocks.inner(), rows, rowTail());
      groups(outer, columns);
      return tiles.inner();
    }
    // whole tiles first, then blocks of them
    var tiles = draft.split(row.name(), rows, rowTail());
    var blocks = draft.split(tiles.outer(), grain, Tail.RAGGED);
    outer.add(blocks.outer());
    var order = new ArrayList<>(outer);
    order.addAll(List.of(column.name(), blocks.inner(), tiles.inner()));
    draft.reorder(order);
    groups(outer, columns(List.of(blocks.inner(), tiles.inner())));
    return tiles.inner();
  }

  /// Neighbouring groups share what the cache holds: the rows of one block, or where all columns together are too much
  /// for it, the columns of one block.
  ///
  /// @param outer the loops around the one over column blocks, that over row blocks last
  private void groups(List<String> outer, String columns) {
    int last = outer.size() - 1;
    if (draft.tune("columns first", columnBytes() > CACHE ? 1 : 0, 0, 1) == 1) {
      draft.reorder(List.of(columns, outer.getLast()));
      outer.add(last, columns);
    } else {
      outer.add(columns);
    }
    draft.mark(draft.fuse(outer), Label.GROUP);
  }

  /// The size of the operand that is read anew for each column, in all columns.
  private long columnBytes() {
    long bytes = column.extent().constant().orElse(0) * draft.root().value().type().bytes();
    for (var a : terms()) {
      bytes = Math.min(bytes, CACHE + 1) * a.extent().constant().orElse(TERMS);
    }
    return bytes;
  }

  /// Cuts the columns into blocks of a tile's width and gives the loop over the blocks.
  ///
  /// @param inner the loops inside, outermost first
  private String columns(List<String> inner) {
    var n = column.extent().constant();
    boolean whole = n.isPresent() && n.getAsLong() % width == 0;
    var blocks = draft.split(column.name(), width, whole ? Tail.EXACT : Tail.CHOOSE);
    if (loops) {
      var order = new ArrayList<>(inner);
      order.add(blocks.inner());
      draft.reorder(order);
    }
    return blocks.outer();
  }

  private Tail rowTail() {
    return row.extent().constant().isEmpty() ? loops ? Tail.CHOOSE : Tail.HALVE
        : row.extent().asLong() % rows == 0 ? Tail.EXACT
        : peeled(row.extent().asLong(), rows) < overlapping(row.extent().asLong(), rows) ? Tail.PEEL : Tail.OVERLAP;
  }

  /// How many iterations of an outer axis make a group: enough work, but at least 16 groups where there is that much.
  ///
  /// @param height rows that one iteration computes
  private long grain(long height, Dim extent) {
    if (extent.constant().isEmpty()) {
      return Math.min(enough(height), 8);
    }
    long grain = knownGrain(height, extent);
    return draft.tune("rows of tiles", grain, Math.ceilDiv(grain, 2), Math.min(2 * grain, extent.asLong()));
  }

  private long enough(long height) {
    return Math.max(1, Draft.GROUP_WORK / work(height));
  }

  private long knownGrain(long height, Dim extent) {
    long blocks = Math.ceilDiv(column.extent().constant().orElse(width), width);
    long share = Math.max(1, extent.asLong() * blocks / 16);
    return Math.max(1, Math.min(Math.min(enough(height), share), extent.asLong()));
  }

  /// Multiply-adds of `height` rows of a column block, or more than a group needs.
  private long work(long height) {
    long work = Math.max(1, Math.min(height, Draft.GROUP_WORK) * width);
    for (var a : terms()) {
      long terms = Math.min(a.extent().constant().orElse(TERMS), Draft.GROUP_WORK);
      work = Math.clamp(work * terms, 1, 2 * Draft.GROUP_WORK);
    }
    return work;
  }

  // ---- registers ---------------------------------------------------------------------------------------------------

  /// The tile that the target holds in its registers, inside one of `rows` by `width`. Gives its rows.
  private long register(String rowLoop) {
    int lanes = draft.lanes();
    long columns = Math.min(width, lanes == 1 ? 4 : sliding ? lanes : 2L * panels * lanes);
    long most = lanes == 1 ? 16 : draft.target().registers() == 32 ? ACCUMULATORS : 10;
    long registers = Math.min(accumulators, most / products);
    long high = Math.max(1, registers / (columns / lanes));
    var c = new Step.Split(column.name(), width, Tail.EXACT).inner();
    if (columns < width) {
      c = draft.split(c, columns, Tail.EXACT).inner();
    }
    var r = rowLoop;
    if (high < rows) {
      boolean whole = rows % high == 0 && row.extent().constant().isPresent();
      r = draft.split(r, high, whole ? Tail.EXACT : Tail.PEEL).inner();
    }
    draft.mark(r, Label.UNROLL);
    draft.mark(c, lanes == 1 ? Label.UNROLL : Label.VECTOR);
    draft.outline(r, "tile");
    return Math.min(high, rows);
  }
}

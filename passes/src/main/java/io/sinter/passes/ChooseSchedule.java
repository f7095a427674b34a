package io.sinter.passes;

import io.sinter.ir.ScalarFn;
import io.sinter.ir.kernel.Expr;
import io.sinter.ir.kernel.Kernel;
import io.sinter.ir.kernel.Label;
import io.sinter.ir.kernel.Stage;
import io.sinter.ir.kernel.Stage.Axis;
import io.sinter.ir.kernel.Stmt;
import io.sinter.ir.kernel.Target;
import io.sinter.passes.kernel.Schedule;
import io.sinter.passes.kernel.Scheduling;
import io.sinter.passes.kernel.Step;
import io.sinter.passes.kernel.Tail;
import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Chooses the schedule of a kernel from what it accesses and what the target has: a register tile where products of
/// two arrays are summed and one of them is reused along rows, vectors along an axis of unit stride elsewhere, groups
/// over the outer axes. Names no operator.
///
/// Which loops are groups follows from the kernel alone, so every form of a kernel has the same groups and one may take
/// over from another at any time; only what runs inside a group follows the target.
final class ChooseSchedule {
  /// Elements of work one group should at least have, in multiply-adds or point evaluations.
  private static final long GROUP_WORK = 1 << 19;

  /// The lanes that the shape of groups is chosen for.
  private static final int LANES = ReadingStages.LANES;

  /// The accumulators that fit in the registers the shape of groups is chosen for.
  private static final int ACCUMULATORS = 28;

  /// How many primitive operations a tile may take after its reduction.
  private static final int EPILOGUE = 340;

  /// The operations that one iteration of a vector loop should have at most.
  private static final int MOST_COPIED = 300;

  private final BuildKernel.Built built;
  private final Kernel.Computed kernel;
  private final Target target;
  private final List<Step> steps = new ArrayList<>();
  private final Stage root;
  private final Accesses accesses;

  private ChooseSchedule(BuildKernel.Built built, Target target) {
    this.built = built;
    this.kernel = built.kernel();
    this.target = target;
    this.root = kernel.stages().getLast();
    place();
    this.accesses = Accesses.of(Scheduling.apply(kernel, new Schedule(steps)));
  }

  static Schedule of(BuildKernel.Built built, Target target) {
    return new ChooseSchedule(built, target).choose();
  }

  private void place() {
    built.stages().forEach((stage, axis) -> {
      if (!axis.isEmpty()) {
        steps.add(new Step.Place(stage, axis));
      }
    });
    shared().ifPresent(stage -> steps.add(new Step.ShareStorage(stage, root.into())));
  }

  /// A stage over the root's own shape that the root reads at its own index only: its elements may wait in the
  /// result's array.
  private Optional<String> shared() {
    var own = root.axes().stream().map(Axis::index).toList();
    return kernel.stages().reversed().stream().skip(1)
        .filter(s -> s.reduction().isEmpty() && !built.rows().isEmpty())
        .filter(s -> kernel.buffer(s.into()).shape().equals(kernel.buffer(root.into()).shape()))
        .filter(s -> kernel.buffer(s.into()).type() == kernel.buffer(root.into()).type())
        .filter(s -> reads(root.value(), s.into()).stream().allMatch(own::equals) && !reads(root.value(), s.into()).isEmpty())
        .map(Stage::into).findFirst();
  }

  private static List<List<Dim>> reads(Expr e, String buffer) {
    var found = new ArrayList<List<Dim>>();
    e.map(x -> {
      if (x instanceof Expr.Load l && l.buffer().equals(buffer)) {
        found.add(l.at());
      }
      return x;
    });
    return found;
  }

  private Schedule choose() {
    var contraction = kernel.stages().stream().filter(ChooseSchedule::sumsProducts).findFirst();
    boolean tiled = contraction.isPresent() && tile(contraction.get());
    if (!tiled) {
      points();
    }
    return new Schedule(steps);
  }

  private static boolean sumsProducts(Stage s) {
    return s.reduction().isPresent() && s.value() instanceof Expr.Apply a && a.fn() == ScalarFn.FMA;
  }

  /// Lanes that all types of the kernel have in common; 1 when they differ, and where
  /// integers are divided: no target has that for vectors. A bool that is only tested is a mask.
  private int lanes() {
    if (accesses.divides()) {
      return 1;
    }
    int lanes = target.lanes(kernel.buffer(root.into()).type());
    boolean storesBools = kernel.buffers().stream().anyMatch(b -> b.type() == DType.BOOL);
    for (DType t : accesses.types()) {
      if ((t != DType.BOOL || storesBools) && target.lanes(t) != lanes) {
        return 1;
      }
    }
    return lanes;
  }

  // ---- register tiles -----------------------------------------------------------------------------------------------

  private boolean tile(Stage contraction) {
    var column = root.axes().stream().filter(a -> !a.extent().isConstant(1))
        .filter(a -> accesses.vectorizes(a.name(), Elements.PANEL)).findFirst();
    if (column.isEmpty()) {
      return false;
    }
    var c = column.get();
    var row = row(c);
    if (row.isEmpty()) {
      return false;
    }
    fuseReduction(contraction);
    var r = row.get();
    var others = root.axes().stream().filter(a -> !a.equals(c) && !a.equals(r)).toList();
    boolean narrow = c.extent().constant().isPresent() && c.extent().asLong() <= LANES;
    long width = narrow ? LANES : Elements.PANEL;
    long terms = contraction.reduction().orElseThrow().axes().stream()
        .mapToLong(a -> a.extent().constant().orElse(64)).reduce(1, (a, b) -> a * b);
    long accumulators = accumulators(contraction);
    long rows = rows(r.extent(), accumulators / (width / LANES));
    var tail = c.extent().constant().isPresent() && c.extent().asLong() % width == 0 ? Tail.EXACT : Tail.CHOOSE;
    boolean outer = others.stream().anyMatch(a -> !a.extent().isConstant(1));
    var inner = outer ? overOthers(c, width, tail, r, rows, others, terms)
        : overRows(c, width, tail, r, rows, others, terms);
    register(inner, rows, c.name() + "i", width, accumulators);
    return true;
  }

  /// How many accumulators a tile has: what follows the reduction is written out for each.
  private long accumulators(Stage contraction) {
    int after = kernel.stages().stream().filter(s -> s != contraction).mapToInt(s -> CodeSize.of(s.value())).sum();
    return Math.clamp(EPILOGUE / Math.max(1, after), 2, ACCUMULATORS);
  }

  /// The tile that the target holds in its registers, inside one of `rows` by `width`.
  private void register(String row, long rows, String column, long width, long accumulators) {
    int lanes = lanes();
    long columns = Math.min(width, lanes == 1 ? 4 : 2L * lanes);
    long registers = Math.min(accumulators, lanes == 1 ? 16 : target.registers() == 32 ? ACCUMULATORS : 10);
    long most = Math.max(1, registers / (columns / lanes));
    var c = column;
    if (columns < width) {
      var split = new Step.Split(column, columns, Tail.EXACT);
      steps.add(split);
      c = split.inner();
    }
    var r = row;
    if (most < rows) {
      var split = new Step.Split(row, most, rows % most == 0 ? Tail.EXACT : Tail.PEEL);
      steps.add(split);
      r = split.inner();
    }
    steps.add(new Step.Mark(r, Label.UNROLL));
    steps.add(new Step.Mark(c, lanes == 1 ? Label.UNROLL : Label.VECTOR));
    steps.add(new Step.Outlined(r, "tile"));
  }

  /// The axis along which one operand is reused: it moves other loads than the columns do.
  private Optional<Axis> row(Axis column) {
    return root.axes().stream().filter(a -> !a.equals(column) && !a.extent().isConstant(1)).filter(a ->
        accesses.loads().stream().anyMatch(l -> moves(l, a.name()) && !moves(l, column.name()))
            && accesses.loads().stream().anyMatch(l -> !moves(l, a.name()) && moves(l, column.name())))
        .min(Comparator.<Axis>comparingInt(a -> a.extent().constant().orElse(8) < 4 ? 1 : 0)
            .thenComparingLong(this::rowStride))
        .or(() -> root.axes().stream().filter(a -> !a.equals(column)).findFirst());
  }

  private long rowStride(Axis a) {
    return accesses.stores().getLast().position().strideOf(a.name()).orElse(Long.MAX_VALUE);
  }

  private static boolean moves(Accesses.Access access, String axis) {
    return access.position().mentions(axis);
  }

  /// How many rows a tile has, dividing the extent if it can.
  private static long rows(Dim extent, long most) {
    if (extent.constant().isEmpty()) {
      return Math.min(most, 8);
    }
    long n = extent.asLong();
    if (n <= most) {
      return Math.max(1, n);
    }
    long best = most;
    double least = Double.MAX_VALUE;
    for (long r = most; r >= 1; r--) {
      double cost = Math.ceilDiv(n, r) * (r + 1.0);
      if (cost < least) {
        least = cost;
        best = r;
      }
    }
    return best;
  }

  private static Tail rowTail(Dim extent, long rows) {
    return extent.constant().isEmpty() ? Tail.CHOOSE : extent.asLong() % rows == 0 ? Tail.EXACT : Tail.OVERLAP;
  }

  /// Adjacent reduction axes that are one run in every operand become one loop.
  private void fuseReduction(Stage contraction) {
    var axes = contraction.reduction().orElseThrow().axes();
    if (axes.size() < 2) {
      return;
    }
    var outer = axes.get(axes.size() - 2);
    var inner = axes.getLast();
    boolean run = accesses.loads().stream().filter(l -> moves(l, outer.name()) || moves(l, inner.name()))
        .allMatch(l -> {
          var o = l.position().strideOf(outer.name());
          var i = l.position().strideOf(inner.name());
          return o.isPresent() && i.isPresent() && inner.extent().constant().isPresent()
              && o.getAsLong() == i.getAsLong() * inner.extent().asLong();
        });
    if (run) {
      steps.add(new Step.Fuse(outer.name(), inner.name()));
    }
  }

  /// Groups are blocks of the last outer axis and a column block; inside run all row tiles.
  private String overOthers(
      Axis c, long width, Tail tail, Axis r, long rows, List<Axis> others, long terms) {
    var y = others.stream().filter(a -> !a.extent().isConstant(1)).reduce((a, b) -> b).orElseThrow();
    long work = r.extent().constant().orElse(8) * width * terms;
    var split = new Step.Split(y.name(), grain(work, y.extent(), c.extent(), width), Tail.RAGGED);
    steps.add(split);
    var order = new ArrayList<String>();
    others.stream().filter(a -> !a.equals(y)).forEach(a -> order.add(a.name()));
    order.add(split.outer());
    order.add(c.name());
    order.add(split.inner());
    order.add(r.name());
    steps.add(new Step.Reorder(order));
    steps.add(new Step.Split(c.name(), width, tail));
    steps.add(new Step.Split(r.name(), rows, rowTail(r.extent(), rows)));
    var outer = new ArrayList<>(order.subList(0, order.indexOf(c.name())));
    outer.add(c.name() + "o");
    steps.add(new Step.Mark(fuse(outer), Label.GROUP));
    return r.name() + "i";
  }

  /// Groups are blocks of rows and a column block.
  private String overRows(
      Axis c, long width, Tail tail, Axis r, long rows, List<Axis> others, long terms) {
    long grain = grain(rows * width * terms, r.extent().ceilDiv(rows), c.extent(), width);
    var split = new Step.Split(r.name(), rows * grain, Tail.RAGGED);
    boolean constant = r.extent().constant().isPresent();
    String last;
    if (constant) {
      // whole tiles first, then blocks of them
      steps.add(new Step.Split(r.name(), rows, rowTail(r.extent(), rows)));
      steps.add(new Step.Split(r.name() + "o", grain, Tail.RAGGED));
      last = r.name() + "i";
    } else {
      steps.add(split);
      last = "";
    }
    var order = new ArrayList<String>();
    others.forEach(a -> order.add(a.name()));
    order.add(constant ? r.name() + "oo" : split.outer());
    order.add(c.name());
    order.add(constant ? r.name() + "oi" : split.inner());
    if (constant) {
      order.add(r.name() + "i");
    }
    steps.add(new Step.Reorder(order));
    steps.add(new Step.Split(c.name(), width, tail));
    if (!constant) {
      var tiles = new Step.Split(split.inner(), rows, Tail.CHOOSE);
      steps.add(tiles);
      last = tiles.inner();
    }
    var outer = new ArrayList<>(order.subList(0, order.indexOf(c.name())));
    outer.add(c.name() + "o");
    steps.add(new Step.Mark(fuse(outer), Label.GROUP));
    return last;
  }

  /// How many iterations of an outer axis make a group: enough work, but at least 16 groups where there is that much.
  private static long grain(long work, Dim extent, Dim columns, long width) {
    long enough = Math.max(1, GROUP_WORK / Math.max(1, work));
    if (extent.constant().isEmpty()) {
      return Math.min(enough, 8);
    }
    long blocks = Math.ceilDiv(columns.constant().orElse(width), width);
    long share = Math.max(1, extent.asLong() * blocks / 16);
    return Math.max(1, Math.min(Math.min(enough, share), extent.asLong()));
  }

  private String fuse(List<String> axes) {
    var name = axes.getFirst();
    for (var next : axes.subList(1, axes.size())) {
      var fuse = new Step.Fuse(name, next);
      steps.add(fuse);
      name = fuse.fused();
    }
    return name;
  }

  // ---- points and rows ----------------------------------------------------------------------------------------------

  private void points() {
    int lanes = lanes();
    var vector = root.axes().stream()
        .filter(a -> built.rows().isEmpty() || built.rows().getLast().equals(a.name()))
        .filter(a -> a.extent().constant().isEmpty() || a.extent().asLong() >= LANES / 2)
        .filter(a -> rootAccesses().vectorizes(a.name(), LANES))
        .filter(a -> !built.rows().isEmpty() || copied() <= MOST_COPIED).findFirst();
    var loops = root.axes().stream().filter(a -> !built.rows().contains(a.name()))
        .filter(a -> vector.isEmpty() || !a.equals(vector.get())).toList();
    var order = new ArrayList<>(loops.stream().sorted(Comparator.comparingLong(a -> -rowStride(a)))
        .map(Axis::name).toList());
    boolean rows = !built.rows().isEmpty();
    if (!rows) {
      vector.ifPresent(a -> order.add(a.name()));
      if (order.size() > 1 && !order.equals(root.axes().stream().map(Axis::name).toList())) {
        steps.add(new Step.Reorder(order));
      }
      vector.ifPresent(a -> order.remove(a.name()));
    }
    stageVectors(lanes);
    if (order.isEmpty()) {
      vector.ifPresent(a -> flat(a, lanes));
    } else {
      groups(rows ? loops.stream().map(Axis::name).toList() : order, loops);
      vector.ifPresent(a -> vector(a.name(), a.extent(), lanes));
    }
  }

  /// The operations in the lanes of reductions that run at a point: vectors of points have a copy of each.
  private int copied() {
    return kernel.stages().stream()
        .filter(s -> s.reduction().filter(r -> r.order() instanceof Stage.Order.Lanes).isPresent())
        .mapToInt(s -> LANES * CodeSize.of(s.value())).sum();
  }

  /// The accesses of the last stage and of what is placed at its points; stages of whole rows have loops of their own.
  private Accesses rootAccesses() {
    if (built.rows().isEmpty()) {
      return accesses;
    }
    var scheduled = Scheduling.apply(kernel, new Schedule(steps));
    var found = new ArrayList<Stmt>();
    scheduled.body().forEach(s -> {
      if (s instanceof Stmt.Loop l && l.axis().equals(built.rows().getFirst())) {
        found.add(l);
      }
    });
    return found.isEmpty() ? accesses : Accesses.of(scheduled, found.getLast());
  }

  /// Loops that only one stage has: those over whole rows.
  private void stageVectors(int lanes) {
    var scheduled = Scheduling.apply(kernel, new Schedule(steps));
    for (var s : kernel.stages().subList(0, kernel.stages().size() - 1)) {
      if (s.axes().isEmpty() || !s.axes().getLast().name().startsWith("j")) {
        continue;
      }
      var axis = s.axes().getLast();
      var loops = new ArrayList<Stmt>();
      scheduled.body().forEach(x -> {
        if (x instanceof Stmt.Loop l && l.axis().equals(axis.name())) {
          loops.add(l);
        }
      });
      if (loops.size() == 1 && Accesses.of(scheduled, loops.getFirst()).vectorizes(axis.name(), lanes)) {
        vector(axis.name(), axis.extent(), lanes);
      }
    }
  }

  private void vector(String axis, Dim extent, int lanes) {
    if (lanes == 1) {
      return;
    }
    boolean two = !built.rows().isEmpty() || 2 * copied() <= MOST_COPIED;
    long by = extent.constant().isEmpty() || extent.asLong() >= 4L * lanes ? (two ? 2L : 1L) * lanes : lanes;
    boolean exact = extent.constant().isPresent() && extent.asLong() % by == 0;
    var split = new Step.Split(axis, by, exact ? Tail.EXACT : Tail.PEEL);
    steps.add(split);
    steps.add(new Step.Mark(split.inner(), Label.VECTOR));
  }

  /// One axis alone: blocks of it are groups.
  private void flat(Axis a, int lanes) {
    var blocks = new Step.Split(a.name(), 1024L * LANES, Tail.RAGGED);
    steps.add(blocks);
    steps.add(new Step.Mark(blocks.outer(), Label.GROUP));
    vector(blocks.inner(), Dim.symbol(blocks.inner()), lanes);
  }

  private void groups(List<String> order, List<Axis> loops) {
    var fused = fuse(order);
    long inner = 1;
    for (var s : kernel.stages()) {
      for (var a : s.axes()) {
        if (s == root && loops.contains(a)) {
          continue;
        }
        inner = Math.max(inner, a.extent().constant().orElse(256));
      }
    }
    long grain = Math.max(1, GROUP_WORK / 16 / inner);
    if (loops.stream().allMatch(a -> a.extent().constant().isPresent())) {
      long all = loops.stream().mapToLong(a -> a.extent().asLong()).reduce(1, (a, b) -> a * b);
      grain = Math.max(1, Math.min(grain, all / 8));
    }
    var split = new Step.Split(fused, grain, Tail.RAGGED);
    steps.add(split);
    steps.add(new Step.Mark(split.outer(), Label.GROUP));
  }
}

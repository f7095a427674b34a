package io.sinter.passes.kernel;

import io.sinter.ir.kernel.Buffer;
import io.sinter.ir.kernel.Expr;
import io.sinter.ir.kernel.Kernel;
import io.sinter.ir.kernel.Label;
import io.sinter.ir.kernel.Layout;
import io.sinter.ir.kernel.Local;
import io.sinter.ir.kernel.Stmt;
import io.sinter.ir.kernel.Target;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Dim.Range;
import io.sinter.runtime.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.IntStream;

/// A reduction with n logical lanes becomes a loop of extent n around an accumulator, a loop over whole groups of n
/// terms and a guarded rest, then a fold of the n accumulators by halves. The loop of extent n is marked VECTOR where
/// its accesses lie side by side and UNROLL elsewhere, which changes nothing but speed.
///
/// Where lanes are work items, each item runs all terms of its lane; what they have is shared, and every item that
/// wants the result folds it.
///
/// What may be combined in any order, as the largest of a row, has more lanes than it is declared with.
///
/// Where n copies of the body would be too much code, the accumulators are n elements of a scratch buffer and the
/// loops are SERIAL: the same sums in the same order.
final class LowerReductions {
  /// The most expressions in the body that are copied for every lane.
  private static final int MOST_COPIED = 24;

  /// The lanes of exact reductions of rows: vectors enough for one to begin while others are under way. Where rows run
  /// side by side, two vectors of each are enough.
  private static final int MOST_LANES = 64;

  private final Kernel.Scheduled kernel;
  private final Names names;
  private final VectorWidth widths;
  private final List<Buffer> buffers;

  LowerReductions(Kernel.Scheduled kernel, Target target, Names names) {
    this.kernel = kernel;
    this.names = names;
    this.widths = new VectorWidth(kernel, target);
    this.buffers = new ArrayList<>(kernel.buffers());
  }

  Kernel.Scheduled lower() {
    return new Kernel.Scheduled(kernel.name(), kernel.parameters(), buffers, lower(kernel.body(), false));
  }

  /// @param copied whether the statement stands in a loop that will be unrolled
  private Stmt lower(Stmt s, boolean copied) {
    boolean inside = copied || s instanceof Stmt.Loop l && (l.label() == Label.VECTOR || l.label() == Label.UNROLL);
    var t = s.withChildren(c -> lower(c, inside));
    return t instanceof Stmt.Reduce r ? lower(new Lowered(r), copied) : t;
  }

  private Stmt lower(Lowered r, boolean copied) {
    if (r.reduce.label() == Label.LOCAL) {
      return overItems(r);
    }
    long n = r.reduce.lanes();
    var body = r.atLane(r.block.times(n).plus(r.lane));
    var axis = r.lane.toString();
    Dim.Ranges ranges = name -> name.equals(axis) ? new Range(0, n - 1) : Range.SIZE;
    int width = widths.of(body, axis, n);
    boolean vector = width > 1 && widths.isContiguous(body, axis, ranges);
    if (!vector && !copied && size(body) > MOST_COPIED) {
      return inScratch(r);
    }
    int lanes = copied ? 2 * width : MOST_LANES;
    if (vector && r.mayHave(lanes)) {
      return lower(new Lowered(r.reduce.withLanes(lanes)), copied);
    }
    var parts = new ArrayList<Stmt>();
    parts.add(new Stmt.Set(r.part, r.reduce.init()));
    if (!r.whole.isConstant(0)) {
      parts.add(new Stmt.Loop(r.block.toString(), r.whole, Label.SERIAL, body));
    }
    if (!r.rest.isConstant(0)) {
      var guarded = new Stmt.If(r.rest.minus(r.lane), r.atLane(r.first.plus(r.lane)));
      parts.add(r.rest.constant().isPresent() ? guarded : new Stmt.If(r.rest, guarded));
    }
    return Stmt.block(
        new Stmt.Loop(axis, Dim.of(n), vector ? Label.VECTOR : Label.UNROLL, new Stmt.Block(parts)),
        new Stmt.Set(r.reduce.local(), new Expr.Fold(r.reduce.fold(), r.part)));
  }

  private Stmt overItems(Lowered r) {
    var parts = parts(r, Buffer.Role.SHARED);
    long n = r.reduce.lanes();
    var terms = r.reduce.extent().minus(r.lane).plus(n - 1).floorDiv(n);
    return Stmt.block(
        new Stmt.Loop(r.lane.toString(), Dim.of(n), Label.LOCAL, Stmt.block(
            new Stmt.Set(r.part, r.reduce.init()),
            new Stmt.Loop(r.block.toString(), terms, Label.SERIAL, r.atLane(r.block.times(n).plus(r.lane))),
            new Stmt.Store(parts.name(), List.of(r.lane), new Expr.Read(r.part)))),
        new Stmt.Set(r.reduce.local(), folded(r, parts)));
  }

  private Buffer parts(Lowered r, Buffer.Role role) {
    var shape = Shape.of(r.reduce.lanes());
    var parts = new Buffer(names.fresh(r.reduce.local().name() + "_lanes"), role, r.part.type(), shape,
        Layout.dense(shape));
    buffers.add(parts);
    return parts;
  }

  /// The lanes in a buffer, folded by halves.
  private static Expr folded(Lowered r, Buffer parts) {
    var sums = IntStream.range(0, r.reduce.lanes())
        .<Expr>mapToObj(i -> new Expr.Load(parts.name(), parts.type(), List.of(Dim.of(i)))).toList();
    while (sums.size() > 1) {
      var all = sums;
      int half = all.size() / 2;
      sums = IntStream.range(0, half)
          .mapToObj(i -> Expr.apply(r.reduce.fold(), all.get(i), all.get(i + half))).toList();
    }
    return sums.getFirst();
  }

  private Stmt inScratch(Lowered r) {
    var parts = parts(r, Buffer.Role.SCRATCH);
    BiFunction<Dim, Stmt, Stmt> overLanes =
        (extent, body) -> new Stmt.Loop(r.lane.toString(), extent, Label.SERIAL, body);
    var at = List.of(r.lane);
    BiFunction<Dim, Dim, Stmt> update = (extent, index) -> overLanes.apply(extent, Stmt.block(
        new Stmt.Set(r.part, new Expr.Load(parts.name(), parts.type(), at)),
        r.atLane(index),
        new Stmt.Store(parts.name(), at, new Expr.Read(r.part))));
    return Stmt.block(
        overLanes.apply(Dim.of(r.reduce.lanes()), new Stmt.Store(parts.name(), at, r.reduce.init())),
        new Stmt.Loop(r.block.toString(), r.whole, Label.SERIAL,
            update.apply(Dim.of(r.reduce.lanes()), r.block.times(r.reduce.lanes()).plus(r.lane))),
        update.apply(r.rest, r.first.plus(r.lane)),
        new Stmt.Set(r.reduce.local(), folded(r, parts)));
  }

  private static int size(Stmt body) {
    var count = new int[1];
    body.mapExprs(value -> value.map(e -> {
      count[0]++;
      return e;
    }));
    body.forEach(s -> count[0] += s instanceof Stmt.Loop ? MOST_COPIED : 0);
    return count[0];
  }

  /// The names and extents of one reduction's loops.
  private final class Lowered {
    final Stmt.Reduce reduce;
    final Local part;
    final Dim lane;
    final Dim block;
    /// How many groups of lanes are full, how many terms are left, and which is the first of those.
    final Dim whole;
    final Dim rest;
    final Dim first;

    Lowered(Stmt.Reduce r) {
      this.reduce = r;
      this.part = new Local(names.fresh(r.local().name() + "p"), r.local().type(), 1);
      this.lane = Dim.symbol(names.fresh(r.axis() + "l"));
      this.block = Dim.symbol(names.fresh(r.axis() + "o"));
      this.whole = r.extent().floorDiv(r.lanes());
      this.rest = r.extent().mod(r.lanes());
      this.first = r.extent().minus(rest);
    }

    /// Whether more lanes give the same result, and a row has terms for them.
    boolean mayHave(int more) {
      boolean exact = switch (reduce.fold()) {
        case MAX, MIN, AND, OR, XOR -> true;
        case ADD, MUL -> reduce.local().type().isInteger();
        default -> false;
      };
      return exact && reduce.lanes() < more && reduce.extent().constant().orElse(more) >= more;
    }

    /// The body at one term, with the accumulator of one lane.
    Stmt atLane(Dim index) {
      return OnLoop.substitute(reduce.body(), Map.of(reduce.axis(), index))
          .mapExprs(v -> v.map(e -> e instanceof Expr.Read x && x.local().equals(reduce.local())
              ? new Expr.Read(part) : e))
          .map(s -> s instanceof Stmt.Set x && x.local().equals(reduce.local()) ? new Stmt.Set(part, x.value()) : s);
    }
  }
}

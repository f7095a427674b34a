package io.sinter.passes.kernel;

import io.sinter.ir.kernel.Expr;
import io.sinter.ir.kernel.Label;
import io.sinter.ir.kernel.Local;
import io.sinter.ir.kernel.LocalFlow;
import io.sinter.ir.kernel.Stmt;
import io.sinter.runtime.Dim;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// Cuts the code of work items at the loops that they share, until no LOCAL loop holds another.
///
/// A LOCAL loop inside another whose iterations depend on the outer one multiplies the items: item 16·i + j runs
/// iteration i of the outer and j of the inner loop, and what stands between the two all items of i do alike, except
/// that the first of them writes. One that does not depend on it, the staging of what all items read, is run by all of
/// them together. Guards that differ between items sink into the pieces; serial loops around pieces must not differ.
final class SpreadItems {
  /// What stands around a statement: LOCAL loops, outermost first, guards that differ between items, and all names that
  /// do.
  private record Around(List<Stmt.Loop> loops, List<Dim> guards, Set<String> names) {
    static final Around NONE = new Around(List.of(), List.of(), Set.of());

    Around inside(Stmt.Loop l) {
      var all = new HashSet<>(names);
      all.addAll(Dependence.names(l.body(), l.axis()));
      return new Around(Stream.concat(loops.stream(), Stream.of(l)).toList(), guards, all);
    }

    Around guarded(Dim room) {
      return new Around(loops, Stream.concat(guards.stream(), Stream.of(room)).toList(), names);
    }
  }

  private final Names names;
  private final List<Long> widths = new ArrayList<>();

  private SpreadItems(Names names) {
    this.names = names;
  }

  /// @param body with positions, and loops that have names of their own
  static Stmt in(Stmt body, Names names) {
    if (!hasItems(body)) {
      return body;
    }
    var spread = new SpreadItems(names);
    spread.measure(body, Around.NONE);
    return withDefaults(spread.visit(body, Around.NONE));
  }

  static boolean hasItems(Stmt s) {
    return s instanceof Stmt.Loop l && l.label() == Label.LOCAL
        || s.children().stream().anyMatch(SpreadItems::hasItems);
  }

  // ---- levels ------------------------------------------------------------------------------------------------------

  /// How many items each level of LOCAL loops has.
  private void measure(Stmt s, Around around) {
    if (s instanceof Stmt.Loop l && l.label() == Label.LOCAL) {
      var inside = enter(l, around);
      int level = inside.loops().size() - 1;
      if (level == widths.size()) {
        widths.add(1L);
      }
      widths.set(level, Math.max(widths.get(level), l.extent().asLong()));
      measure(l.body(), inside);
    } else {
      s.children().forEach(c -> measure(c, around));
    }
  }

  private static Around enter(Stmt.Loop l, Around around) {
    return (Dependence.on(around.names(), l) ? around : Around.NONE).inside(l);
  }

  /// How many items run one iteration at a level.
  private long below(int level) {
    return widths.subList(level + 1, widths.size()).stream().reduce(1L, (a, b) -> a * b);
  }

  // ---- pieces ------------------------------------------------------------------------------------------------------

  private Stmt visit(Stmt s, Around around) {
    if (!hasItems(s)) {
      return new Stmt.Block(pieces(s, around));
    }
    return switch (s) {
      case Stmt.Loop l when l.label() == Label.LOCAL -> {
        var inside = enter(l, around);
        if (inside.loops().size() == 1 && !around.guards().isEmpty()) {
          throw new IllegalArgumentException(
              "the items of " + l.axis() + " stand behind a guard that some do not pass");
        }
        yield visit(l.body(), inside);
      }
      case Stmt.Loop l -> {
        checkSame(l.extent(), around, l.axis());
        yield new Stmt.Loop(l.axis(), l.extent(), l.label(), visit(l.body(), around));
      }
      case Stmt.If i when Dependence.on(around.names(), i.room()) -> visit(i.body(), around.guarded(i.room()));
      case Stmt.If i -> new Stmt.If(i.room(), visit(i.body(), around));
      case Stmt.Block b -> block(b, around);
      case Stmt.Outline o -> visit(o.body(), around);
      case Stmt.Set _, Stmt.Bind _, Stmt.Take _, Stmt.Put _, Stmt.Store _, Stmt.Reduce _, Stmt.Barrier _ ->
          throw new IllegalStateException("holds no loop: " + s);
    };
  }

  private static void checkSame(Dim extent, Around around, String axis) {
    if (Dependence.on(around.names(), extent)) {
      throw new IllegalArgumentException("items run " + axis + " differently often, and share work inside of it");
    }
  }

  private Stmt block(Stmt.Block b, Around around) {
    var out = new ArrayList<Stmt>();
    var run = new ArrayList<Stmt>();
    for (var p : b.parts()) {
      if (!hasItems(p)) {
        run.add(p);
        continue;
      }
      out.addAll(pieces(new Stmt.Block(run), around));
      run.clear();
      out.add(visit(p, around));
    }
    out.addAll(pieces(new Stmt.Block(run), around));
    return new Stmt.Block(out);
  }

  /// What has no LOCAL loop inside.
  private List<Stmt> pieces(Stmt s, Around around) {
    var parts = parts(s);
    if (parts.isEmpty()) {
      return List.of();
    }
    boolean alone = around.loops().size() == widths.size();
    if (alone) {
      return List.of(piece(s, around));
    }
    // several items do this: they agree on locals, and one of them writes
    var out = new ArrayList<Stmt>();
    var run = new ArrayList<Stmt>();
    for (var p : parts) {
      if (writes(p)) {
        agreed(run, around, out);
        out.add(piece(p, around));
      } else {
        run.add(p);
      }
    }
    agreed(run, around, out);
    return out;
  }

  private void agreed(List<Stmt> run, Around around, List<Stmt> out) {
    if (!run.isEmpty()) {
      out.add(around.loops().isEmpty() ? new Stmt.Block(run) : piece(new Stmt.Block(run), around));
      run.clear();
    }
  }

  private static List<Stmt> parts(Stmt s) {
    return s instanceof Stmt.Block(var parts) ? parts.stream().flatMap(p -> parts(p).stream()).toList() : List.of(s);
  }

  private static boolean writes(Stmt s) {
    return s instanceof Stmt.Put || s.children().stream().anyMatch(SpreadItems::writes);
  }

  private Stmt piece(Stmt s, Around around) {
    int depth = around.loops().size();
    long items = depth == 0 ? 1 : below(depth - 1) * around.loops().getFirst().extent().asLong()
        * widths.subList(1, depth).stream().reduce(1L, (a, b) -> a * b);
    var item = Dim.symbol(names.fresh(depth == 1 && below(0) == 1 ? around.loops().getFirst().axis() : "item"));
    Dim.Ranges ranges = name -> name.equals(item.toString()) ? new Dim.Range(0, items - 1) : Dim.Range.SIZE;
    var at = new HashMap<String, Dim>();
    var guards = new ArrayList<Dim>();
    for (int d = 0; d < depth; d++) {
      var l = around.loops().get(d);
      var digit = item.floorDiv(below(d));
      var index = d == 0 ? digit : digit.mod(widths.get(d)).simplify(ranges);
      at.put(l.axis(), index);
      if (d > 0 && l.extent().asLong() < widths.get(d)) {
        guards.add(l.extent().minus(index));
      }
    }
    around.guards().forEach(g -> guards.add(g.substitute(at::get, ranges)));
    if (depth > 0 && depth < widths.size() && writes(s)) {
      guards.add(Dim.ONE.minus(item.mod(below(depth - 1))));
    }
    var body = s.mapDims(d -> d.substitute(at::get, ranges));
    for (var g : guards.reversed()) {
      body = new Stmt.If(g, body);
    }
    return new Stmt.Loop(item.toString(), Dim.of(items), Label.LOCAL, body);
  }

  // ---- registers ---------------------------------------------------------------------------------------------------

  /// A register that a guard may leave without a value starts as 0 where it is first set.
  private static Stmt withDefaults(Stmt body) {
    var read = new HashSet<String>();
    body.forEach(s -> {
      if (s instanceof Stmt.Loop l && l.label() == Label.LOCAL) {
        read.addAll(LocalFlow.readFromBefore(l.body()));
      }
    });
    var known = new HashSet<String>();
    return withDefaults(body, read, known);
  }

  private static Stmt withDefaults(Stmt s, Set<String> read, Set<String> known) {
    if (!(s instanceof Stmt.Loop l) || l.label() != Label.LOCAL) {
      return s.withChildren(c -> withDefaults(c, read, known));
    }
    var open = LocalFlow.set(l.body());
    open.removeAll(LocalFlow.surelySet(l.body()));
    open.removeIf(x -> !read.contains(x) || known.contains(x));
    known.addAll(LocalFlow.set(l.body()));
    var starts = new LinkedHashSet<Stmt>();
    l.body().forEach(x -> {
      if (x instanceof Stmt.Set(Local local, Expr _) && open.contains(local.name())) {
        var zero = new Expr.Const(local.type(), 0);
        starts.add(new Stmt.Set(local, local.lanes() == 1 ? zero : new Expr.Splat(zero, local.lanes())));
      }
    });
    return starts.isEmpty() ? l : new Stmt.Loop(l.axis(), l.extent(), l.label(),
        new Stmt.Block(Stream.concat(starts.stream(), Stream.of(l.body())).toList()));
  }
}

package io.sinter.passes.kernel;

import io.sinter.ir.kernel.Buffer;
import io.sinter.ir.kernel.Expr;
import io.sinter.ir.kernel.Label;
import io.sinter.ir.kernel.Layout;
import io.sinter.ir.kernel.Local;
import io.sinter.ir.kernel.Stmt;
import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// [Step.Raise].
final class RaiseLoops {
  private final Step.Raise step;
  private final List<Buffer> buffers;
  private final Map<String, Long> extents = new HashMap<>();

  private RaiseLoops(Step.Raise step, List<Buffer> buffers) {
    this.step = step;
    this.buffers = buffers;
  }

  /// @param buffers where the arrays are added
  static Stmt apply(Step.Raise step, Stmt body, List<Buffer> buffers) {
    var raise = new RaiseLoops(step, buffers);
    for (var axis : step.over()) {
      OnLoop.checkFree(step.before(axis), body);
      OnLoop.checkFree(step.after(axis), body);
    }
    body.forEach(raise::measure);
    return OnLoop.apply(step.over().getFirst(), body, raise::rewrite);
  }

  private void measure(Stmt s) {
    if (s instanceof Stmt.Loop l && step.over().contains(l.axis())) {
      extents.merge(l.axis(), l.extent().range(Dim.Ranges.NONE).high(), Math::max);
      if (extents.get(l.axis()) > Integer.MAX_VALUE) {
        throw new StepError("the extent " + l.extent() + " of " + l.axis() + " has no bound");
      }
    }
  }

  private Stmt rewrite(Stmt.Loop outermost) {
    var around = new ArrayList<Stmt>();
    var body = inside(outermost, step.over(), around);
    var parts = body instanceof Stmt.Block b ? b.parts() : List.of(body);
    int at = 0;
    while (at < parts.size() && !(parts.get(at) instanceof Stmt.Loop l && l.axis().equals(step.raised().getFirst()))) {
      at++;
    }
    if (at == parts.size()) {
      throw new StepError("there is no loop " + step.raised().getFirst() + " directly inside of "
          + step.over().getLast());
    }
    var loop = (Stmt.Loop) parts.get(at);
    var raised = new ArrayList<Stmt>();
    var inner = inside(loop, step.raised(), raised);
    var kept = Carried.by(loop).locals().stream().sorted(Comparator.comparing(Local::name)).toList();
    var before = Stmt.block(parts.subList(0, at).toArray(Stmt[]::new));
    var after = Stmt.block(parts.subList(at + 1, parts.size()).toArray(Stmt[]::new));
    check(before, inner, after, kept, raised);
    var loads = kept.stream().map(this::load).toList();
    var stores = kept.stream().map(this::store).toList();
    return Stmt.block(
        renamed(wrapped(around, joined(List.of(before), stores)), true),
        wrapped(raised, wrapped(around, joined(loads, joined(List.of(inner), stores).parts()))),
        renamed(wrapped(around, joined(loads, List.of(after))), false));
  }

  private static Stmt.Block joined(List<? extends Stmt> first, List<? extends Stmt> then) {
    var all = new ArrayList<Stmt>(first);
    all.addAll(then);
    return new Stmt.Block(all);
  }

  /// What the loops `axes`, directly inside each other, have inside; guards may stand between them.
  ///
  /// @param around gets those loops and guards, outermost first
  private static Stmt inside(Stmt outermost, List<String> axes, List<Stmt> around) {
    var body = outermost;
    for (int next = 0; next < axes.size() || body instanceof Stmt.If;) {
      around.add(body);
      if (body instanceof Stmt.If i) {
        body = i.body();
      } else if (body instanceof Stmt.Loop l && l.axis().equals(axes.get(next))) {
        body = l.body();
        next++;
      } else {
        throw new StepError("the loops " + String.join(" ", axes) + " are not directly inside each other");
      }
    }
    return body;
  }

  private static Stmt wrapped(List<Stmt> around, Stmt body) {
    var s = body;
    for (var a : around.reversed()) {
      s = a instanceof Stmt.Loop l ? new Stmt.Loop(l.axis(), l.extent(), l.label(), s)
          : new Stmt.If(((Stmt.If) a).room(), s);
    }
    return s;
  }

  /// The loops before or after those that were raised are loops of their own.
  private Stmt renamed(Stmt nest, boolean before) {
    var names = new HashMap<String, String>();
    var symbols = new HashMap<String, Dim>();
    for (var axis : step.over()) {
      var name = before ? step.before(axis) : step.after(axis);
      names.put(axis, name);
      symbols.put(axis, Dim.symbol(name));
    }
    return OnLoop.substitute(nest.map(s -> s instanceof Stmt.Loop l && names.containsKey(l.axis())
        ? new Stmt.Loop(names.get(l.axis()), l.extent(), Label.SERIAL, l.body()) : s), symbols);
  }

  private List<Dim> place() {
    return step.over().stream().map(Dim::symbol).toList();
  }

  private Stmt store(Local local) {
    var array = array(local);
    return new Stmt.Store(array.name(), place(), converted(new Expr.Read(local), array.type()));
  }

  private Stmt load(Local local) {
    var array = array(local);
    return new Stmt.Set(local, converted(new Expr.Load(array.name(), array.type(), place()), local.type()));
  }

  private static Expr converted(Expr x, DType type) {
    return x.type() == type ? x : new Expr.Convert(type, x);
  }

  private Buffer array(Local local) {
    var name = local.name() + "_kept";
    var shape = new Shape(step.over().stream().map(a -> Dim.of(extents.get(a))).toList());
    var type = step.wide() && local.type() == DType.F32 ? DType.F64 : local.type();
    var array = new Buffer(name, Buffer.Role.SCRATCH, type, shape, Layout.dense(shape));
    if (buffers.stream().noneMatch(b -> b.name().equals(name))) {
      buffers.add(array);
    } else if (!buffers.contains(array)) {
      throw new StepError("there is an array " + name + " already");
    }
    return array;
  }

  /// What crosses from one part to the next is what the loops carry, and nothing else.
  private void check(Stmt before, Stmt inner, Stmt after, List<Local> kept, List<Stmt> raised) {
    for (var r : raised) {
      var mentioned = r instanceof Stmt.Loop l ? l.extent() : ((Stmt.If) r).room();
      for (var axis : step.over()) {
        if (mentioned.mentions(axis)) {
          throw new StepError(mentioned + " of " + String.join(" ", step.raised()) + " depends on " + axis);
        }
      }
    }
    var crossing = new HashSet<Local>();
    for (var parts : List.of(List.of(before, inner), List.of(before, after), List.of(inner, after))) {
      var both = sets(parts.getFirst());
      both.retainAll(reads(parts.getLast()));
      crossing.addAll(both);
    }
    kept.forEach(crossing::remove);
    if (!crossing.isEmpty()) {
      throw new StepError(crossing.iterator().next().name() + " is set in one part and read in another");
    }
    for (var part : List.of(before, inner, after)) {
      part.forEach(s -> {
        if (s instanceof Stmt.Take || s instanceof Stmt.Bind || part == inner && s instanceof Stmt.Store) {
          throw new StepError("more than sums is computed around " + String.join(" ", step.raised()));
        }
      });
    }
    var early = stores(before);
    early.retainAll(loads(after));
    var late = stores(before);
    late.addAll(stores(after));
    late.retainAll(loads(Stmt.block(before, inner)));
    early.addAll(late);
    if (!early.isEmpty()) {
      throw new StepError(early.iterator().next() + " is written in one part and read in another");
    }
  }

  private static Set<Local> sets(Stmt s) {
    var found = new HashSet<Local>();
    s.forEach(x -> {
      if (x instanceof Stmt.Set set) {
        found.add(set.local());
      } else if (x instanceof Stmt.Reduce r) {
        found.add(r.local());
      }
    });
    return found;
  }

  private static Set<String> stores(Stmt s) {
    var found = new HashSet<String>();
    s.forEach(x -> {
      if (x instanceof Stmt.Store store) {
        found.add(store.buffer());
      }
    });
    return found;
  }

  private static Set<Local> reads(Stmt s) {
    var found = new HashSet<Local>();
    s.mapExprs(value -> value.map(e -> {
      if (e instanceof Expr.Read r) {
        found.add(r.local());
      } else if (e instanceof Expr.Fold f) {
        found.add(f.local());
      }
      return e;
    }));
    return found;
  }

  private static Set<String> loads(Stmt s) {
    var found = new HashSet<String>();
    s.mapExprs(value -> value.map(e -> {
      if (e instanceof Expr.Load l) {
        found.add(l.buffer());
      }
      return e;
    }));
    return found;
  }
}

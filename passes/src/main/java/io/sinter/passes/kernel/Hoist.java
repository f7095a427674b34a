package io.sinter.passes.kernel;

import io.sinter.ir.kernel.Expr;
import io.sinter.ir.kernel.Label;
import io.sinter.ir.kernel.Local;
import io.sinter.ir.kernel.Stmt;
import io.sinter.runtime.Dim;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Splits array positions, guards, mask counts and extents by loop depth: what depends on outer loops only is named by
/// a [Stmt.Bind] at the top of the body of the loop where it becomes known, and each deeper loop adds its own terms. So
/// is every quotient, minimum and maximum. Constants stay in the access, so that the rows of a tile share one name, and
/// inner loops only add.
final class Hoist {
  /// Terms from which on a sum is long.
  private static final int LONG = 5;

  /// The body of a loop.
  private record Frame(List<Stmt> binds, Map<Dim, Dim> named) {
    Frame() {
      this(new ArrayList<>(), new LinkedHashMap<>());
    }
  }

  private final List<Frame> frames = new ArrayList<>();
  private final Map<String, Integer> depths = new HashMap<>();
  private final Set<String> data = new HashSet<>();
  private final Names names;

  private Hoist(Stmt body, Names names) {
    this.names = names;
    body.forEach(s -> {
      switch (s) {
        case Stmt.Set(Local local, Expr _) -> data.add(local.name());
        case Stmt.Take t -> data.add(t.name());
        default -> {}
      }
    });
  }

  static Stmt in(Stmt body, Names names) {
    var hoist = new Hoist(body, names);
    return body instanceof Stmt.Loop l && l.label() == Label.GROUP ? hoist.loop(l) : hoist.framed(body);
  }

  private Stmt loop(Stmt.Loop l) {
    // an extent of parameters alone is the launch's to give
    boolean given = l.extent().symbols().stream().noneMatch(depths::containsKey);
    var extent = given ? l.extent() : split(l.extent());
    depths.put(l.axis(), frames.size());
    return new Stmt.Loop(l.axis(), extent, l.label(), framed(l.body()));
  }

  private Stmt framed(Stmt body) {
    frames.add(new Frame());
    var inner = visit(body);
    var binds = frames.removeLast().binds();
    return binds.isEmpty() ? inner : new Stmt.Block(Stream.concat(binds.stream(), Stream.of(inner)).toList());
  }

  private Stmt visit(Stmt s) {
    return switch (s) {
      case Stmt.Loop l -> loop(l);
      case Stmt.Block _, Stmt.Outline _ -> s.withChildren(this::visit);
      case Stmt.If i -> new Stmt.If(split(i.room()), visit(i.body()));
      case Stmt.Set x -> new Stmt.Set(x.local(), value(x.value()));
      case Stmt.Put x -> new Stmt.Put(x.buffer(), split(x.at()), value(x.value()), x.mask().map(this::value));
      case Stmt.Bind _, Stmt.Barrier _ -> s;
      case Stmt.Take t -> new Stmt.Take(t.name(), value(t.value()));
      case Stmt.Store _, Stmt.Reduce _ -> throw new IllegalStateException("not a flat statement: " + s);
    };
  }

  private Expr value(Expr e) {
    return e.map(x -> switch (x) {
      case Expr.Fetch f -> new Expr.Fetch(f.buffer(), f.type(), split(f.at()), f.lanes(), f.mask());
      case Expr.Active a -> new Expr.Active(split(a.count()), a.lanes());
      default -> x;
    });
  }

  private Dim split(Dim given) {
    var position = plain(given);
    var sum = Dim.ZERO;
    for (int i = 0; i < frames.size(); i++) {
      int depth = i;
      var part = position.only(t -> depth(t) == depth);
      if (!part.terms().isEmpty()) {
        sum = named(sum.plus(part), depth);
      }
    }
    return sum.plus(position.only(t -> depth(t) == frames.size()));
  }

  /// A sum of products of names.
  private Dim plain(Dim d) {
    return plain(d, true);
  }

  /// @param negative whether names may stand for negative numbers: inside of quotients and bounds they are taken to be
  ///     sizes
  private Dim plain(Dim d, boolean negative) {
    var sum = Dim.ZERO;
    for (var t : d.terms()) {
      var product = Dim.of(t.coefficient());
      for (var atom : t.factors()) {
        product = product.times(plain(atom, negative));
      }
      sum = sum.plus(product);
    }
    return sum;
  }

  private Dim plain(Dim.Atom atom, boolean negative) {
    var value = switch (atom) {
      case Dim.Symbol(var name) -> Dim.symbol(name);
      case Dim.FloorDiv(var dividend, var divisor) -> plain(dividend, false).floorDiv(plain(divisor(divisor), false));
      case Dim.Min(var left, var right) -> plain(left, false).min(plain(right, false));
      case Dim.Max(var left, var right) -> plain(left, false).max(plain(right, false));
    };
    int depth = depth(value);
    boolean fits = negative || value.range(Dim.Ranges.NONE).low() >= 0;
    return fits && depth < frames.size() && value.constant().isEmpty() ? named(value, depth) : value;
  }

  /// What is divided by where a size may be 0: the quotient then is that of no element, but it may be computed.
  private static Dim divisor(Dim d) {
    return d.constant().isPresent() ? d : d.max(Dim.ONE);
  }

  private Dim named(Dim value, int depth) {
    if (isName(value)) {
      return value;
    }
    var known = frames.get(depth).named().get(value);
    if (known != null) {
      return known;
    }
    var sum = value.terms().size() < LONG ? value : shorter(value, depth);
    var name = names.fresh("at");
    frames.get(depth).binds().add(new Stmt.Bind(name, sum));
    depths.put(name, depth);
    frames.get(depth).named().put(value, Dim.symbol(name));
    return Dim.symbol(name);
  }

  /// A long sum as the nearest one that has a name and what they differ by: rows of a tile are a stride apart.
  private Dim shorter(Dim value, int depth) {
    @Nullable Dim nearest = null;
    var difference = value;
    for (var e : frames.get(depth).named().entrySet()) {
      if (e.getKey().terms().size() >= LONG - 1) {
        var d = value.minus(e.getKey());
        if (2 * d.terms().size() <= value.terms().size() && d.terms().size() <= difference.terms().size()) {
          difference = d;
          nearest = e.getValue();
        }
      }
    }
    return nearest == null ? value
        : nearest.plus(difference.terms().size() < 2 ? difference : named(difference, depth));
  }

  private static boolean isName(Dim d) {
    return d.terms().size() == 1 && d.strideOf(d.toString()).orElse(0) == 1;
  }

  private int depth(Dim d) {
    return d.terms().stream().mapToInt(t -> t.factors().isEmpty() ? 0 : depth(t)).max().orElse(0);
  }

  /// The loop that a term moves with; that of parameters is the outermost. Constants, locals and what is data stay
  /// where they are.
  private int depth(Dim.Term term) {
    if (term.factors().isEmpty()) {
      return frames.size();
    }
    var deepest = new int[1];
    term.forEachSymbol(s -> deepest[0] = Math.max(
        deepest[0], data.contains(s) ? frames.size() : depths.getOrDefault(s, 0)));
    return deepest[0];
  }
}

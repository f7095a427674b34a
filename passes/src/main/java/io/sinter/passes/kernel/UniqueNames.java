package io.sinter.passes.kernel;

import io.sinter.ir.kernel.Stmt;
import io.sinter.runtime.Dim;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Gives every loop, every taken index and every outlined method a name of its own, where copies of bodies repeat them.
final class UniqueNames {
  private final Names names;
  private final Set<String> seen = new HashSet<>();

  private UniqueNames(Names names) {
    this.names = names;
  }

  /// @param names all names in the body
  static Stmt in(Stmt body, Names names) {
    return new UniqueNames(names).visit(body);
  }

  private String own(String name) {
    return seen.add(name) ? name : names.fresh(name);
  }

  private Stmt visit(Stmt s) {
    return switch (s) {
      case Stmt.Loop l -> {
        var axis = own(l.axis());
        yield new Stmt.Loop(axis, l.extent(), l.label(), visit(renamed(l.body(), l.axis(), axis)));
      }
      case Stmt.Reduce r -> {
        var axis = own(r.axis());
        yield new Stmt.Reduce(
            r.local(), r.init(), r.fold(), axis, r.extent(), r.lanes(), r.label(),
            visit(renamed(r.body(), r.axis(), axis)));
      }
      case Stmt.Outline o -> new Stmt.Outline(own(o.name()), visit(o.body()));
      case Stmt.Block(var parts) -> block(parts);
      case Stmt.If _, Stmt.Set _, Stmt.Store _, Stmt.Bind _, Stmt.Take _, Stmt.Put _, Stmt.Barrier _ ->
          s.withChildren(this::visit);
    };
  }

  private Stmt block(List<Stmt> parts) {
    var out = new ArrayList<Stmt>();
    var renamed = new HashMap<String, Dim>();
    for (var p : parts) {
      var s = renamed.isEmpty() ? p : OnLoop.substitute(p, renamed);
      if (s instanceof Stmt.Take t) {
        var name = own(t.name());
        out.add(new Stmt.Take(name, t.value()));
        if (!name.equals(t.name())) {
          renamed.put(t.name(), Dim.symbol(name));
        }
      } else {
        out.add(visit(s));
      }
    }
    return new Stmt.Block(out);
  }

  private static Stmt renamed(Stmt body, String from, String to) {
    return from.equals(to) ? body : OnLoop.substitute(body, Map.of(from, Dim.symbol(to)));
  }
}

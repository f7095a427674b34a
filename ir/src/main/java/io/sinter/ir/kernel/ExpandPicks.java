package io.sinter.ir.kernel;

import io.sinter.runtime.Dim;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// Writes [Expr.Pick] with what loops have: a pick becomes a [Expr.Load] in which a name stands for each index that is
/// data, and a [Stmt.Take] of that name stands just before the statement. Equal indices of one statement share a name.
public final class ExpandPicks {
  private final Supplier<String> names;

  private ExpandPicks(Supplier<String> names) {
    this.names = names;
  }

  /// @param names gives names that nothing else has
  public static Stmt in(Stmt body, Supplier<String> names) {
    return new ExpandPicks(names).statement(body);
  }

  private Stmt statement(Stmt s) {
    var takes = new LinkedHashMap<Expr, Stmt.Take>();
    return switch (s) {
      case Stmt.Block b -> new Stmt.Block(b.parts().stream().map(this::statement)
          .flatMap(p -> p instanceof Stmt.Block(var parts) ? parts.stream() : Stream.of(p)).toList());
      case Stmt.Set x -> after(takes, new Stmt.Set(x.local(), value(x.value(), takes)));
      case Stmt.Take x -> after(takes, new Stmt.Take(x.name(), value(x.value(), takes)));
      case Stmt.Store x -> after(takes, new Stmt.Store(x.buffer(), x.at(), value(x.value(), takes)));
      case Stmt.Reduce r -> after(takes, new Stmt.Reduce(r.local(), value(r.init(), takes), r.fold(), r.axis(),
          r.extent(), r.lanes(), r.label(), statement(r.body())));
      case Stmt.Loop _, Stmt.If _, Stmt.Outline _, Stmt.Bind _, Stmt.Put _, Stmt.Barrier _ ->
          s.withChildren(this::statement);
    };
  }

  private static Stmt after(Map<Expr, Stmt.Take> takes, Stmt s) {
    if (takes.isEmpty()) {
      return s;
    }
    var parts = new ArrayList<Stmt>(takes.values());
    parts.add(s);
    return new Stmt.Block(parts);
  }

  private Expr value(Expr e, Map<Expr, Stmt.Take> takes) {
    return e.map(x -> x instanceof Expr.Pick p ? new Expr.Load(p.buffer(), p.type(), at(p.at(), takes)) : x);
  }

  private List<Dim> at(List<Expr> index, Map<Expr, Stmt.Take> takes) {
    return index.stream().map(i -> i instanceof Expr.Index(var known) ? known
        : Dim.symbol(takes.computeIfAbsent(i, value -> new Stmt.Take(names.get(), value)).name())).toList();
  }
}

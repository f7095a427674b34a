package io.sinter.ir.kernel;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/// Which locals a piece of code reads before it sets them, and which it sets.
public final class LocalFlow {
  private final Set<String> open = new HashSet<>();
  private final Set<String> ever = new HashSet<>();
  private Set<String> sure = new HashSet<>();

  private LocalFlow() {}

  /// The locals that one run of `body` reads from before and then sets: what a loop around it carries.
  public static Set<String> carried(Stmt body) {
    var carried = readFromBefore(body);
    carried.retainAll(set(body));
    return carried;
  }

  /// The locals that `body` reads and may not have set before.
  public static Set<String> readFromBefore(Stmt body) {
    var flow = new LocalFlow();
    flow.visit(body);
    return flow.open;
  }

  /// The locals that every run of `body` sets.
  public static Set<String> surelySet(Stmt body) {
    var flow = new LocalFlow();
    flow.visit(body);
    return flow.sure;
  }

  /// The locals that `body` may set.
  public static Set<String> set(Stmt body) {
    var flow = new LocalFlow();
    flow.visit(body);
    return flow.ever;
  }

  private void visit(Stmt s) {
    switch (s) {
      case Stmt.Set(var local, var value) -> {
        read(value);
        set(local);
      }
      case Stmt.Store x -> read(x.value());
      case Stmt.Take x -> read(x.value());
      case Stmt.Put x -> {
        read(x.value());
        x.mask().ifPresent(this::read);
      }
      case Stmt.Reduce r -> {
        read(r.init());
        set(r.local());
        maybe(r.body());
      }
      case Stmt.Loop l -> {
        if (l.extent().constant().orElse(0) > 0) {
          visit(l.body());
        } else {
          maybe(l.body());
        }
      }
      case Stmt.If i -> maybe(i.body());
      case Stmt.Block b -> b.parts().forEach(this::visit);
      case Stmt.Outline o -> visit(o.body());
      case Stmt.Bind _, Stmt.Barrier _ -> {}
    }
  }

  private void maybe(Stmt body) {
    var before = new HashSet<>(sure);
    visit(body);
    sure = before;
  }

  private void set(Local local) {
    ever.add(local.name());
    sure.add(local.name());
  }

  private void read(Expr e) {
    var local = switch (e) {
      case Expr.Read r -> Optional.of(r.local());
      case Expr.Fold f -> Optional.of(f.local());
      default -> Optional.<Local>empty();
    };
    local.filter(l -> !sure.contains(l.name())).ifPresent(l -> open.add(l.name()));
    e.children().forEach(this::read);
  }
}

package io.sinter.passes.kernel;

import io.sinter.ir.kernel.Expr;
import io.sinter.ir.kernel.Local;
import io.sinter.ir.kernel.Stmt;
import io.sinter.runtime.Dim;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// What one iteration of a loop takes from those before: locals and buffers that the body reads before it sets them.
/// A loop that carries a local is a reduction, and its iterations keep their order.
record Carried(Set<Local> locals, Set<String> buffers) {
  static Carried by(Stmt.Loop loop) {
    var walk = new Walk();
    walk.visit(loop.body());
    walk.earlyReads.retainAll(walk.set);
    walk.earlyLoads.retainAll(walk.stored);
    return new Carried(Set.copyOf(walk.earlyReads), new TreeSet<>(walk.earlyLoads));
  }

  /// Buffers that the loop writes before it reads them: each group may have its own.
  static Set<String> privateTo(Stmt.Loop loop) {
    var walk = new Walk();
    walk.visit(loop.body());
    var buffers = new HashSet<>(walk.loaded);
    buffers.retainAll(walk.stored);
    buffers.removeAll(walk.earlyLoads);
    return buffers;
  }

  /// Whether iterations of a loop must run one after the other: a local is carried, or elements that other parts see
  /// are written by several of them.
  static boolean keepsOrder(Stmt.Loop loop) {
    return !by(loop).locals().isEmpty()
        || loop.extent().range(Dim.Ranges.NONE).high() > 1
            && shared(loop.body(), loop.axis(), privateTo(loop)).isPresent();
  }

  /// The store, if there is one, that writes an element in several iterations of `axis`. What a guard admits from some
  /// iteration on is taken to be one iteration's: it is a tail.
  ///
  /// @param own buffers of which each iteration may have its own
  static Optional<Stmt.Store> shared(Stmt s, String axis, Set<String> own) {
    return switch (s) {
      case Stmt.If i when i.room().mentions(axis) && i.room().strideOf(axis).orElse(1) != -1 -> Optional.empty();
      case Stmt.Store x -> own.contains(x.buffer()) || x.at().stream().anyMatch(d -> d.mentions(axis))
          ? Optional.empty() : Optional.of(x);
      default -> s.children().stream().flatMap(c -> shared(c, axis, own).stream()).findFirst();
    };
  }

  private static final class Walk {
    final Set<Local> earlyReads = new HashSet<>();
    final Set<Local> set = new HashSet<>();
    final Set<String> earlyLoads = new HashSet<>();
    final Set<String> loaded = new HashSet<>();
    final Set<String> stored = new HashSet<>();
    private Set<Local> defined = new HashSet<>();

    void visit(Stmt s) {
      switch (s) {
        case Stmt.Set x -> {
          read(x.value());
          set(x.local());
        }
        case Stmt.Store x -> {
          read(x.value());
          stored.add(x.buffer());
        }
        case Stmt.Block b -> b.parts().forEach(this::visit);
        case Stmt.Outline o -> visit(o.body());
        case Stmt.Loop l -> perhaps(l.body());
        case Stmt.If i -> perhaps(i.body());
        case Stmt.Reduce r -> {
          read(r.init());
          set(r.local());
          perhaps(r.body());
        }
        case Stmt.Take x -> read(x.value());
        case Stmt.Bind _ -> {}
        case Stmt.Put _, Stmt.Barrier _ -> throw new IllegalStateException("not a scheduled statement: " + s);
      }
    }

    private void set(Local local) {
      set.add(local);
      defined.add(local);
    }

    /// What may not run defines nothing.
    private void perhaps(Stmt body) {
      var before = new HashSet<>(defined);
      visit(body);
      defined = before;
    }

    private void read(Expr e) {
      switch (e) {
        case Expr.Read r when !defined.contains(r.local()) -> earlyReads.add(r.local());
        case Expr.Fold f when !defined.contains(f.local()) -> earlyReads.add(f.local());
        case Expr.Load l -> {
          loaded.add(l.buffer());
          if (!stored.contains(l.buffer())) {
            earlyLoads.add(l.buffer());
          }
        }
        default -> {}
      }
      e.children().forEach(this::read);
    }
  }
}

package io.sinter.passes.kernel;

import io.sinter.ir.kernel.Expr;
import io.sinter.ir.kernel.Label;
import io.sinter.ir.kernel.Stmt;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// Puts a barrier before each piece of the items' work that reads what others may have written since the last one, or
/// writes what they may have read or written. Arrays count as a whole; one that the kernel does not both read and write
/// is no matter, since each element of a result is written once.
final class PlaceBarriers {
  /// The arrays that a statement reads and writes.
  private record Effects(Set<String> reads, Set<String> writes) {
    static Effects of(Stmt s) {
      var effects = new Effects(new HashSet<>(), new HashSet<>());
      s.forEach(x -> {
        if (x instanceof Stmt.Put p) {
          effects.writes.add(p.buffer());
        }
      });
      s.mapExprs(value -> value.map(e -> {
        if (e instanceof Expr.Fetch f) {
          effects.reads.add(f.buffer());
        }
        return e;
      }));
      return effects;
    }

    Effects copy() {
      return new Effects(new HashSet<>(reads), new HashSet<>(writes));
    }

    void add(Effects more) {
      reads.addAll(more.reads);
      writes.addAll(more.writes);
    }

    void only(Set<String> buffers) {
      reads.retainAll(buffers);
      writes.retainAll(buffers);
    }

    boolean meets(Effects later) {
      return Stream.concat(reads.stream(), writes.stream()).anyMatch(later.writes::contains)
          || writes.stream().anyMatch(later.reads::contains);
    }
  }

  private final Set<String> shared;
  /// Since the last barrier, on any path to where the walk is.
  private Effects since = new Effects(new HashSet<>(), new HashSet<>());

  private PlaceBarriers(Stmt body) {
    var all = Effects.of(body);
    all.reads.retainAll(all.writes);
    shared = all.reads;
  }

  /// @param body in which no LOCAL loop holds another
  static Stmt in(Stmt body) {
    if (!SpreadItems.hasItems(body)) {
      return body;
    }
    var barriers = new PlaceBarriers(body);
    return body instanceof Stmt.Loop l && l.label() == Label.GROUP
        ? new Stmt.Loop(l.axis(), l.extent(), l.label(), barriers.visit(l.body())) : barriers.visit(body);
  }

  private Stmt visit(Stmt s) {
    if (s instanceof Stmt.Block(var parts)) {
      return new Stmt.Block(parts.stream().map(this::visit).toList());
    }
    if (!SpreadItems.hasItems(s) || s instanceof Stmt.Loop l && l.label() == Label.LOCAL) {
      return piece(s);
    }
    var before = since.copy();
    if (s instanceof Stmt.Loop) {
      // the end of one iteration meets the beginning of the next
      visitAll(s.children());
      since.add(before);
    }
    var after = s.withChildren(this::visit);
    since.add(before);
    return after;
  }

  private void visitAll(List<Stmt> parts) {
    parts.forEach(this::visit);
  }

  private Stmt piece(Stmt s) {
    var effects = Effects.of(s);
    effects.only(shared);
    boolean meets = since.meets(effects);
    if (meets) {
      since = effects;
    } else {
      since.add(effects);
    }
    return meets ? Stmt.block(new Stmt.Barrier(), s) : s;
  }
}

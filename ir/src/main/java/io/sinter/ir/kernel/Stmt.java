package io.sinter.ir.kernel;

import io.sinter.ir.ScalarFn;
import io.sinter.runtime.Dim;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/// What a kernel does. Names of axes, bound names and locals are unique within a kernel.
public sealed interface Stmt {
  // ---- scheduled and flat ------------------------------------------------------------------------------------------

  /// Runs the body for `axis` = 0 … extent - 1.
  record Loop(String axis, Dim extent, Label label, Stmt body) implements Stmt {}

  record Block(List<Stmt> parts) implements Stmt {
    public Block {
      parts = List.copyOf(parts);
    }
  }

  /// Sets a local, which may have been set before.
  record Set(Local local, Expr value) implements Stmt {}

  /// Names an index expression for the rest of the enclosing block.
  record Bind(String name, Dim value) implements Stmt {}

  /// Names an i64 scalar that is data, and at least 0, as an index for the rest of the enclosing block.
  record Take(String name, Expr value) implements Stmt {}

  /// Runs the body where `room` is above 0.
  record If(Dim room, Stmt body) implements Stmt {}

  /// The body becomes a method of its own; what it reads from outside are the method's parameters. It sets no local
  /// that is read outside.
  record Outline(String name, Stmt body) implements Stmt {}

  // ---- scheduled only ----------------------------------------------------------------------------------------------

  record Store(String buffer, List<Dim> at, Expr value) implements Stmt {
    public Store {
      at = List.copyOf(at);
    }
  }

  /// Iteration i of `axis` updates lane `i mod lanes` of the local, which starts from `init`; at the end the lanes are
  /// folded by halves with `fold`.
  ///
  /// @param label LOCAL where each lane is a work item; SERIAL where one thread runs all lanes
  record Reduce(Local local, Expr init, ScalarFn fold, String axis, Dim extent, int lanes, Label label, Stmt body)
      implements Stmt {
    public Reduce(Local local, Expr init, ScalarFn fold, String axis, Dim extent, int lanes, Stmt body) {
      this(local, init, fold, axis, extent, lanes, Label.SERIAL, body);
    }

    /// With other lanes, which is the same for what may be combined in any order.
    public Reduce withLanes(int more) {
      return new Reduce(local, init, fold, axis, extent, more, label, body);
    }

    Reduce with(Expr start, Stmt term) {
      return new Reduce(local, start, fold, axis, extent, lanes, label, term);
    }
  }

  // ---- flat only ---------------------------------------------------------------------------------------------------

  /// Writes the lanes of `value` from array position `at`; lanes that the mask switches off are not touched.
  record Put(String buffer, Dim at, Expr value, Optional<Expr> mask) implements Stmt {}

  /// What work items have written before it, all items of the group read behind it.
  record Barrier() implements Stmt {}

  // ---- making ------------------------------------------------------------------------------------------------------

  static Block block(Stmt... parts) {
    return new Block(List.of(parts));
  }

  // ---- walking -----------------------------------------------------------------------------------------------------

  default List<Stmt> children() {
    return switch (this) {
      case Loop l -> List.of(l.body());
      case Block b -> b.parts();
      case If i -> List.of(i.body());
      case Outline o -> List.of(o.body());
      case Reduce r -> List.of(r.body());
      case Set _, Bind _, Store _, Take _, Put _, Barrier _ -> List.of();
    };
  }

  default Stmt withChildren(UnaryOperator<Stmt> map) {
    return switch (this) {
      case Loop l -> new Loop(l.axis(), l.extent(), l.label(), map.apply(l.body()));
      case Block b -> {
        var parts = Children.map(b.parts(), map);
        yield parts == b.parts() ? b : new Block(parts);
      }
      case If i -> new If(i.room(), map.apply(i.body()));
      case Outline o -> new Outline(o.name(), map.apply(o.body()));
      case Reduce r -> r.with(r.init(), map.apply(r.body()));
      case Set _, Bind _, Store _, Take _, Put _, Barrier _ -> this;
    };
  }

  /// Rewrites bottom up.
  default Stmt map(UnaryOperator<Stmt> rewrite) {
    return rewrite.apply(withChildren(c -> c.map(rewrite)));
  }

  /// Rewrites every value expression, from the whole down as `rewrite` decides.
  default Stmt mapExprs(UnaryOperator<Expr> rewrite) {
    return map(s -> switch (s) {
      case Set x -> new Set(x.local(), rewrite.apply(x.value()));
      case Store x -> new Store(x.buffer(), x.at(), rewrite.apply(x.value()));
      case Put x -> new Put(x.buffer(), x.at(), rewrite.apply(x.value()), x.mask().map(rewrite));
      case Take x -> new Take(x.name(), rewrite.apply(x.value()));
      case Reduce r -> r.with(rewrite.apply(r.init()), r.body());
      case Loop _, Block _, Bind _, If _, Outline _, Barrier _ -> s;
    });
  }

  /// Rewrites every index and size expression, those inside values too.
  default Stmt mapDims(UnaryOperator<Dim> rewrite) {
    return mapExprs(e -> e.mapDims(rewrite)).map(s -> switch (s) {
      case Loop l -> new Loop(l.axis(), rewrite.apply(l.extent()), l.label(), l.body());
      case Bind b -> new Bind(b.name(), rewrite.apply(b.value()));
      case If i -> new If(rewrite.apply(i.room()), i.body());
      case Store x -> new Store(x.buffer(), x.at().stream().map(rewrite).toList(), x.value());
      case Put x -> new Put(x.buffer(), rewrite.apply(x.at()), x.value(), x.mask());
      case Reduce r -> new Reduce(
          r.local(), r.init(), r.fold(), r.axis(), rewrite.apply(r.extent()), r.lanes(), r.label(), r.body());
      case Block _, Set _, Take _, Outline _, Barrier _ -> s;
    });
  }

  /// Visits this and everything below, outer before inner.
  default void forEach(Consumer<Stmt> visitor) {
    visitor.accept(this);
    children().forEach(c -> c.forEach(visitor));
  }
}

package io.sinter.passes.kernel;

import io.sinter.ir.ScalarFn;
import io.sinter.ir.kernel.Buffer;
import io.sinter.ir.kernel.Expr;
import io.sinter.ir.kernel.Kernel;
import io.sinter.ir.kernel.Stmt;
import io.sinter.ir.kernel.Target;
import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// How many lanes the vectors of a loop have on a target: as many as the widest element type in the body allows, a
/// power of two that divides the extent; 1 where the target has no such vectors.
final class VectorWidth {
  /// Narrower elements take as much of a vector as these, in bytes.
  private static final int NARROWEST = 4;

  /// The shortest vector worth its name, in bytes.
  private static final int SHORTEST = 16;

  private final Map<String, Buffer> buffers = new HashMap<>();
  private final Target target;

  VectorWidth(Kernel kernel, Target target) {
    kernel.buffers().forEach(b -> buffers.put(b.name(), b));
    this.target = target;
  }

  Target target() {
    return target;
  }

  /// @param extent how many iterations there are
  int of(Stmt body, String axis, long extent) {
    var types = EnumSet.noneOf(DType.class);
    if (!collect(body, axis, types) || types.isEmpty()) {
      return 1;
    }
    if (!target.vectorTypes().containsAll(types)) {
      return 1;
    }
    int widest = types.stream().mapToInt(DType::bytes).max().orElse(1);
    int lanes = target.vectorBits() / 8 / Math.max(NARROWEST, widest);
    while (lanes > 1 && extent % lanes != 0) {
      lanes /= 2;
    }
    return lanes * Math.max(NARROWEST, widest) >= SHORTEST ? lanes : 1;
  }

  /// Whether each access of the body moves by one element with the axis, or not at all.
  boolean isContiguous(Stmt body, String axis, Dim.Ranges ranges) {
    var fits = new boolean[] {true};
    body.forEach(s -> {
      if (s instanceof Stmt.Store x) {
        fits[0] &= isContiguous(x.buffer(), x.at(), axis, ranges);
      }
    });
    body.mapExprs(value -> value.map(e -> {
      if (e instanceof Expr.Load l) {
        fits[0] &= isContiguous(l.buffer(), l.at(), axis, ranges);
      }
      return e;
    }));
    return fits[0];
  }

  private boolean isContiguous(String buffer, List<Dim> at, String axis, Dim.Ranges ranges) {
    var stride = buffers.get(buffer).layout().at(at).simplify(ranges).strideOf(axis);
    return stride.isPresent() && (stride.getAsLong() == 0 || stride.getAsLong() == 1);
  }

  /// Collects the element types of vectors; false if something in the body has no vector form.
  private boolean collect(Stmt body, String axis, Set<DType> types) {
    var fits = new boolean[] {!Dependence.ofTakes(body, axis)};
    body.forEach(s -> {
      switch (s) {
        case Stmt.Set x -> add(x.local().type(), types);
        case Stmt.Store x -> types.add(buffers.get(x.buffer()).type());
        case Stmt.Reduce r -> add(r.local().type(), types);
        case Stmt.Loop _, Stmt.Block _, Stmt.Bind _, Stmt.Take _, Stmt.If _, Stmt.Outline _, Stmt.Put _,
             Stmt.Barrier _ -> {}
      }
    });
    // an index is a scalar of its own
    var values = body.map(s -> s instanceof Stmt.Take ? Stmt.block() : s);
    values.mapExprs(value -> value.map(e -> {
      switch (e) {
        case Expr.Check _ -> fits[0] = false;
        case Expr.Apply a when a.fn() == ScalarFn.DIV && a.type().isInteger() -> fits[0] = false;
        case Expr.Index i -> fits[0] &= !i.value().mentions(axis);
        case Expr.Load l -> types.add(buffers.get(l.buffer()).type());
        case Expr.Convert c when !(c.x() instanceof Expr.Index) -> add(c.type(), types);
        case Expr.Bitcast b -> add(b.type(), types);
        case Expr.Apply a when a.args().stream().noneMatch(x -> x instanceof Expr.Index) -> add(a.type(), types);
        default -> {}
      }
      return e;
    }));
    return fits[0];
  }

  /// Masks have the lanes of what they mask.
  private static void add(DType type, Set<DType> types) {
    if (type != DType.BOOL) {
      types.add(type);
    }
  }
}

package io.sinter.codegen.jvm;

import io.sinter.ir.kernel.Expr;
import io.sinter.ir.kernel.Stmt;
import io.sinter.runtime.DType;

/// Expressions: where a node is scalar, vector or mask is decided here, what it becomes in the class of that name.
final class Values {
  private final KernelClass kernel;
  private final Code code;
  private final Positions positions;
  private final ScalarValues scalars;
  private final VectorValues vectors;
  private final Masks masks;
  private final Memory memory;

  Values(KernelClass kernel, Code code, Positions positions) {
    this.kernel = kernel;
    this.code = code;
    this.positions = positions;
    var ops = new VectorOps(code);
    this.scalars = new ScalarValues(code, this);
    this.vectors = new VectorValues(code, ops, this);
    this.masks = new Masks(kernel, code, ops, this, positions);
    this.memory = new Memory(kernel, code, ops, this, positions);
  }

  /// Leaves a value as it is: a scalar, a vector, or a mask of [#maskKind].
  void emit(Expr value) {
    if (value.lanes() > 1 && value.type() == DType.BOOL) {
      masks.emit(value);
      return;
    }
    boolean wide = value.lanes() > 1;
    switch (value) {
      case Expr.Const c -> scalars.constant(c);
      case Expr.Index i -> positions.emitLong(i.value());
      case Expr.Read r -> code.load(new Variable.Value(r.local()));
      case Expr.Fetch f -> fetch(f);
      case Expr.Apply a when wide -> vectors.apply(a);
      case Expr.Apply a -> scalars.apply(a);
      case Expr.Convert c when wide -> vectors.convert(c);
      case Expr.Convert c -> scalars.convert(c);
      case Expr.Bitcast b when wide -> vectors.bitcast(b);
      case Expr.Bitcast b -> scalars.bitcast(b);
      case Expr.Check c -> scalars.check(c);
      case Expr.Splat s -> emit(s.x(), s.lanes());
      case Expr.Lane l when l.x().lanes() == 1 -> emit(l.x());
      case Expr.Lane l when l.type() == DType.BOOL -> masks.lane(l);
      case Expr.Lane l -> vectors.lane(l);
      case Expr.Rotate r when wide -> vectors.rotate(r, kernel);
      case Expr.Rotate r -> emit(r.x());
      case Expr.Active a -> scalars.active(a, positions);
      case Expr.Load _, Expr.Pick _, Expr.Fold _ -> throw KernelClass.notFlat(value);
    }
  }

  /// Leaves a value in `lanes` lanes: scalars are spread.
  void emit(Expr value, int lanes) {
    if (value.lanes() == lanes) {
      emit(value);
    } else if (value.lanes() != 1) {
      throw new IllegalArgumentException(
          "a value of " + value.lanes() + " lanes stands where " + lanes + " are wanted");
    } else if (value.type() == DType.BOOL) {
      masks.spread(value, Masks.DEFAULT, lanes);
    } else {
      vectors.spread(value, lanes);
    }
  }

  /// Leaves a mask that belongs to the species of `kind`.
  void mask(Expr value, Kind kind, int lanes) {
    masks.emit(value, kind, lanes);
  }

  /// Whose species the mask that [#emit] leaves belongs to.
  Kind maskKind(Expr value) {
    return masks.kind(value);
  }

  void fetch(Expr.Fetch fetch) {
    memory.fetch(fetch);
  }

  void put(Stmt.Put put) {
    memory.put(put);
  }

  /// Jumps where a scalar bool is false.
  void jumpUnless(Expr condition, org.objectweb.asm.Label to) {
    scalars.jumpUnless(condition, to);
  }
}

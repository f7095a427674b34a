package io.sinter.passes;

import io.sinter.ir.Control;
import io.sinter.ir.Counting;
import io.sinter.ir.Indexed;
import io.sinter.ir.Op;

/// Which ops a function may hold after a phase.
public enum Legality {
  /// Nothing is claimed.
  ANY,
  /// Whatever a model reader builds.
  IMPORTED,
  /// No composites: every op is one that lowering knows.
  PRIMITIVE,
  /// Primitive, and the order in memory is chosen.
  LAID_OUT;

  public boolean allows(Op op) {
    return switch (op) {
      case Op.Composite _ -> this == ANY || this == IMPORTED;
      case Op.Relayout _ -> this == ANY || this == LAID_OUT;
      case Op.Parameter _, Op.Constant _, Op.Elementwise _, Op.View _, Op.Pad _, Op.Concatenate _, Op.Reduce _,
          Op.ReduceWindow _, Op.Contraction _, Counting _, Indexed _, Op.CumulativeReduce _, Control _, Op.Project _,
          Op.Bind _ -> true;
    };
  }
}

package io.sinter.passes;

import io.sinter.ir.Builder;
import io.sinter.ir.Function;
import io.sinter.ir.Literal;
import io.sinter.ir.Op;
import io.sinter.ir.ScalarFn;
import io.sinter.ir.Value;
import io.sinter.ir.composite.Gelu;
import io.sinter.ir.composite.Softmax;
import io.sinter.runtime.DType;
import java.util.List;
import java.util.Optional;

/// The table of [CompositeOverride]s, at most one for a name. Its test interprets both bodies of each.
final class Overrides {
  static final List<CompositeOverride> ALL = List.of(
      CompositeOverride.rounding(Softmax.NAME, "e / s = e * (1 / s): one division for a row, not one for an element",
          Overrides::reciprocals),
      CompositeOverride.rounding(Gelu.NAME, "x / c = x * (1 / c): no division at all", Overrides::reciprocals));

  private Overrides() {}

  /// Those that the options allow.
  static List<CompositeOverride> of(PassOptions options) {
    return ALL.stream().filter(o -> switch (o.exactness()) {
      case EXACT -> true;
      case ROUNDING -> options.rounding();
    }).toList();
  }

  /// The body with a product instead of each division by what is repeated. Half floats would lose digits.
  private static Optional<Function> reciprocals(Op.Composite c) {
    boolean divides = c.body().body().stream().anyMatch(v -> isByRepeated(v.op()));
    return divides ? Optional.of(Builder.rebuild(c.body(), (b, op, old) -> isByRepeated(op) ? product(b, op)
        : b.add(op))) : Optional.empty();
  }

  private static boolean isByRepeated(Op op) {
    return op instanceof Op.Apply(var fn, var args) && fn == ScalarFn.DIV
        && (op.type().dtype() == DType.F32 || op.type().dtype() == DType.F64)
        && args.getLast().op() instanceof Op.Broadcast;
  }

  private static Value product(Builder b, Op quotient) {
    var repeated = (Op.Broadcast) quotient.operands().getLast().op();
    var divisor = repeated.x();
    var one = b.constant(Literal.scalar(divisor.type().dtype(), 1));
    var inverse = b.apply(ScalarFn.DIV, b.broadcast(one, divisor.type().shape()), divisor);
    return b.apply(ScalarFn.MUL, quotient.operands().getFirst(),
        b.add(new Op.Broadcast(inverse, repeated.shape(), repeated.axes())));
  }
}

package io.sinter.passes;

import io.sinter.ir.Builder;
import io.sinter.ir.Counting;
import io.sinter.ir.Function;
import io.sinter.ir.Op;
import io.sinter.ir.Substitution;
import io.sinter.ir.Value;
import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Truth;
import java.util.HashMap;
import java.util.Optional;

/// Writes the expression for each size that an [Op.Bind] takes from a number known before the run, or from other sizes.
/// A number that may be negative stays: the run says so.
record SettleSizes() implements Pass {
  /// Longer expressions stay numbers, that are computed when the model runs.
  private static final int MOST_TERMS = 64;

  @Override
  public Function apply(Function function, Tally tally) {
    if (function.body().stream().noneMatch(v -> v.op() instanceof Op.Bind b && settled(b).isPresent())) {
      return function;
    }
    var b = new Builder();
    var sizes = new HashMap<String, Dim>();
    var map = new HashMap<Value, Value>();
    for (var v : function.values()) {
      b.at(v.origin());
      var op = Substitution.of(v.op().withOperands(map::get), sizes);
      var size = op instanceof Op.Bind bind ? settled(bind) : Optional.<Dim>empty();
      if (op instanceof Op.Bind bind && size.isPresent()) {
        tally.hit("size-is-known");
        sizes.put(bind.symbol(), size.get());
        map.put(v, bind.x());
      } else {
        map.put(v, op instanceof Op.Parameter p ? b.parameter(p.name(), p.type()) : b.add(op));
      }
    }
    return b.finish(function.name(), function.results().stream().map(map::get).toList(), function.outputs());
  }

  private static Optional<Dim> settled(Op.Bind bind) {
    return size(bind.x(), new int[] {MOST_TERMS}).filter(d -> Dim.ZERO.atMost(d) == Truth.YES);
  }

  /// The number as an expression in sizes, where it is one.
  ///
  /// @param left how many more values may be looked at
  private static Optional<Dim> size(Value x, int[] left) {
    if (--left[0] < 0) {
      return Optional.empty();
    }
    return switch (x.op()) {
      case Op.Constant c when c.type().dtype() == DType.I64 -> Optional.of(Dim.of(c.literal().tensor().longAt(0)));
      case Counting.Size s -> Optional.of(s.value());
      case Op.Reshape r -> size(r.x(), left);
      case Op.Apply a -> switch (a.fn()) {
        case ADD, SUB, MUL, MIN, MAX -> combined(a, left);
        default -> Optional.empty();
      };
      default -> Optional.empty();
    };
  }

  private static Optional<Dim> combined(Op.Apply a, int[] left) {
    return size(a.args().getFirst(), left).flatMap(
        x -> size(a.args().getLast(), left).flatMap(y -> Optional.ofNullable(IndexRules.combined(a.fn(), x, y))));
  }
}

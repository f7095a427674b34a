package io.sinter.passes;

import io.sinter.ir.Op;
import io.sinter.ir.ScalarFn;
import io.sinter.ir.kernel.Expr;
import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// Indices some of which are data: i64 scalars, an [Expr.Index] where sizes and axes say it all.
final class Lookups {
  private Lookups() {}

  /// The position inside an axis that is nearest to `at`; 0 where the axis has no element.
  static Expr clamp(Expr at, Dim size) {
    var last = size.minus(1);
    return at instanceof Expr.Index(var d) ? new Expr.Index(d.min(last).max(Dim.ZERO))
        : Expr.apply(ScalarFn.MAX,
            Expr.apply(ScalarFn.MIN, at, new Expr.Index(last)), new Expr.Const(DType.I64, 0));
  }

  /// Which element of its operand a view shows at an index.
  static List<Expr> source(Op.View view, List<Expr> at) {
    var data = new HashMap<String, Expr>();
    var index = IntStream.range(0, at.size()).mapToObj(i -> {
      if (at.get(i) instanceof Expr.Index(var d)) {
        return d;
      }
      data.put("`" + i, at.get(i));
      return Dim.symbol("`" + i);
    }).toList();
    return view.source(index).stream().map(d -> value(d, data)).toList();
  }

  /// `dim` where some symbols stand for data.
  private static Expr value(Dim dim, Map<String, Expr> data) {
    if (data.keySet().stream().noneMatch(dim::mentions)) {
      return new Expr.Index(dim);
    }
    var plain = dim.only(t -> t.symbols().stream().noneMatch(data::containsKey));
    var terms = dim.minus(plain).terms().stream().map(t -> product(t, data));
    var sum = terms.reduce((a, b) -> Expr.apply(ScalarFn.ADD, a, b)).orElseThrow();
    return plain.isConstant(0) ? sum : Expr.apply(ScalarFn.ADD, sum, new Expr.Index(plain));
  }

  private static Expr product(Dim.Term term, Map<String, Expr> data) {
    var product = term.factors().stream().map(a -> atom(a, data))
        .reduce((a, b) -> Expr.apply(ScalarFn.MUL, a, b)).orElseThrow();
    return term.coefficient() == 1 ? product
        : Expr.apply(ScalarFn.MUL, product, new Expr.Const(DType.I64, term.coefficient()));
  }

  /// Positions are not below 0, so that quotients are floors.
  private static Expr atom(Dim.Atom atom, Map<String, Expr> data) {
    return switch (atom) {
      case Dim.Symbol(var name) -> data.containsKey(name) ? data.get(name) : new Expr.Index(Dim.symbol(name));
      case Dim.FloorDiv(var a, var b) -> Expr.apply(ScalarFn.DIV, value(a, data), value(b, data));
      case Dim.Min(var a, var b) -> Expr.apply(ScalarFn.MIN, value(a, data), value(b, data));
      case Dim.Max(var a, var b) -> Expr.apply(ScalarFn.MAX, value(a, data), value(b, data));
    };
  }
}

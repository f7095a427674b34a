package io.sinter.passes;

import io.sinter.ir.Builder;
import io.sinter.ir.Control;
import io.sinter.ir.Counting;
import io.sinter.ir.Function;
import io.sinter.ir.Indexed;
import io.sinter.ir.Op;
import io.sinter.ir.Value;
import io.sinter.runtime.Shape;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Makes each change of memory order a [Op.Relayout] of its own: before windows that read row-major values or need a
/// halo that the caller's array lacks, before reshapes of values that do not lie row-major, where point-by-point
/// operands lie differently, and before results.
final class ChooseLayout implements Pass {
  @Override
  public Function apply(Function function, Tally tally) {
    var b = new Builder();
    var map = new HashMap<Value, Value>();
    var orders = Orders.of(new Function("", List.of(), List.of(), List.of(), List.of()));
    for (var v : function.values()) {
      b.at(v.origin());
      var op = v.op().withOperands(map::get);
      var made = op instanceof Op.Parameter p ? b.parameter(p.name(), p.type()) : b.add(placed(op, b, orders));
      orders.put(made);
      map.put(v, made);
    }
    var results = new ArrayList<Value>();
    var taken = placedElsewhere(map.values());
    for (var r : function.results()) {
      var v = map.get(r);
      b.at(v.origin());
      var base = unreshaped(v);
      boolean own = !(base.op() instanceof Op.Parameter || base.op() instanceof Op.Constant
          || base.op() instanceof Op.View || base.op() instanceof Op.Relayout)
          && taken.add(base) && Orders.same(base.type().shape(), orders.of(base), Orders.rowMajor(base.type().rank()));
      var result = v;
      while (!own || results.contains(result)) {
        own = true;
        result = b.add(new Op.Relayout(result, Orders.rowMajor(v.type().rank())));
      }
      results.add(result);
    }
    return b.finish(function.name(), results, function.outputs());
  }

  /// The value whose elements a chain of reshapes shows.
  static Value unreshaped(Value v) {
    while (v.op() instanceof Op.Reshape r) {
      v = r.x();
    }
    return v;
  }

  /// What may need a halo or a place inside a concatenation, which the caller's array has not.
  private static Set<Value> placedElsewhere(Collection<Value> values) {
    var placed = new HashSet<Value>();
    for (var v : values) {
      switch (v.op()) {
        case Op.Convolution c -> placed.add(c.x());
        case Op.ReduceWindow w -> placed.add(w.x());
        case Op.Concatenate c -> placed.addAll(c.args());
        case Op.Parameter _, Op.Constant _, Op.Elementwise _, Op.View _, Op.Pad _, Op.Reduce _, Op.DotGeneral _,
             Op.Relayout _, Op.Composite _, Counting _, Indexed _, Op.CumulativeReduce _, Control _, Op.Project _, Op.Bind _ -> {}
      }
    }
    return placed;
  }

  private static Op placed(Op op, Builder b, Orders orders) {
    return switch (op) {
      case Op.Convolution c ->
          new Op.Convolution(windowed(c.x(), b, orders), c.w(), c.window(), c.groups());
      case Op.ReduceWindow w -> new Op.ReduceWindow(windowed(w.x(), b, orders), w.combiner(), w.window());
      case Op.Reshape r when !isTrivial(r) -> new Op.Reshape(array(r.x(), b, orders), r.shape());
      case Op.Elementwise e -> alike(e, b, orders);
      case Op.Concatenate c -> alike(c, b, orders);
      case Op.Parameter _, Op.Constant _, Op.View _, Op.Pad _, Op.Reduce _, Op.DotGeneral _, Op.Relayout _,
           Op.Composite _, Counting _, Indexed _, Op.CumulativeReduce _, Control _, Op.Project _, Op.Bind _ -> op;
    };
  }

  /// Whether a reshape only adds or removes axes of size 1, so that indices map without division.
  static boolean isTrivial(Op.Reshape r) {
    return significant(r.shape()).equals(significant(r.x().type().shape()));
  }

  private static List<?> significant(Shape shape) {
    return shape.dims().stream().filter(d -> !d.isConstant(1)).toList();
  }

  /// `x` as a row-major array that a reshape may rename.
  private static Value array(Value x, Builder b, Orders orders) {
    var base = unreshaped(x);
    return switch (base.op()) {
      case Op.Constant _ -> x;
      case Op.View _ -> moved(x, Orders.rowMajor(x.type().rank()), b, orders);
      case Op.Parameter _, Op.Elementwise _, Op.Pad _, Op.Concatenate _, Op.Reduce _, Op.ReduceWindow _,
           Op.Contraction _, Op.Relayout _, Op.Composite _, Counting _, Indexed _, Op.CumulativeReduce _, Control _, Op.Project _, Op.Bind _ ->
          inOrder(base, Orders.rowMajor(base.type().rank()), b, orders);
    };
  }

  private static Value windowed(Value x, Builder b, Orders orders) {
    boolean callers = x.op() instanceof Op.Parameter || x.op() instanceof Op.View;
    var order = Orders.channelsLast(x.type().rank());
    return callers ? moved(x, order, b, orders) : inOrder(x, order, b, orders);
  }

  private static Value inOrder(Value x, List<Integer> order, Builder b, Orders orders) {
    return Orders.same(x.type().shape(), orders.of(x), order) ? x : moved(x, order, b, orders);
  }

  private static Value moved(Value x, List<Integer> order, Builder b, Orders orders) {
    var moved = b.add(new Op.Relayout(x, order));
    orders.put(moved);
    return moved;
  }

  /// Operands computed in memory come into the order of the first that is not row-major.
  private static Op alike(Op op, Builder b, Orders orders) {
    int rank = op.type().rank();
    var order = op.operands().stream().filter(v -> !Orders.isBroadcast(v)).map(orders::of)
        .filter(o -> !o.equals(Orders.rowMajor(rank))).findFirst();
    if (order.isEmpty()) {
      return op;
    }
    return op.withOperands(v -> Orders.isBroadcast(v) ? v : inOrder(v, order.get(), b, orders));
  }
}

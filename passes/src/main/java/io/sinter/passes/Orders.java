package io.sinter.passes;

import io.sinter.ir.Control;
import io.sinter.ir.Counting;
import io.sinter.ir.Function;
import io.sinter.ir.Indexed;
import io.sinter.ir.Op;
import io.sinter.ir.Value;
import io.sinter.runtime.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// In which order the axes of each value lie in memory, outermost first. Windows want channels innermost, so that the
/// channels of a pixel fill vectors and a row of the window is one run; what is computed point by point from such a
/// value follows it; all else is row-major. [ChooseLayout] inserts a relayout where two wishes meet.
final class Orders {
  private final Map<Value, List<Integer>> orders = new HashMap<>();

  private Orders() {}

  static Orders of(Function function) {
    var orders = new Orders();
    function.values().forEach(v -> orders.orders.put(v, orders.derive(v.op(), v.type().rank())));
    return orders;
  }

  List<Integer> of(Value value) {
    return orders.get(value);
  }

  /// Records the order of a value made after the analysis.
  void put(Value value) {
    orders.computeIfAbsent(value, v -> derive(v.op(), v.type().rank()));
  }

  private List<Integer> derive(Op op, int rank) {
    return switch (op) {
      case Op.Convolution _, Op.ReduceWindow _ -> channelsLast(rank);
      case Op.Relayout r -> r.order();
      case Op.Pad p -> orders.get(p.x());
      case Op.Elementwise e -> firstUnusual(e.operands(), rank);
      case Op.Concatenate c -> firstUnusual(c.args(), rank);
      case Op.Parameter _, Op.Constant _, Op.View _, Op.Reduce _, Op.DotGeneral _, Op.Composite _,
           Counting _, Indexed _, Op.CumulativeReduce _, Control _, Op.Project _, Op.Bind _ -> rowMajor(rank);
    };
  }

  private List<Integer> firstUnusual(List<Value> operands, int rank) {
    return operands.stream().filter(v -> !isBroadcast(v)).map(orders::get).filter(o -> !o.equals(rowMajor(rank)))
        .findFirst().orElse(rowMajor(rank));
  }

  /// Whether a value is read element by element from less memory than its shape, so that its order does not matter.
  static boolean isBroadcast(Value v) {
    return v.op() instanceof Op.Broadcast || v.op() instanceof Op.Constant;
  }

  static List<Integer> rowMajor(int rank) {
    return IntStream.range(0, rank).boxed().toList();
  }

  static List<Integer> channelsLast(int rank) {
    if (rank < 3) {
      return rowMajor(rank);
    }
    var order = new ArrayList<Integer>();
    order.add(0);
    IntStream.range(2, rank).forEach(order::add);
    order.add(1);
    return List.copyOf(order);
  }

  /// Whether two orders put the elements of `shape` at the same places: axes of size 1 do not matter.
  static boolean same(Shape shape, List<Integer> a, List<Integer> b) {
    return a.stream().filter(i -> !shape.get(i).isConstant(1)).toList()
        .equals(b.stream().filter(i -> !shape.get(i).isConstant(1)).toList());
  }
}

package io.sinter.onnx.export;

import io.sinter.ir.Indexed;
import io.sinter.ir.Op;
import io.sinter.ir.ScalarFn;
import io.sinter.ir.Value;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/// Gathers from the first axes at indices inside of them.
final class LegalIndices {
  private LegalIndices() {}

  static Value of(Legal l, Indexed.Gather g) {
    return l.keep(new Indexed.Gather(chosenFirst(l, g.x(), g), clamped(l, g), first(g)));
  }

  /// `x`, which has the axes of that of the op, with those first that the indices choose from.
  static Value chosenFirst(Legal l, Value x, Indexed op) {
    return l.transpose(x, order(op));
  }

  /// Undoes [#chosenFirst].
  static Value inPlace(Legal l, Value x, Indexed op) {
    var order = order(op);
    return l.transpose(x, IntStream.range(0, order.size()).mapToObj(order::indexOf).toList());
  }

  private static List<Integer> order(Indexed op) {
    var order = new ArrayList<>(op.axes());
    order.addAll(op.free());
    return order;
  }

  static List<Integer> first(Indexed op) {
    return IntStream.range(0, op.axes().size()).boxed().toList();
  }

  /// The indices, moved to the nearest edge of their axes.
  static List<Value> clamped(Legal l, Indexed op) {
    return IntStream.range(0, op.axes().size())
        .mapToObj(k -> clamped(l, op.indices().get(k), op.x().type().dim(op.axes().get(k)))).toList();
  }

  private static Value clamped(Legal l, Value index, Dim size) {
    if (index.op() instanceof Op.Constant(var literal) && size.constant().isPresent()) {
      var t = literal.tensor();
      return l.constant(Tensor.fromLongs(t.dtype(), t.shape(), LongStream.range(0, t.elements())
          .map(i -> Math.clamp(t.longAt((int) i), 0, Math.max(0, size.asLong() - 1))).toArray()));
    }
    var last = l.size(size.minus(1), index.type().dtype(), index.type().shape());
    return l.apply(ScalarFn.MIN, l.apply(ScalarFn.MAX, index, l.splat(index.type(), 0)), last);
  }
}

package io.sinter.onnx.export;

import io.sinter.ir.Combiners;
import io.sinter.ir.Op;
import io.sinter.ir.ScalarFn;
import io.sinter.ir.Value;
import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Reductions that ONNX has: sums, products and extremes in common types, and running sums. All others step through an
/// axis.
final class LegalReductions {
  private LegalReductions() {}

  static Value of(Legal l, Op.Reduce r) {
    var x = r.x();
    var type = x.type().dtype();
    if (r.axes().isEmpty()) {
      return x;
    }
    if (r.axes().stream().anyMatch(i -> x.type().dim(i).isConstant(0))) {
      return l.broadcast(l.scalar(type, Combiners.identity(r.combiner(), type)), r.type().shape());
    }
    return switch (r.combiner()) {
      case AND, OR -> type == DType.BOOL ? truths(l, r) : stepped(l, r);
      case MAX, MIN -> type == DType.U64 ? ordered(l, r) : widened(l, r);
      default -> widened(l, r);
    };
  }

  private static Value widened(Legal l, Op.Reduce r) {
    var type = r.x().type().dtype();
    var wide = type == DType.U64 ? DType.I64 : LegalScalars.wide(type);
    return l.convert(l.keep(new Op.Reduce(l.convert(r.x(), wide), r.combiner(), r.axes())), type);
  }

  /// All are true where the smallest is.
  private static Value truths(Legal l, Op.Reduce r) {
    var extreme = r.combiner() == ScalarFn.AND ? ScalarFn.MIN : ScalarFn.MAX;
    return l.convert(l.keep(new Op.Reduce(l.convert(r.x(), DType.I32), extreme, r.axes())), DType.BOOL);
  }

  /// Moved by half of the range, u64 are in the order of i64.
  private static Value ordered(Legal l, Op.Reduce r) {
    var x = moved(l, l.convert(r.x(), DType.I64));
    return l.convert(moved(l, l.keep(new Op.Reduce(x, r.combiner(), r.axes()))), DType.U64);
  }

  private static Value moved(Legal l, Value x) {
    return l.apply(ScalarFn.XOR, x, l.splat(x.type(), Long.MIN_VALUE));
  }

  /// Along one axis that is all the reduced ones.
  private static Value stepped(Legal l, Op.Reduce r) {
    var x = r.x();
    var order = new ArrayList<>(r.axes());
    IntStream.range(0, x.type().rank()).filter(i -> !r.axes().contains(i)).forEach(order::add);
    var count = r.axes().stream().map(x.type()::dim).reduce(Dim.ONE, Dim::times);
    var dims = new ArrayList<>(List.of(count));
    dims.addAll(r.type().shape().dims());
    return new Steps(l, l.reshape(l.transpose(x, order), new Shape(dims)), r.combiner()).last();
  }

  static Value of(Legal l, Op.CumulativeReduce c) {
    var x = c.x();
    var type = x.type().dtype();
    if (c.combiner() != ScalarFn.ADD) {
      var order = new ArrayList<>(List.of(c.axis()));
      IntStream.range(0, x.type().rank()).filter(i -> i != c.axis()).forEach(order::add);
      var back = IntStream.range(0, order.size()).mapToObj(order::indexOf).toList();
      return l.transpose(new Steps(l, l.transpose(x, order), c.combiner()).all(), back);
    }
    var wide = type == DType.U64 ? DType.I64 : type == DType.F16 ? DType.F32 : LegalScalars.wide(type);
    return l.convert(l.keep(new Op.CumulativeReduce(l.convert(x, wide), ScalarFn.ADD, c.axis())), type);
  }
}

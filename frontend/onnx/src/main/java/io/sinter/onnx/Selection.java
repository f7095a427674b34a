package io.sinter.onnx;

import io.sinter.ir.Indexed;
import io.sinter.ir.Op;
import io.sinter.ir.ScalarFn;
import io.sinter.ir.Value;
import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
import java.util.ArrayList;
import java.util.List;

/// Elements chosen by data: as many as there are is known only at run time. Each one that is chosen goes to the place
/// that is the number of those chosen before it.
///
/// @param count how many are chosen
/// @param places for each element the number of those chosen before it, or -1 where it is not chosen itself
record Selection(Dim count, Value places) {
  /// @param chosen a vector of truth values
  static Selection of(OnnxNode n, Value chosen) {
    var ones = n.convert(chosen, DType.I64);
    var count = Counts.of(n, n.builder().add(new Op.Reduce(ones, ScalarFn.ADD, List.of(0))), "chosen");
    var upTo = n.builder().add(new Op.CumulativeReduce(ones, ScalarFn.ADD, 0));
    var minusOne = n.splat(upTo, -1);
    return new Selection(
        count, n.apply(ScalarFn.SELECT, chosen, n.apply(ScalarFn.ADD, upTo, minusOne), minusOne));
  }

  /// Those elements of a vector that are chosen.
  Value from(OnnxNode n, Value x) {
    var empty = n.builder().broadcast(n.builder().scalar(x.type().dtype(), 0), Shape.of(count));
    return n.builder().add(new Indexed.Scatter(empty, List.of(places), x, List.of(0), Indexed.Update.SET));
  }

  /// Where those that are chosen stand, ascending.
  Value positions(OnnxNode n) {
    return from(n, Indices.position(n, places.type().shape(), 0));
  }

  /// The index along each axis of `shape` of elements that are numbered in row-major order.
  static List<Value> unravel(OnnxNode n, Value number, Shape shape) {
    var each = new ArrayList<Value>();
    var rest = number;
    for (int axis = shape.rank() - 1; axis > 0; axis--) {
      var size = Indices.spread(n, shape.get(axis), number.type().shape());
      var next = n.apply(ScalarFn.DIV, rest, size);
      each.addFirst(n.apply(ScalarFn.SUB, rest, n.apply(ScalarFn.MUL, next, size)));
      rest = next;
    }
    if (shape.rank() > 0) {
      each.addFirst(rest);
    }
    return each;
  }
}

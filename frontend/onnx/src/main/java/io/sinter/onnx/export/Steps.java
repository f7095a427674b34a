package io.sinter.onnx.export;

import io.sinter.ir.Builder;
import io.sinter.ir.Combiners;
import io.sinter.ir.Control;
import io.sinter.ir.Counting;
import io.sinter.ir.Op;
import io.sinter.ir.ScalarFn;
import io.sinter.ir.Value;
import io.sinter.ir.composite.Part;
import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
import io.sinter.runtime.TensorType;
import java.util.List;

/// A loop that combines the slices of `x` along its first axis, one after the other.
record Steps(Legal legal, Value x, ScalarFn combiner) {
  private static final String INDEX = "step";

  /// The combination of all slices.
  Value last() {
    return loop().getFirst();
  }

  /// After each slice, the combination of those so far.
  Value all() {
    return loop().getLast();
  }

  private List<Value> loop() {
    var dims = x.type().shape().dims();
    var one = x.type().withShape(new Shape(dims.subList(1, dims.size())));
    var start = legal.splat(one, Combiners.identity(combiner, one.dtype()));
    var b = new Builder();
    var i = b.parameter("i", new TensorType(DType.I64, Shape.SCALAR));
    var state = b.parameter("state", one);
    var whole = b.parameter("x", x.type());
    b.add(new Op.Bind(i, INDEX));
    var next = b.apply(combiner, state, Part.at(b, whole, 0, Dim.symbol(INDEX)));
    var body = b.finish("step", List.of(b.scalar(DType.BOOL, 1), next, next), List.of("going", "next", "so_far"));
    return legal.loop(new Control.Loop(legal.keep(new Counting.Size(dims.getFirst())), legal.scalar(DType.BOOL, 1),
        List.of(start), List.of(x), body, List.of(one, x.type()), List.of()));
  }
}

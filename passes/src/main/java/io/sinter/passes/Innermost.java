package io.sinter.passes;

import io.sinter.ir.Control;
import io.sinter.ir.Counting;
import io.sinter.ir.Indexed;
import io.sinter.ir.Op;
import io.sinter.ir.Value;
import io.sinter.runtime.Shape;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/// Along which axis the elements of a value lie side by side in memory.
final class Innermost {
  private Innermost() {}

  /// The axis; nothing where there is none, or where a reshape would divide indices to find it.
  static OptionalInt of(Value v, Orders orders) {
    return switch (v.op()) {
      case Op.Transpose(var x, var permutation) -> axis(of(x, orders).stream().map(permutation::indexOf));
      case Op.Broadcast(var x, _, var axes) -> axis(of(x, orders).stream().map(axes::get));
      case Op.Slice(var x, _, _, var strides) -> axis(of(x, orders).stream().filter(i -> strides.get(i) == 1));
      case Op.Reshape(var x, var shape) -> of(x, orders).equals(last(x.type().shape())) ? last(shape)
          : OptionalInt.empty();
      case Op.Parameter _, Op.Constant _, Counting _, Op.Elementwise _, Op.Pad _, Op.Concatenate _, Indexed _,
           Op.Reduce _, Op.CumulativeReduce _, Op.ReduceWindow _, Op.Contraction _, Op.Relayout _, Op.Composite _,
           Control _, Op.Project _, Op.Bind _ -> axis(orders.of(v).reversed().stream().mapToInt(i -> i)
               .filter(i -> !v.type().dim(i).isConstant(1)));
    };
  }

  private static OptionalInt last(Shape shape) {
    return axis(IntStream.range(0, shape.rank()).map(i -> shape.rank() - 1 - i)
        .filter(i -> !shape.get(i).isConstant(1)));
  }

  private static OptionalInt axis(IntStream axes) {
    return axes.findFirst();
  }
}

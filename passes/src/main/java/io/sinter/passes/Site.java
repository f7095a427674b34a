package io.sinter.passes;

import io.sinter.ir.Op;
import io.sinter.ir.ScalarFn;
import io.sinter.ir.Value;
import io.sinter.runtime.Shape;
import java.util.List;

/// Where a rule is tried: makes values and knows how often they are used. What it makes is rewritten by all rules.
interface Site {
  Value add(Op op);

  /// Whether more than one op or result uses `value`, so that a rule which computes it in another way would not save
  /// it.
  boolean isShared(Value value);

  /// What is made from here on comes from `value` too.
  void mergeOrigin(Value value);

  default Value apply(ScalarFn fn, Value... args) {
    return add(new Op.Apply(fn, List.of(args)));
  }

  default Value reshape(Value x, Shape shape) {
    return x.type().shape().equals(shape) ? x : add(new Op.Reshape(x, shape));
  }

  default Value broadcast(Value x, Shape shape, List<Integer> axes) {
    return x.type().shape().equals(shape) ? x : add(new Op.Broadcast(x, shape, axes));
  }
}

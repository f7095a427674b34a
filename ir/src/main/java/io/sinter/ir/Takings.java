package io.sinter.ir;

import io.sinter.runtime.Tensor;
import java.util.List;

/// What the interpreter takes in memory.
final class Takings {
  /// What a tensor takes beside its elements.
  static final long OBJECTS = 128;

  private Takings() {}

  static long of(Tensor t) {
    return t.byteSize() + OBJECTS;
  }

  /// The bytes that an op takes while it is computed, beside its result of `elements`: operands in another order, and
  /// sums and factors in wide types.
  static long beside(Op op, List<Tensor> args, long elements) {
    return switch (op) {
      case Op.Contraction _ -> args.stream()
          .mapToLong(t -> t.byteSize() + (long) Math.max(Float.BYTES, t.dtype().bytes()) * t.elements()).sum();
      case Op.ReduceWindow _, Op.CumulativeReduce _ -> Long.BYTES * (args.getFirst().elements() + elements);
      case Op.Reduce _, Indexed _ -> args.getFirst().byteSize();
      case Op.Parameter _, Op.Constant _, Op.Elementwise _, Op.View _, Op.Pad _, Op.Concatenate _, Op.Relayout _,
           Op.Composite _, Counting _, Control _, Op.Project _, Op.Bind _ -> 0;
    };
  }
}

package io.sinter.ir;

import io.sinter.runtime.Shape;
import java.util.List;

/// How many elements an op looks at, which is about what interpreting it costs.
public final class Work {
  private Work() {}

  /// Infinite where sizes are not constant, or a loop may take any number of steps.
  public static double of(Op op) {
    return switch (op) {
      case Op.ReduceWindow w -> elements(w.type().shape()) * product(w.window().sizes());
      case Op.DotGeneral d -> elements(d.type().shape())
          * d.lhsContracting().stream().mapToDouble(axis -> d.lhs().type().dim(axis).constant().orElse(1)).reduce(
              1, (a, b) -> a * b) + read(d);
      case Op.Convolution c -> elements(c.type().shape()) * elements(c.w().type().shape())
          / Math.max(1, c.w().type().dim(0).constant().orElse(1)) + read(c);
      case Op.Composite c -> of(c.body()) + read(c);
      case Control.If i -> of(i.then()) + of(i.otherwise()) + read(i);
      case Control.Loop _ -> Double.POSITIVE_INFINITY;
      case Op.Parameter _, Op.Constant _, Op.Elementwise _, Op.View _, Op.Pad _, Op.Concatenate _, Op.Reduce _,
           Op.CumulativeReduce _, Op.Relayout _, Op.Project _, Op.Bind _, Counting _, Indexed _ ->
          elements(op.type().shape()) + read(op);
    };
  }

  /// All ops of a function, once each.
  public static double of(Function function) {
    return function.body().stream().mapToDouble(v -> of(v.op())).sum();
  }

  private static double read(Op op) {
    return op.operands().stream().mapToDouble(v -> elements(v.type().shape())).sum();
  }

  private static double elements(Shape shape) {
    return shape.isConstant() ? product(shape.dims().stream().map(d -> d.asLong()).toList())
        : Double.POSITIVE_INFINITY;
  }

  private static double product(List<Long> sizes) {
    return sizes.stream().mapToDouble(Long::doubleValue).reduce(1, (a, b) -> a * b);
  }
}

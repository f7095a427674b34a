package io.sinter.onnx;

import static io.sinter.onnx.Operator.of;

import io.sinter.ir.Op;
import io.sinter.ir.ScalarFn;
import io.sinter.ir.Value;
import io.sinter.ir.composite.Mean;
import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Reductions along axes, which were an attribute before they became an input.
final class ReductionOps {
  static final List<Operator> TABLE = Stream.of(
          both("ReduceSum", 13, (n, x, axes) -> reduce(n, x, ScalarFn.ADD, axes)),
          both("ReduceMean", 18, (n, x, axes) -> axes.isEmpty() ? x : Mean.of(n.builder(), x, axes)),
          both("ReduceMax", 18, (n, x, axes) -> reduce(n, x, isBool(x) ? ScalarFn.OR : ScalarFn.MAX, axes)),
          both("ReduceMin", 18, (n, x, axes) -> reduce(n, x, isBool(x) ? ScalarFn.AND : ScalarFn.MIN, axes)),
          both("ReduceProd", 18, (n, x, axes) -> reduce(n, x, ScalarFn.MUL, axes)),
          both("ReduceL1", 18, wide((n, x, axes) -> reduce(n, n.apply(ScalarFn.ABS, x), ScalarFn.ADD, axes))),
          both("ReduceL2", 18, real((n, x, axes) -> n.apply(ScalarFn.SQRT, sumOfSquares(n, x, axes)))),
          both("ReduceSumSquare", 18, wide(ReductionOps::sumOfSquares)),
          both("ReduceLogSum", 18, real((n, x, axes) -> n.apply(ScalarFn.LOG, reduce(n, x, ScalarFn.ADD, axes)))),
          both("ReduceLogSumExp", 18, real(ReductionOps::logSumExp)))
      .flatMap(List::stream)
      .toList();

  private ReductionOps() {}

  private interface Rule {
    /// The reduction, without the reduced axes.
    Value of(OnnxNode n, Value x, List<Integer> axes);
  }

  /// Narrow floats go through f32, so that only the result is rounded.
  private static Rule wide(Rule rule) {
    return (n, x, axes) -> {
      var type = x.type().dtype();
      boolean narrow = type == DType.F16 || type == DType.BF16;
      return n.convert(rule.of(n, n.convert(x, narrow ? DType.F32 : type), axes), type);
    };
  }

  /// Integers go through f64 and are cut towards zero.
  private static Rule real(Rule rule) {
    return (n, x, axes) -> {
      var type = x.type().dtype();
      return type.isInteger() ? n.convert(rule.of(n, n.convert(x, DType.F64), axes), type)
          : wide(rule).of(n, n.requireFloat(x), axes);
    };
  }

  /// @param input the version since which the axes are an input
  private static List<Operator> both(String name, int input, Rule rule) {
    return List.of(
        of(name, 1, n -> importWith(n, n.attributes().integers("axes", List.of()), rule)),
        of(name, input, n -> importWith(n, n.has(1) ? axes(n) : List.of(), rule)));
  }

  private static List<Long> axes(OnnxNode n) {
    n.ranked(1, 1, "a vector of axes");
    return n.integers(1, "axes");
  }

  private static Value importWith(OnnxNode n, List<Long> given, Rule rule) {
    var x = n.value(0);
    boolean emptyIsNone = n.attributes().flag("noop_with_empty_axes", false);
    var axes = given.isEmpty() && !emptyIsNone ? all(x) : n.axes(given, x.type().rank());
    var reduced = rule.of(n, x, axes);
    return n.attributes().flag("keepdims", true) ? keep(n, reduced, x.type().shape(), axes) : reduced;
  }

  private static List<Integer> all(Value x) {
    return IntStream.range(0, x.type().rank()).boxed().toList();
  }

  /// A reduction of `shape`, with size 1 where axes were reduced.
  static Value keep(OnnxNode n, Value reduced, Shape shape, List<Integer> axes) {
    var dims = new ArrayList<>(shape.dims());
    axes.forEach(axis -> dims.set(axis, Dim.ONE));
    return axes.isEmpty() ? reduced : n.builder().add(new Op.Reshape(reduced, new Shape(dims)));
  }

  static Value reduce(OnnxNode n, Value x, ScalarFn combiner, List<Integer> axes) {
    return axes.isEmpty() ? x : n.builder().add(new Op.Reduce(x, combiner, axes));
  }

  private static boolean isBool(Value x) {
    return x.type().dtype() == DType.BOOL;
  }

  private static Value sumOfSquares(OnnxNode n, Value x, List<Integer> axes) {
    return reduce(n, n.apply(ScalarFn.MUL, x, x), ScalarFn.ADD, axes);
  }

  /// Shifted by the maximum, where that is finite, so that nothing overflows.
  private static Value logSumExp(OnnxNode n, Value x, List<Integer> axes) {
    var max = reduce(n, x, ScalarFn.MAX, axes);
    var infinite = n.apply(ScalarFn.EQ, n.apply(ScalarFn.ABS, max), n.splat(max, Double.POSITIVE_INFINITY));
    var shift = n.apply(ScalarFn.SELECT, infinite, n.splat(max, 0), max);
    var spread = axes.isEmpty() ? shift : n.builder().spread(shift, x.type().shape(), axes);
    var sum = reduce(n, n.apply(ScalarFn.EXP, n.apply(ScalarFn.SUB, x, spread)), ScalarFn.ADD, axes);
    return n.apply(ScalarFn.ADD, n.apply(ScalarFn.LOG, sum), shift);
  }
}

package io.sinter.ir.composite;

import io.sinter.ir.Builder;
import io.sinter.ir.Literal;
import io.sinter.ir.Op;
import io.sinter.ir.ScalarFn;
import io.sinter.ir.Value;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongToDoubleFunction;
import java.util.function.LongUnaryOperator;
import java.util.stream.LongStream;

/// Complex numbers: tensors of a float type whose first axis holds the real and the imaginary part. Of real ones it
/// holds the real part alone.
final class Complex {
  private Complex() {}

  /// Real numbers with an imaginary part of 0, others as they are.
  static Value of(Builder b, Value x) {
    return isReal(x) ? b.add(new Op.Concatenate(List.of(x, b.splat(x, 0)), 0)) : x;
  }

  private static boolean isReal(Value x) {
    return x.type().dim(0).isConstant(1);
  }

  /// `i x`.
  static Value timesI(Builder b, Value x) {
    return b.apply(ScalarFn.MUL, swapped(b, x), along(b, x, List.of(0), i -> i == 0 ? -1 : 1));
  }

  /// The numbers with the other sign of the imaginary part.
  static Value conjugate(Builder b, Value x) {
    return isReal(x) ? x : b.apply(ScalarFn.MUL, x, along(b, x, List.of(0), i -> i == 0 ? 1 : -1));
  }

  /// `x e^(2 pi i t / parts)`, where t depends on the indices along `axes`.
  ///
  /// @param axes ascending, after the first axis
  /// @param turns t for each element of a tensor that has only `axes`, counted in row-major order
  static Value rotated(Builder b, Value x, List<Integer> axes, LongUnaryOperator turns, long parts) {
    var both = new ArrayList<>(List.of(0));
    both.addAll(axes);
    long elements = elements(x, axes);
    var straight = b.apply(ScalarFn.MUL, x, along(b, x, axes, i -> UnitCircle.cos(turns.applyAsLong(i), parts)));
    var across = b.apply(ScalarFn.MUL, swapped(b, x), along(b, x, both, i ->
        (i < elements ? -1 : 1) * UnitCircle.sin(turns.applyAsLong(i % elements), parts)));
    return b.apply(ScalarFn.ADD, straight, across);
  }

  /// Constants in the type and shape of `like` that depend on the indices along `axes` alone.
  ///
  /// @param element the constant for each element of a tensor that has only `axes`, counted in row-major order
  static Value along(Builder b, Value like, List<Integer> axes, LongToDoubleFunction element) {
    var sizes = axes.stream().mapToLong(a -> like.type().dim(a).asLong()).toArray();
    var values = LongStream.range(0, elements(like, axes)).mapToDouble(element).toArray();
    var constant = b.constant(Literal.of(Tensor.fromDoubles(like.type().dtype(), sizes, values)));
    return b.add(new Op.Broadcast(constant, like.type().shape(), axes));
  }

  private static long elements(Value x, List<Integer> axes) {
    return axes.stream().mapToLong(a -> x.type().dim(a).asLong()).reduce(1, Math::multiplyExact);
  }

  private static Value swapped(Builder b, Value x) {
    return Part.of(b, x, 0, Dim.ONE, Dim.of(2), -1);
  }
}

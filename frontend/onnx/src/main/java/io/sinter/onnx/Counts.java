package io.sinter.onnx;

import io.sinter.ir.ScalarFn;
import io.sinter.ir.Value;
import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Tensor;
import java.util.Optional;

/// Sizes that operators compute, of whatever type and by whatever ops.
final class Counts {
  private Counts() {}

  /// An input of one element as a size; a float is rounded towards zero, and must be a number.
  static Dim of(OnnxNode n, int input, String name) {
    var x = n.single(input, name);
    return Sizes.holds(x.type()) ? n.size(input, name) : of(n, n.convert(number(n, x), DType.I64), name);
  }

  private static Value number(OnnxNode n, Value x) {
    return !x.type().dtype().isFloat() ? x
        : Demand.that(n, x, n.apply(ScalarFn.EQ, x, x), "A size is not a number.", "an integer");
  }

  /// An i64 scalar as a size: known now, or bound when the program runs.
  ///
  /// @param hint what to call it
  static Dim of(OnnxNode n, Value x, String hint) {
    return constant(n, x).map(t -> Dim.of(t.longAt(0))).orElseGet(() -> n.size(x, hint));
  }

  /// What does not depend on the model's inputs.
  static Optional<Tensor> constant(OnnxNode n, Value x) {
    return n.scope().function().constants().of(x);
  }
}

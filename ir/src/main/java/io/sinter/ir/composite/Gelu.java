package io.sinter.ir.composite;

import io.sinter.ir.Builder;
import io.sinter.ir.ScalarFn;
import io.sinter.ir.Value;
import java.util.List;

/// `x` times the probability that a normal variable is below `x` (Hendrycks, Gimpel 2016,
/// <https://arxiv.org/abs/1606.08415>).
public final class Gelu {
  public static final String NAME = "gelu";
  public static final String TANH_NAME = "gelu_tanh";

  private Gelu() {}

  /// `x * 0.5 * (1 + erf(x / sqrt(2)))`.
  public static Value of(Builder b, Value x) {
    return Composition.of(b, NAME, List.of("x"), List.of(x), (c, args) -> {
      var in = args.getFirst();
      var gate = c.apply(ScalarFn.ERF, c.apply(ScalarFn.DIV, in, c.splat(in, Math.sqrt(2))));
      return halves(c, in, gate);
    });
  }

  /// The approximation `x * 0.5 * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 x³)))`.
  public static Value tanh(Builder b, Value x) {
    return Composition.of(b, TANH_NAME, List.of("x"), List.of(x), (c, args) -> {
      var in = args.getFirst();
      var cube = c.apply(ScalarFn.MUL, c.apply(ScalarFn.MUL, in, in), in);
      var sum = c.apply(ScalarFn.ADD, in, c.apply(ScalarFn.MUL, c.splat(in, 0.044715), cube));
      var gate = c.apply(ScalarFn.TANH, c.apply(ScalarFn.MUL, c.splat(in, Math.sqrt(2 / Math.PI)), sum));
      return halves(c, in, gate);
    });
  }

  /// `x * 0.5 * (1 + gate)`.
  private static Value halves(Builder b, Value x, Value gate) {
    var half = b.apply(ScalarFn.MUL, x, b.splat(x, 0.5));
    return b.apply(ScalarFn.MUL, half, b.apply(ScalarFn.ADD, b.splat(x, 1), gate));
  }
}

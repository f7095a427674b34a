package io.sinter.ir.composite;

import io.sinter.ir.Builder;
import io.sinter.ir.ScalarFn;
import io.sinter.ir.Value;
import java.util.List;

/// `(x - mean) / sqrt(variance + epsilon) * scale + bias` per channel, which is axis 1, with statistics from training
/// (Ioffe, Szegedy 2015, <https://arxiv.org/abs/1502.03167>).
public final class BatchNormalization {
  public static final String NAME = "batch_normalization";

  private BatchNormalization() {}

  /// @param scale one number per channel, of the type of `x`; `bias`, `mean` and `variance` likewise
  public static Value of(
      Builder b, Value x, Value scale, Value bias, Value mean, Value variance, double epsilon) {
    return Composition.of(b, NAME, List.of("x", "scale", "bias", "mean", "variance"),
        List.of(x, scale, bias, mean, variance), (c, args) -> {
          var in = args.stream().map(a -> Precision.widen(c, a)).toList();
          var deviation = c.apply(ScalarFn.SQRT, c.apply(ScalarFn.ADD, in.get(4), c.splat(in.get(4), epsilon)));
          var standard = PerChannel.apply(
              c, ScalarFn.DIV, PerChannel.apply(c, ScalarFn.SUB, in.get(0), in.get(3)), deviation);
          var result = PerChannel.apply(
              c, ScalarFn.ADD, PerChannel.apply(c, ScalarFn.MUL, standard, in.get(1)), in.get(2));
          return Precision.convert(c, result, x.type().dtype());
        });
  }
}

package io.sinter.ir.composite;

import io.sinter.ir.Builder;
import io.sinter.ir.ScalarFn;
import io.sinter.ir.Value;
import io.sinter.runtime.DType;
import java.util.List;

/// `x / sqrt(mean(x²) + epsilon) * scale` with the mean over the axes from `axis` on (Zhang, Sennrich 2019,
/// <https://arxiv.org/abs/1910.07467>).
public final class RmsNormalization {
  public static final String NAME = "rms_norm";

  private RmsNormalization() {}

  /// @param scale as it broadcasts to `x`, its axes aligned at the right
  /// @param stage in which type all but the scaling is computed
  public static Value of(Builder b, Value x, Value scale, int axis, double epsilon, DType stage) {
    return Composition.of(b, NAME, List.of("x", "scale"), List.of(x, scale), (c, in) -> {
      var axes = LayerNormalization.axes(x, axis);
      var wide = Precision.convert(c, in.getFirst(), stage);
      var inverse = Standardize.inverseRoot(c, Mean.of(c, c.apply(ScalarFn.MUL, wide, wide), axes), epsilon);
      var normal = c.apply(ScalarFn.MUL, wide, c.spread(inverse, x.type().shape(), axes));
      return c.apply(ScalarFn.MUL, Precision.convert(c, normal, x.type().dtype()),
          c.broadcast(in.get(1), x.type().shape()));
    });
  }
}

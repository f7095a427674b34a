package io.sinter.ir.composite;

import io.sinter.ir.Builder;
import io.sinter.ir.Op;
import io.sinter.ir.ScalarFn;
import io.sinter.ir.Value;
import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
import java.util.ArrayList;
import java.util.List;

/// `(x - mean) / sqrt(variance + epsilon) * scale + bias` for `x` of [N, C, spatial…], with mean and variance over each
/// of some groups of adjacent channels (Wu, He 2018, <https://arxiv.org/abs/1803.08494>).
public final class GroupNormalization {
  public static final String NAME = "group_normalization";

  private GroupNormalization() {}

  /// @param scale one number per channel; `bias` likewise
  /// @param groups divides C
  /// @param stage in which type the standardisation is computed
  public static Value of(
      Builder b, Value x, Value scale, Value bias, long groups, double epsilon, DType stage) {
    return Composition.of(b, NAME, List.of("x", "scale", "bias"), List.of(x, scale, bias), (c, in) -> {
      var shape = x.type().shape();
      var dims = new ArrayList<>(shape.dims());
      dims.set(1, shape.get(1).floorDiv(groups));
      dims.add(1, Dim.of(groups));
      var grouped = c.add(new Op.Reshape(in.getFirst(), new Shape(dims)));
      var standard = Standardize.of(c, grouped, LayerNormalization.axes(grouped, 2), epsilon, stage);
      var flat = c.add(new Op.Reshape(standard, shape));
      return PerChannel.apply(c, ScalarFn.ADD, PerChannel.apply(c, ScalarFn.MUL, flat, in.get(1)), in.get(2));
    });
  }
}

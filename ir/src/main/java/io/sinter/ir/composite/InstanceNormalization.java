package io.sinter.ir.composite;

import io.sinter.ir.Builder;
import io.sinter.ir.ScalarFn;
import io.sinter.ir.Value;
import java.util.List;
import java.util.stream.IntStream;

/// `(x - mean) / sqrt(variance + epsilon) * scale + bias` for `x` of [N, C, spatial…], with mean and variance over the
/// spatial axes (Ulyanov, Vedaldi, Lempitsky 2016, <https://arxiv.org/abs/1607.08022>).
public final class InstanceNormalization {
  public static final String NAME = "instance_normalization";

  private InstanceNormalization() {}

  /// @param scale one number per channel; `bias` likewise
  public static Value of(Builder b, Value x, Value scale, Value bias, double epsilon) {
    return Composition.of(b, NAME, List.of("x", "scale", "bias"), List.of(x, scale, bias), (c, in) -> {
      var spatial = IntStream.range(2, x.type().rank()).boxed().toList();
      var standard = Standardize.of(
          c, in.get(0), spatial, epsilon, Precision.wide(x.type().dtype()));
      return PerChannel.apply(
          c, ScalarFn.ADD, PerChannel.apply(c, ScalarFn.MUL, standard, in.get(1)), in.get(2));
    });
  }
}

package io.sinter.ir.composite;

import io.sinter.ir.Builder;
import io.sinter.ir.ScalarFn;
import io.sinter.ir.Value;
import io.sinter.runtime.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// `(x - mean) / sqrt(variance + epsilon) * scale + bias` with mean and variance over the axes from `axis` on
/// (Ba, Kiros, Hinton 2016, <https://arxiv.org/abs/1607.06450>).
public final class LayerNormalization {
  public static final String NAME = "layer_norm";

  private LayerNormalization() {}

  /// @param scale as it broadcasts to `x`, its axes aligned at the right; `bias` likewise
  /// @param stage in which type the standardisation is computed
  public static Value of(
      Builder b, Value x, Value scale, Optional<Value> bias, int axis, double epsilon, DType stage) {
    var args = new ArrayList<>(List.of(x, scale));
    bias.ifPresent(args::add);
    return Composition.of(b, NAME, List.of("x", "scale", "bias"), args, (c, in) -> {
      var shape = x.type().shape();
      var standard = Standardize.of(c, in.getFirst(), axes(x, axis), epsilon, stage);
      var scaled = c.apply(ScalarFn.MUL, standard, c.broadcast(in.get(1), shape));
      return in.size() == 2 ? scaled : c.apply(ScalarFn.ADD, scaled, c.broadcast(in.get(2), shape));
    });
  }

  /// `1 / sqrt(variance + epsilon)` in the type `stage`, as some model formats want it; the axes leave the shape.
  public static Value inverseDeviation(Builder b, Value x, int axis, double epsilon, DType stage) {
    var axes = axes(x, axis);
    return Standardize.inverseDeviation(
        b, Standardize.centred(b, Precision.convert(b, x, stage), axes), axes, epsilon);
  }

  /// `axis` and all after it.
  public static List<Integer> axes(Value x, int axis) {
    return IntStream.range(axis, x.type().rank()).boxed().toList();
  }
}

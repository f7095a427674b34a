package io.sinter.passes;

import io.sinter.ir.Builder;
import io.sinter.ir.Function;
import io.sinter.ir.Value;
import io.sinter.ir.composite.Gelu;
import io.sinter.ir.composite.Softmax;
import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
import io.sinter.runtime.TensorType;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/// Functions on which the overrides of composites are tried: each holds the composite in one of the forms that its
/// override has another body for. Sizes that are symbols vary from trial to trial.
final class OverrideSamples {
  private static final List<DType> TYPES = List.of(DType.F32, DType.F64);

  private static final Map<String, List<Function>> SAMPLES = Map.of(
      Softmax.NAME, TYPES.stream().flatMap(t -> Stream.of(List.of(0), List.of(1), List.of(0, 1)).map(
          axes -> sample(t, (b, x) -> Softmax.of(b, x, axes)))).toList(),
      Gelu.NAME, TYPES.stream().map(t -> sample(t, Gelu::of)).toList());

  private OverrideSamples() {}

  private static Function sample(DType type, BiFunction<Builder, Value, Value> composite) {
    var b = new Builder();
    var x = b.parameter("x", new TensorType(type, Shape.of(Dim.symbol("n"), Dim.symbol("m"))));
    return b.finish("sample", List.of(composite.apply(b, x)), List.of("y"));
  }

  static List<Function> of(String composite) {
    return SAMPLES.getOrDefault(composite, List.of());
  }
}

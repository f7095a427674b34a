package io.sinter.report;

import io.sinter.ir.Op;
import io.sinter.ir.Schema;
import io.sinter.ir.Value;
import io.sinter.runtime.TensorType;
import java.util.List;
import java.util.stream.Collectors;

/// Values and types in a few characters, for labels.
final class ValueText {
  private ValueText() {}

  /// The name of the op, with what tells it from others of its name.
  static String label(Value v) {
    var name = Schema.of(v.op()).mnemonic(v.op());
    return switch (v.op()) {
      case Op.Convolution c -> name + " " + times(c.window().sizes())
          + (c.window().strides().stream().anyMatch(s -> s != 1) ? " /" + times(c.window().strides()) : "")
          + (c.groups() > 1 ? " g" + c.groups() : "");
      case Op.ReduceWindow r -> r.combiner() + " window "
          + times(r.window().sizes().stream().filter(s -> s != 1).toList());
      case Op.Reduce r -> name + " " + r.combiner();
      case Op.CumulativeReduce r -> "running " + r.combiner();
      case Op.Composite c -> c.name();
      case Op.Parameter p -> p.name();
      default -> name;
    };
  }

  private static String times(List<Long> sizes) {
    return sizes.stream().map(Object::toString).collect(Collectors.joining("×"));
  }

  /// `f32 batch×16×8×8`.
  static String type(TensorType type) {
    return type.rank() == 0 ? type.dtype().toString() : type.dtype() + " " + type.shape().dims().stream()
        .map(d -> d.terms().size() > 1 ? "(" + d + ")" : d.toString()).collect(Collectors.joining("×"));
  }
}

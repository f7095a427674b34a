package io.sinter.trace;

import io.sinter.ir.ScalarFn;
import io.sinter.ir.Value;
import io.sinter.runtime.DType;
import io.sinter.runtime.Shape;
import io.sinter.runtime.Truth;
import java.util.List;

/// What normalisations ask of their operands.
final class Norms {
  private Norms() {}

  /// In which type statistics are computed: f16 and bf16 go through f32.
  static DType stage(Value x) {
    return x.type().dtype() == DType.F64 ? DType.F64 : DType.F32;
  }

  /// The first of the last axes of `x` whose sizes all of `each` have.
  static int lastAxes(Call c, Value x, Value... each) {
    Elementwise.require(c, ScalarFn.SQRT, x);
    int axis = x.type().rank() - each[0].type().rank();
    for (var v : each) {
      Elementwise.requireOneType(c, x, v);
      var last = new Shape(x.type().shape().dims().subList(Math.max(0, axis), x.type().rank()));
      if (axis < 0 || v.type().rank() == 0 || v.type().shape().equalTo(last) == Truth.NO) {
        throw c.error("What scales a normalisation does not have the sizes of the last axes.",
            v.type() + " for " + x.type(), "the sizes of the last axes, such as ["
                + (x.type().rank() == 0 ? "" : x.type().dim(x.type().rank() - 1)) + "]");
      }
    }
    return axis;
  }

  static void requirePerChannel(Call c, Value x, List<String> names, List<Value> each) {
    Elementwise.require(c, ScalarFn.SQRT, x);
    if (x.type().rank() < 2) {
      throw c.error("A tensor has no channels.", x.type(), "[batch, channels, spatial…]");
    }
    for (int i = 0; i < names.size(); i++) {
      Elementwise.requireOneType(c, x, each.get(i));
      Windows.requireChannels(c, names.get(i), each.get(i), x.type().dim(1));
    }
  }

  static void requireGroups(Call c, Value x, int groups) {
    if (groups < 1 || x.type().dim(1).constant().orElse(0) % groups != 0) {
      throw c.error("The groups do not divide the channels.", groups + " groups of " + x.type(),
          "a divisor of " + x.type().dim(1));
    }
  }
}

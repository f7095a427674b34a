package io.sinter.ir.composite;

import io.sinter.ir.Builder;
import io.sinter.ir.Op;
import io.sinter.ir.Value;
import io.sinter.runtime.DType;

/// In which type a piece of several steps is computed: f16 and bf16 go through f32, so that only the result is rounded.
final class Precision {
  private Precision() {}

  static DType wide(DType type) {
    return type == DType.F16 || type == DType.BF16 ? DType.F32 : type;
  }

  static Value widen(Builder b, Value x) {
    return convert(b, x, wide(x.type().dtype()));
  }

  static Value convert(Builder b, Value x, DType type) {
    return x.type().dtype() == type ? x : b.add(new Op.Convert(x, type));
  }
}

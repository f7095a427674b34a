package io.sinter.onnx;

import io.sinter.ir.Op;
import io.sinter.ir.Value;
import io.sinter.runtime.Tensor;
import java.util.Optional;

/// Values that do not depend on the model's inputs.
final class Constants {
  private Constants() {}

  static Optional<Tensor> of(Value value) {
    return value.op() instanceof Op.Constant(var literal) ? Optional.of(literal.tensor()) : Optional.empty();
  }
}

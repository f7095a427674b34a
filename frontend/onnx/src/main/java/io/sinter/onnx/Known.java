package io.sinter.onnx;

import io.sinter.ir.Value;

/// What a name of the graph stands for while it is imported.
sealed interface Known permits Known.Data, Sizes {
  /// A tensor of the function.
  record Data(Value value) implements Known {}
}

package io.sinter.onnx;

import io.sinter.ir.Value;
import io.sinter.runtime.DType;
import io.sinter.runtime.Shape;

/// What a name of the graph stands for while it is imported.
sealed interface Known permits Known.Data, Sizes {
  DType dtype();

  Shape shape();

  /// The type as text, with its sizes.
  String type();

  /// A tensor of the function.
  record Data(Value value) implements Known {
    @Override
    public DType dtype() {
      return value.type().dtype();
    }

    @Override
    public Shape shape() {
      return value.type().shape();
    }

    @Override
    public String type() {
      return value.type().toString();
    }
  }
}

package io.sinter.onnx.export;

import io.sinter.onnx.OnnxTensors;
import io.sinter.onnx.proto.TensorShapeProto;
import io.sinter.onnx.proto.TypeProto;
import io.sinter.onnx.proto.ValueInfoProto;
import io.sinter.runtime.Dim;
import io.sinter.runtime.TensorType;

/// Types as ONNX writes them.
final class Types {
  private Types() {}

  /// The type of a model's input or output: a size that is no number is named by its text.
  static ValueInfoProto outer(String name, TensorType type) {
    return info(name, type, true);
  }

  /// The type of a body's input or output: a size that is no number is left open, since it may be another one each time
  /// the body runs.
  static ValueInfoProto inner(String name, TensorType type) {
    return info(name, type, false);
  }

  private static ValueInfoProto info(String name, TensorType type, boolean named) {
    var shape = TensorShapeProto.newBuilder();
    type.shape().dims().forEach(d -> shape.addDim(dim(d, named)));
    var tensor = TypeProto.Tensor.newBuilder().setElemType(OnnxTensors.code(type.dtype())).setShape(shape);
    return ValueInfoProto.newBuilder().setName(name).setType(TypeProto.newBuilder().setTensorType(tensor)).build();
  }

  private static TensorShapeProto.Dimension.Builder dim(Dim d, boolean named) {
    var dim = TensorShapeProto.Dimension.newBuilder();
    if (d.constant().isPresent()) {
      dim.setDimValue(d.asLong());
    } else if (named) {
      dim.setDimParam(Symbols.name(d).orElse(d.toString()));
    }
    return dim;
  }
}

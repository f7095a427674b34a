package io.sinter.onnx;

import io.sinter.onnx.proto.AttributeProto;
import io.sinter.onnx.proto.AttributeProto.AttributeType;
import java.util.EnumSet;
import java.util.Set;

/// Of which types an attribute holds values, whatever type it declares.
final class AttributeFields {
  private AttributeFields() {}

  /// The types of the fields in use; an empty list uses none.
  static Set<AttributeType> held(AttributeProto attribute) {
    var held = EnumSet.noneOf(AttributeType.class);
    for (var field : attribute.getAllFields().keySet()) {
      switch (field.getNumber()) {
        case AttributeProto.F_FIELD_NUMBER -> held.add(AttributeType.FLOAT);
        case AttributeProto.I_FIELD_NUMBER -> held.add(AttributeType.INT);
        case AttributeProto.S_FIELD_NUMBER -> held.add(AttributeType.STRING);
        case AttributeProto.T_FIELD_NUMBER -> held.add(AttributeType.TENSOR);
        case AttributeProto.G_FIELD_NUMBER -> held.add(AttributeType.GRAPH);
        case AttributeProto.TP_FIELD_NUMBER -> held.add(AttributeType.TYPE_PROTO);
        case AttributeProto.SPARSE_TENSOR_FIELD_NUMBER -> held.add(AttributeType.SPARSE_TENSOR);
        case AttributeProto.FLOATS_FIELD_NUMBER -> held.add(AttributeType.FLOATS);
        case AttributeProto.INTS_FIELD_NUMBER -> held.add(AttributeType.INTS);
        case AttributeProto.STRINGS_FIELD_NUMBER -> held.add(AttributeType.STRINGS);
        case AttributeProto.TENSORS_FIELD_NUMBER -> held.add(AttributeType.TENSORS);
        case AttributeProto.GRAPHS_FIELD_NUMBER -> held.add(AttributeType.GRAPHS);
        case AttributeProto.TYPE_PROTOS_FIELD_NUMBER -> held.add(AttributeType.TYPE_PROTOS);
        case AttributeProto.SPARSE_TENSORS_FIELD_NUMBER -> held.add(AttributeType.SPARSE_TENSORS);
        default -> {}
      }
    }
    return held;
  }
}

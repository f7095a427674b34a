package io.sinter.onnx;

import static java.util.stream.Collectors.joining;

import io.sinter.onnx.proto.TensorProto.DataType;
import io.sinter.onnx.proto.TensorShapeProto.Dimension;
import io.sinter.onnx.proto.TypeProto;
import io.sinter.onnx.proto.ValueInfoProto;
import io.sinter.runtime.Dim;
import io.sinter.runtime.ModelError;
import io.sinter.runtime.Problem;
import io.sinter.runtime.Shape;
import io.sinter.runtime.Truth;
import java.util.stream.IntStream;

/// Whether a value is of the type that its graph declares for it. A declared type may leave sizes, or the whole shape,
/// open; its named sizes are not compared.
final class DeclaredType {
  private DeclaredType() {}

  /// @param kind what the value is, in errors
  /// @param suffix put after its place
  /// @throws ModelError when element type, rank or a size is another
  static void require(String kind, ValueInfoProto declared, Known actual, String suffix) {
    if (!fits(declared.getType(), actual)) {
      throw new ModelError(Problem.of("An " + kind + " has another type than the model declares.")
          .where(kind + " '" + declared.getName() + "'" + suffix)
          .given(actual.type())
          .expected(text(declared.getType()))
          .tryThis("Export the model again, or correct the declared type."));
    }
  }

  private static boolean fits(TypeProto type, Known actual) {
    return switch (type.getValueCase()) {
      case VALUE_NOT_SET -> true;
      case TENSOR_TYPE -> {
        int code = type.getTensorType().getElemType();
        yield (code == DataType.UNDEFINED_VALUE || code == ElementTypes.code(actual.dtype()).getNumber())
            && (!type.getTensorType().hasShape() || fits(type.getTensorType(), actual.shape()));
      }
      case SEQUENCE_TYPE, OPTIONAL_TYPE, MAP_TYPE, SPARSE_TENSOR_TYPE, OPAQUE_TYPE -> false;
    };
  }

  private static boolean fits(TypeProto.Tensor declared, Shape actual) {
    var dims = declared.getShape().getDimList();
    return dims.size() == actual.rank() && IntStream.range(0, dims.size()).allMatch(axis ->
        !isNumber(dims.get(axis))
            || actual.dims().get(axis).equalTo(Dim.of(dims.get(axis).getDimValue())) != Truth.NO);
  }

  private static boolean isNumber(Dimension dim) {
    return dim.getValueCase() == Dimension.ValueCase.DIM_VALUE && dim.getDimValue() != -1;
  }

  private static String text(TypeProto type) {
    if (type.getValueCase() != TypeProto.ValueCase.TENSOR_TYPE) {
      return type.getValueCase().toString();
    }
    var tensor = type.getTensorType();
    var element = DataType.forNumber(tensor.getElemType());
    return (element == null ? "type " + tensor.getElemType() : element.toString()) + (tensor.hasShape()
        ? tensor.getShape().getDimList().stream().map(d -> switch (d.getValueCase()) {
          case DIM_VALUE -> Long.toString(d.getDimValue());
          case DIM_PARAM -> d.getDimParam();
          case VALUE_NOT_SET -> "?";
        }).collect(joining(", ", "[", "]")) : "");
  }
}

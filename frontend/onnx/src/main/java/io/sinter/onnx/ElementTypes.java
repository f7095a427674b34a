package io.sinter.onnx;

import io.sinter.onnx.proto.TensorProto.DataType;
import io.sinter.runtime.DType;
import io.sinter.runtime.ModelError;
import io.sinter.runtime.Problem;
import io.sinter.runtime.UnsupportedError;
import io.sinter.runtime.UnsupportedError.Node;

/// ONNX's numbers for element types.
final class ElementTypes {
  private ElementTypes() {}

  /// @throws ModelError when the number means nothing
  /// @throws UnsupportedError when it means a type that Sinter lacks
  static DType dtype(long code, String where) {
    var type = code == (int) code ? DataType.forNumber((int) code) : null;
    if (type == null || type == DataType.UNDEFINED) {
      throw new ModelError(Problem.of("The element type is not one that ONNX defines.")
          .where(where)
          .given("type number " + code)
          .expected("1 (FLOAT) to " + DataType.FLOAT6E3M2_VALUE + " (FLOAT6E3M2)")
          .tryThis("Export the model again; if the number is larger, with an older ONNX version."));
    }
    return switch (type) {
      case FLOAT -> DType.F32;
      case DOUBLE -> DType.F64;
      case FLOAT16 -> DType.F16;
      case BFLOAT16 -> DType.BF16;
      case INT8 -> DType.I8;
      case INT16 -> DType.I16;
      case INT32 -> DType.I32;
      case INT64 -> DType.I64;
      case UINT8 -> DType.U8;
      case UINT16 -> DType.U16;
      case UINT32 -> DType.U32;
      case UINT64 -> DType.U64;
      case BOOL -> DType.BOOL;
      case STRING -> DType.STRING;
      case FLOAT8E4M3FN, FLOAT8E4M3FNUZ, FLOAT8E5M2, FLOAT8E5M2FNUZ, FLOAT8E8M0, FLOAT6E2M3, FLOAT6E3M2, FLOAT4E2M1 ->
          throw unsupported(type, "f16 or bf16", where);
      case INT4, INT2 -> throw unsupported(type, "i8", where);
      case UINT4, UINT2 -> throw unsupported(type, "u8", where);
      case COMPLEX64, COMPLEX128 -> throw unsupported(type, "a float with a last axis of size 2", where);
      case UNDEFINED -> throw new AssertionError(type);
    };
  }

  private static UnsupportedError unsupported(DataType type, String nearest, String where) {
    return new UnsupportedError(new Node(where, "elements of type " + type, nearest));
  }

  static DataType code(DType type) {
    return switch (type) {
      case F32 -> DataType.FLOAT;
      case F64 -> DataType.DOUBLE;
      case F16 -> DataType.FLOAT16;
      case BF16 -> DataType.BFLOAT16;
      case I8 -> DataType.INT8;
      case I16 -> DataType.INT16;
      case I32 -> DataType.INT32;
      case I64 -> DataType.INT64;
      case U8 -> DataType.UINT8;
      case U16 -> DataType.UINT16;
      case U32 -> DataType.UINT32;
      case U64 -> DataType.UINT64;
      case BOOL -> DataType.BOOL;
      case STRING -> DataType.STRING;
    };
  }
}

package io.sinter.onnx;

import io.sinter.onnx.proto.TensorProto;
import io.sinter.runtime.DType;
import io.sinter.runtime.ModelError;
import io.sinter.runtime.Problem;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/// The elements of a tensor that stand in the fields `float_data`, `int32_data` and so on. Narrow types share a wider
/// field, so every value is checked against the range of its type.
record TypedFields(TensorProto tensor, String where) {
  /// The typed fields that hold anything, and how many elements.
  Map<String, Integer> present() {
    var present = new LinkedHashMap<String, Integer>();
    present.put("float_data", tensor.getFloatDataCount());
    present.put("int32_data", tensor.getInt32DataCount());
    present.put("string_data", tensor.getStringDataCount());
    present.put("int64_data", tensor.getInt64DataCount());
    present.put("double_data", tensor.getDoubleDataCount());
    present.put("uint64_data", tensor.getUint64DataCount());
    present.values().removeIf(count -> count == 0);
    return present;
  }

  /// A Java array of the storage of `type`.
  Object read(DType type, int elements) {
    var field = fieldOf(type);
    var present = present();
    int count = present.getOrDefault(field, 0);
    if (count != elements || !present.keySet().stream().allMatch(field::equals)) {
      throw new ModelError(Problem.of("The number of elements does not match the tensor's dims.")
          .where(where)
          .given(present.isEmpty() ? "no data" : text(present))
          .expected(elements + " elements of " + type + " in " + field + ", raw_data or external data")
          .tryThis("Export the model again."));
    }
    var array = type.newArray(elements);
    switch (array) {
      case float[] floats -> {
        for (int i = 0; i < elements; i++) {
          floats[i] = tensor.getFloatData(i);
        }
      }
      case double[] doubles -> {
        for (int i = 0; i < elements; i++) {
          doubles[i] = tensor.getDoubleData(i);
        }
      }
      case long[] longs -> {
        for (int i = 0; i < elements; i++) {
          longs[i] = type == DType.I64 ? tensor.getInt64Data(i) : tensor.getUint64Data(i);
        }
      }
      case int[] ints -> {
        for (int i = 0; i < elements; i++) {
          ints[i] = type == DType.I32 ? tensor.getInt32Data(i) : (int) inRange(tensor.getUint64Data(i), type, i);
        }
      }
      case short[] shorts -> {
        for (int i = 0; i < elements; i++) {
          shorts[i] = (short) inRange(tensor.getInt32Data(i), type, i);
        }
      }
      case byte[] bytes -> {
        for (int i = 0; i < elements; i++) {
          int value = tensor.getInt32Data(i);
          bytes[i] = (byte) (type == DType.BOOL ? value == 0 ? 0 : 1 : inRange(value, type, i));
        }
      }
      case String[] strings -> {
        for (int i = 0; i < elements; i++) {
          strings[i] = Utf8.text(tensor.getStringData(i), where + ", element " + i);
        }
      }
      default -> throw new AssertionError(array.getClass());
    }
    return array;
  }

  private static String text(Map<String, Integer> present) {
    return present.entrySet().stream().map(e -> e.getValue() + " in " + e.getKey()).collect(Collectors.joining(", "));
  }

  private static String fieldOf(DType type) {
    return switch (type) {
      case F32 -> "float_data";
      case F64 -> "double_data";
      case I64 -> "int64_data";
      case U32, U64 -> "uint64_data";
      case STRING -> "string_data";
      case F16, BF16, I8, I16, I32, U8, U16, BOOL -> "int32_data";
    };
  }

  private long inRange(long value, DType type, int element) {
    int bits = 8 * type.bytes();
    boolean signed = type.kind() == DType.Kind.SIGNED;
    long low = signed ? -(1L << (bits - 1)) : 0;
    long high = signed ? (1L << (bits - 1)) - 1 : (1L << bits) - 1;
    if (value < low || value > high) {
      throw new ModelError(Problem.of("An element does not fit its type.")
          .where(where + ", element " + element)
          .given(Long.toString(value))
          .expected(type + " as a number from " + low + " to " + high)
          .tryThis("Export the model again."));
    }
    return value;
  }
}

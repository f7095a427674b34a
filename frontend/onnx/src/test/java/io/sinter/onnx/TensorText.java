package io.sinter.onnx;

import io.sinter.runtime.DType;
import io.sinter.runtime.Tensor;
import java.util.List;

/// Tensors written as `i64[2,3]{0, 1}`: the elements repeat where they are fewer than the shape
/// has, and an open size is 3.
final class TensorText {
  /// What an open size is.
  static final long OPEN = 3;

  private TensorText() {}

  static Tensor tensor(String text) {
    int brace = text.indexOf('{');
    int bracket = text.indexOf('[');
    var dtype = DType.parse(text.substring(0, bracket < 0 ? brace : bracket).strip());
    var shape = bracket < 0 || bracket > brace ? new long[0]
        : TestGraph.names(text.substring(bracket + 1, text.indexOf(']'))).stream()
            .mapToLong(size -> size.matches("-?\\d+") ? Long.parseLong(size) : OPEN).toArray();
    return of(dtype, shape, TestGraph.names(text.substring(brace + 1, text.length() - 1)));
  }

  private static Tensor of(DType dtype, long[] shape, List<String> elements) {
    int count = Tensor.count(dtype, shape);
    if (dtype == DType.STRING) {
      var strings = new String[count];
      for (int i = 0; i < count; i++) {
        strings[i] = elements.get(i % elements.size()).replace("\"", "");
      }
      return Tensor.of(strings, shape);
    }
    var reals = new double[count];
    var integers = new long[count];
    for (int i = 0; i < count; i++) {
      var element = elements.get(i % elements.size());
      reals[i] = real(element);
      integers[i] = dtype.isInteger() ? Long.parseLong(element) : (long) reals[i];
    }
    return dtype.isFloat() ? Tensor.fromDoubles(dtype, shape, reals) : Tensor.fromLongs(dtype, shape, integers);
  }

  /// A number, `nan`, `inf`, `-inf`, `true` or `false`.
  static double real(String text) {
    return switch (text) {
      case "nan" -> Double.NaN;
      case "inf" -> Double.POSITIVE_INFINITY;
      case "-inf" -> Double.NEGATIVE_INFINITY;
      case "true" -> 1;
      case "false" -> 0;
      default -> Double.parseDouble(text);
    };
  }
}

package io.sinter.cli;

import io.sinter.runtime.DType;
import io.sinter.runtime.ModelError;
import io.sinter.runtime.Problem;
import io.sinter.runtime.Signature;
import io.sinter.runtime.Tensor;
import io.sinter.runtime.TensorType;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What `--fix` says: numbers, separated by commas, for an input that is a number or a list of numbers.
final class FixedInputs {
  private FixedInputs() {}

  /// @throws ModelError when there is no such input, or the text is no value of it
  static Map<String, Tensor> parse(Map<String, String> given, Signature signature) {
    var values = new TreeMap<String, Tensor>();
    given.forEach((name, text) -> {
      var port = signature.inputs().stream().filter(p -> p.name().equals(name)).findFirst()
          .orElseThrow(() -> new ModelError(Problem.of("The model has no input '" + name + "'.")
              .given("--fix " + name + "=" + text)
              .expected(String.join("\n", signature.inputs().stream().map(Signature.Port::toString).toList()))));
      var error = new ModelError(Problem.of("The input '" + name + "' cannot be fixed to that.")
          .given("--fix " + name + "=" + text)
          .expected("numbers for " + port + ", separated by commas; true or false for bool"));
      if (!(port.type() instanceof TensorType type) || type.rank() > 1 || type.dtype() == DType.STRING) {
        throw error;
      }
      var elements = text.isEmpty() ? List.<String>of() : Arrays.asList(text.split(",", -1));
      if (type.rank() == 0 && elements.size() != 1) {
        throw error;
      }
      try {
        values.put(name, tensor(type, elements));
      } catch (NumberFormatException e) {
        throw new ModelError(error.problem(), e);
      }
    });
    return values;
  }

  private static Tensor tensor(TensorType type, List<String> elements) {
    var shape = type.rank() == 0 ? new long[0] : new long[] {elements.size()};
    return type.dtype().isFloat()
        ? Tensor.fromDoubles(type.dtype(), shape, elements.stream().mapToDouble(Double::parseDouble).toArray())
        : Tensor.fromLongs(type.dtype(), shape, elements.stream().mapToLong(FixedInputs::integer).toArray());
  }

  private static long integer(String text) {
    return switch (text.strip()) {
      case "true" -> 1;
      case "false" -> 0;
      case String number -> Long.parseLong(number);
    };
  }
}

package io.sinter;

import io.sinter.ir.Function;
import io.sinter.runtime.DType;
import io.sinter.runtime.ModelError;
import io.sinter.runtime.Problem;
import io.sinter.runtime.Signature;
import io.sinter.runtime.Tensor;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// A model as it was read. Most models are one function. One in which the rank of a tensor or the axes of an op depend
/// on the values of some inputs, or on their ranks, is one function for each of those.
public interface ModelSource {
  /// What the model takes and gives, whatever the values.
  Signature signature();

  /// The names of the inputs whose values, or ranks, must be known; none if the model is one function. Known values can
  /// show that those of further inputs are needed.
  SortedSet<String> needs();

  /// The function for some values. Its parameters are all inputs of the model, those with known values too: whoever
  /// runs it passes the same values.
  ///
  /// @param values of inputs, by name; those that are not needed are not looked at
  /// @throws ModelError naming the inputs whose values are missing, or when the model cannot be for these values
  Specialized specialize(Map<String, Tensor> values);

  /// The function for the values of all inputs, in the order of the signature.
  default Specialized specialize(List<Tensor> inputs) {
    return specialize(named(inputs));
  }

  /// This model with some inputs that always have the same values: they are constants and no inputs any more.
  ///
  /// @param values by name
  /// @throws ModelError when there is no such input, or a value does not fit
  ModelSource with(Map<String, Tensor> values);

  /// Inputs in the order of the signature, by name.
  ///
  /// @throws ModelError when there are more or fewer than the model has
  default Map<String, Tensor> named(List<Tensor> inputs) {
    var ports = signature().inputs();
    if (inputs.size() != ports.size()) {
      throw new ModelError(Problem.of("The number of inputs is wrong.").given(inputs.size() + " inputs")
          .expected(ports.size() + " inputs: " + ports));
    }
    var named = new TreeMap<String, Tensor>();
    for (int i = 0; i < inputs.size(); i++) {
      named.put(ports.get(i).name(), inputs.get(i));
    }
    return named;
  }

  /// The function of a model that is one.
  ///
  /// @throws ModelError naming the inputs whose values must be known, when it is not
  default Function function() {
    return specialize(Map.of()).function();
  }

  /// A model that is one function.
  static ModelSource of(Function function) {
    return new FunctionSource(function);
  }

  /// A model for given values of some inputs.
  ///
  /// @param values those that it depends on, by name
  /// @param ranks those of further inputs that it depends on, by name
  record Specialized(Function function, Map<String, Tensor> values, Map<String, Integer> ranks) {
    public Specialized {
      values = Collections.unmodifiableMap(new TreeMap<>(values));
      ranks = Collections.unmodifiableMap(new TreeMap<>(ranks));
    }

    /// Whether it is the model for some inputs too.
    public boolean serves(Map<String, Tensor> inputs) {
      return values.entrySet().stream().allMatch(e -> e.getValue().equals(inputs.get(e.getKey())))
          && ranks.entrySet().stream().allMatch(e -> e.getValue() == inputs.get(e.getKey()).rank());
    }

    /// What it depends on, in words: `input 'axes' = [0, 2]`.
    public String reason() {
      return Stream.concat(
              values.entrySet().stream().map(e -> "input '" + e.getKey() + "' = " + text(e.getValue())),
              ranks.entrySet().stream().map(e -> "input '" + e.getKey() + "' of rank " + e.getValue()))
          .collect(Collectors.joining(", "));
    }

    private static String text(Tensor tensor) {
      int shown = Math.min(tensor.elements(), 8);
      var elements = IntStream.range(0, shown).mapToObj(i -> element(tensor, i)).collect(Collectors.joining(", "))
          + (shown < tensor.elements() ? ", …" : "");
      return switch (tensor.rank()) {
        case 0 -> elements;
        case 1 -> "[" + elements + "]";
        default -> tensor.type() + " [" + elements + "]";
      };
    }

    private static String element(Tensor tensor, int i) {
      return tensor.dtype() == DType.BOOL ? Boolean.toString(tensor.longAt(i) != 0)
          : tensor.dtype().isInteger() ? Long.toString(tensor.longAt(i)) : Double.toString(tensor.doubleAt(i));
    }
  }
}

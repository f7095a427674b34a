package io.sinter.ir;

import io.sinter.runtime.Dim;
import io.sinter.runtime.ModelError;
import io.sinter.runtime.Problem;
import io.sinter.runtime.Tensor;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/// The values of the symbols in a function's parameter types for given inputs.
final class Sizes {
  private final Map<String, Long> sizes = new HashMap<>();

  private Sizes() {}

  /// @throws ModelError when an input is missing, or its type is not an instance of the parameter's
  static Map<String, Long> bind(List<Value> parameters, List<Tensor> inputs) {
    if (parameters.size() != inputs.size()) {
      throw new ModelError(Problem.of("The number of inputs is wrong.").given(inputs.size()).expected(parameters.size()
          + ": " + String.join(", ", parameters.stream().map(Sizes::name).toList())));
    }
    var binding = new Sizes();
    for (int i = 0; i < inputs.size(); i++) {
      var type = parameters.get(i).type();
      if (inputs.get(i).dtype() != type.dtype() || inputs.get(i).rank() != type.rank()) {
        throw mismatch(parameters.get(i), inputs.get(i));
      }
    }
    boolean progress = true;
    while (progress) {
      int before = binding.sizes.size();
      for (int i = 0; i < inputs.size(); i++) {
        for (int axis = 0; axis < inputs.get(i).rank(); axis++) {
          binding.solve(parameters.get(i).type().dim(axis), inputs.get(i).dim(axis));
        }
      }
      progress = binding.sizes.size() > before;
    }
    for (int i = 0; i < inputs.size(); i++) {
      for (int axis = 0; axis < inputs.get(i).rank(); axis++) {
        var dim = parameters.get(i).type().dim(axis);
        if (binding.sizes.keySet().containsAll(dim.symbols())
            && dim.evaluate(binding.sizes) != inputs.get(i).dim(axis)) {
          throw mismatch(parameters.get(i), inputs.get(i));
        }
      }
    }
    return binding.sizes;
  }

  /// Finds the only unknown symbol of `dim` where it stands alone in a term.
  private void solve(Dim dim, long value) {
    var unknown = new HashSet<>(dim.symbols());
    unknown.removeAll(sizes.keySet());
    if (unknown.size() != 1) {
      return;
    }
    var symbol = unknown.iterator().next();
    long stride = dim.strideOf(symbol).orElse(0);
    if (stride != 0) {
      long rest = value - dim.substitute(s -> s.equals(symbol) ? Dim.ZERO : null).evaluate(sizes);
      if (rest % stride == 0 && rest / stride >= 0) {
        sizes.put(symbol, rest / stride);
      }
    }
  }

  private static String name(Value parameter) {
    return parameter.op() instanceof Op.Parameter p ? p.name() : parameter.toString();
  }

  private static ModelError mismatch(Value parameter, Tensor input) {
    return new ModelError(Problem.of("Input '" + name(parameter) + "' has a type that does not fit.")
        .where("input '" + name(parameter) + "'").given(input.type()).expected(parameter.type()));
  }
}

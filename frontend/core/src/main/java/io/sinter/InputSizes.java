package io.sinter;

import io.sinter.runtime.Dim;
import io.sinter.runtime.Signature;
import io.sinter.runtime.Tensor;
import io.sinter.runtime.TensorType;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// The named sizes of a model's inputs.
public final class InputSizes {
  private InputSizes() {}

  /// The names.
  public static SortedSet<String> names(Signature signature) {
    var names = new TreeSet<String>();
    for (var port : signature.inputs()) {
      if (port.type() instanceof TensorType t) {
        t.shape().dims().forEach(d -> names.addAll(d.symbols()));
      }
    }
    return names;
  }

  /// The sizes that some inputs settle: those that are a whole dimension of one of them. Where inputs contradict each
  /// other the first counts; running the model reports that.
  ///
  /// @param inputs by name
  public static Map<String, Long> of(Signature signature, Map<String, Tensor> inputs) {
    var sizes = new TreeMap<String, Long>();
    for (var port : signature.inputs()) {
      var tensor = inputs.get(port.name());
      if (tensor == null || !(port.type() instanceof TensorType t) || t.rank() != tensor.rank()) {
        continue;
      }
      for (int axis = 0; axis < t.rank(); axis++) {
        var dim = t.dim(axis);
        if (dim.symbols().size() == 1 && dim.equals(Dim.symbol(dim.symbols().iterator().next()))) {
          sizes.putIfAbsent(dim.symbols().iterator().next(), tensor.dim(axis));
        }
      }
    }
    return sizes;
  }
}

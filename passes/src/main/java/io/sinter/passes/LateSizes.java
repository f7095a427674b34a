package io.sinter.passes;

import io.sinter.ir.Function;
import io.sinter.ir.Value;
import io.sinter.runtime.Shape;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/// When the sizes of a function are known: most from its inputs, some only once an op has run.
final class LateSizes {
  private final Map<Value, Integer> positions = new HashMap<>();
  private final Map<String, Integer> bound = new HashMap<>();

  private LateSizes() {}

  static LateSizes of(Function function) {
    var late = new LateSizes();
    for (var v : function.values()) {
      late.positions.put(v, late.positions.size());
      v.op().binds().forEach(s -> late.bound.put(s, late.positions.get(v)));
    }
    return late;
  }

  /// The symbols that ops of the function bind.
  Set<String> symbols() {
    return bound.keySet();
  }

  /// Whether an array of that shape can be made when `value` is computed.
  boolean isKnown(Shape shape, Value value) {
    return bound.isEmpty() || shape.dims().stream().flatMap(d -> d.symbols().stream())
        .allMatch(s -> bound.getOrDefault(s, -1) < positions.get(value));
  }
}

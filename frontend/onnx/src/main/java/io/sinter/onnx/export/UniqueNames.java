package io.sinter.onnx.export;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// Names of which no two are equal in one model, bodies of control nodes included.
final class UniqueNames {
  private final Set<String> taken = new HashSet<>();
  private final Map<String, Integer> next = new HashMap<>();

  /// Says that something else has a name.
  void take(String name) {
    taken.add(name);
  }

  /// `wish` itself where it is free, otherwise with a number behind it.
  String of(String wish) {
    var name = wish;
    while (!taken.add(name)) {
      name = wish + "_" + next.merge(wish, 1, Integer::sum);
    }
    return name;
  }
}

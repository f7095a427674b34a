package io.sinter.onnx;

import io.sinter.runtime.Dim;
import java.util.HashSet;
import java.util.Set;

/// The names of sizes in one model, those that were made up included: no two sizes get one by accident.
final class Symbols {
  private final Set<String> taken = new HashSet<>();

  /// Says that the model itself uses a name.
  void take(String name) {
    taken.add(name);
  }

  /// A size that no other name stands for.
  ///
  /// @param hint what to call it, changed where that is taken or cannot be printed
  Dim fresh(String hint) {
    var name = hint.replaceAll("[^A-Za-z0-9_.$]", "_");
    if (name.isEmpty() || !Character.isLetter(name.charAt(0))) {
      name = "_" + name;
    }
    while (!taken.add(name)) {
      name += "_";
    }
    return Dim.symbol(name);
  }
}

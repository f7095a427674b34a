package io.sinter.onnx;

import io.sinter.runtime.Dim;
import java.util.HashSet;
import java.util.Set;

/// The names of sizes in one model, those that were made up included: no two sizes get one by accident.
final class Symbols {
  /// How many names that only end in more underscores are tried.
  private static final int SIMILAR = 8;

  private final Set<String> taken = new HashSet<>();

  /// The name, or a similar one where it is taken. Takes it.
  static String free(String name, Set<String> taken) {
    var free = name;
    for (int tries = 1; !taken.add(free); tries++) {
      free = tries < SIMILAR ? free + "_" : name + "_" + taken.size() + "_".repeat(tries - SIMILAR);
    }
    return free;
  }

  /// Says that the model itself uses a name.
  void take(String name) {
    taken.add(name);
  }

  /// A size that no other name stands for.
  ///
  /// @param hint what to call it, changed where that is taken or cannot be printed
  Dim fresh(String hint) {
    var name = Names.shown(hint).replaceAll("[^A-Za-z0-9_.$]", "_");
    if (name.isEmpty() || !Character.isLetter(name.charAt(0))) {
      name = "_" + name;
    }
    return Dim.symbol(free(name, taken));
  }
}

package io.sinter.codegen.opencl;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// C identifiers for what a kernel names. They end in an underscore, as no word of the language and nothing in the
/// prelude does.
final class Names {
  private final Map<Object, String> known = new HashMap<>();
  private final Set<String> taken = new HashSet<>();

  /// @param thing what is named: different things may have one name
  String of(Object thing, String name) {
    return known.computeIfAbsent(thing, t -> unique(plain(name)));
  }

  private String unique(String name) {
    var id = name + "_";
    for (int n = 2; !taken.add(id); n++) {
      id = name + "_" + n + "_";
    }
    return id;
  }

  /// The function of a kernel.
  static String kernel(String name) {
    var plain = plain(name);
    return "k_" + plain + (plain.equals(name) ? "" : "_" + Integer.toHexString(name.hashCode()));
  }

  private static String plain(String name) {
    var plain = name.replaceAll("[^A-Za-z0-9_]", "_");
    return Character.isDigit(plain.charAt(0)) ? "n" + plain : plain;
  }
}

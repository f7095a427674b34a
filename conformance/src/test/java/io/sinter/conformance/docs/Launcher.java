package io.sinter.conformance.docs;

import io.sinter.cli.Main;
import io.sinter.conformance.Checkout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Stands for `./sinter`: the same entry, the same flags, the root of the checkout as folder; but what the tests were
/// built with, so that nothing is built. A command runs once, however often documents show it.
final class Launcher {
  /// What programs assume where nobody watches.
  static final int COLUMNS = 80;

  private static final Map<Call, Fork> DONE = new ConcurrentHashMap<>();

  private Launcher() {}

  static Fork sinter(List<String> arguments) {
    return sinter(arguments, COLUMNS);
  }

  static Fork sinter(List<String> arguments, int columns) {
    return DONE.computeIfAbsent(new Call(List.copyOf(arguments), columns), call -> {
      var words = new ArrayList<>(List.of(Main.class.getName()));
      words.addAll(call.arguments);
      return Fork.java(Checkout.root(), Fork.classPath(), call.columns, words);
    });
  }

  private record Call(List<String> arguments, int columns) {}
}

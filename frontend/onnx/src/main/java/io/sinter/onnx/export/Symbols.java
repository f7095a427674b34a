package io.sinter.onnx.export;

import io.sinter.runtime.Dim;
import java.util.Optional;

/// Sizes that are nothing but a symbol.
final class Symbols {
  private Symbols() {}

  /// The name of the symbol that `d` is, if it is one.
  static Optional<String> name(Dim d) {
    return d.symbols().size() == 1 && d.equals(Dim.symbol(d.symbols().iterator().next()))
        ? Optional.of(d.symbols().iterator().next()) : Optional.empty();
  }
}

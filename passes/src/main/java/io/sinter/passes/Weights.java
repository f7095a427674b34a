package io.sinter.passes;

import io.sinter.ir.Literal;
import io.sinter.ir.kernel.Layout;
import io.sinter.runtime.Workers;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The constants that a program and the programs inside of it read as arrays, each in each of its layouts once.
final class Weights {
  /// Constants of so many bytes are kept only once, packed.
  private static final long LARGE = 1 << 12;

  private record Weight(Literal literal, Layout layout) {
    /// The packed array, in which a large constant has its elements from then on.
    Object pack() {
      var packed = Packing.pack(literal, layout);
      if (literal.byteSize() >= LARGE) {
        literal.moveTo(Packing.unpacked(literal.type(), layout, packed));
      }
      return packed;
    }
  }

  private final Panels panels;
  private final Map<Weight, Integer> indices = new LinkedHashMap<>();

  /// @param panels of what products read
  Weights(Panels panels) {
    this.panels = panels;
  }

  Panels panels() {
    return panels;
  }

  /// Which of the weights a constant in a layout is.
  int index(Literal literal, Layout layout) {
    return indices.computeIfAbsent(new Weight(literal, layout), w -> indices.size());
  }

  /// The arrays, in the order of their indices.
  List<Object> pack() {
    return Workers.map(List.copyOf(indices.keySet()), Weight::pack);
  }
}

package io.sinter.onnx;

import java.util.SortedSet;
import java.util.TreeSet;

/// A node can be imported only when the values of some inputs of the model are known.
final class NeededValues extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient SortedSet<String> inputs;

  NeededValues(SortedSet<String> inputs) {
    super("needs the values of " + inputs);
    this.inputs = new TreeSet<>(inputs);
  }

  SortedSet<String> inputs() {
    return inputs;
  }
}

package io.sinter.runtime;

import java.util.List;

/// What a program takes and gives, in order.
public record Signature(List<Port> inputs, List<Port> outputs) {
  /// A named input or output.
  public record Port(String name, Type type) {
    @Override
    public String toString() {
      return name + ": " + type;
    }
  }

  public Signature {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }
}

package io.sinter.ir;

import java.util.List;

/// A program over tensors: an ordered, immutable let-list in SSA form. Each value stands after its operands.
///
/// @param parameters the values of [Op.Parameter], in order
/// @param body all other values, each once, operands first
/// @param outputs names of the results
public record Function(
    String name, List<Value> parameters, List<Value> body, List<Value> results, List<String> outputs) {
  public Function {
    parameters = List.copyOf(parameters);
    body = List.copyOf(body);
    results = List.copyOf(results);
    outputs = List.copyOf(outputs);
  }

  /// Parameters and body, in definition order.
  public List<Value> values() {
    return java.util.stream.Stream.concat(parameters.stream(), body.stream()).toList();
  }

  /// Functions are compared by identity when they stand in an op.
  @Override
  public boolean equals(Object o) {
    return this == o;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }

  @Override
  public String toString() {
    return Text.print(this);
  }
}

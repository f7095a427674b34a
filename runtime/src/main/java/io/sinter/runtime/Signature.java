package io.sinter.runtime;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

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

  /// The inputs in the order in which they stand here.
  ///
  /// @throws ModelError when one is missing, or there is one more
  public List<Tensor> inOrder(Map<String, Tensor> given) {
    for (var port : inputs) {
      if (!given.containsKey(port.name())) {
        throw new ModelError(Problem.of("The input '" + port.name() + "' is missing.")
            .given(given.isEmpty() ? "no inputs" : named(given.keySet())).expected(wanted())
            .tryThis("pass a " + port.type() + " named '" + port.name() + "'"));
      }
    }
    for (var name : given.keySet()) {
      if (inputs.stream().noneMatch(p -> p.name().equals(name))) {
        throw new ModelError(Problem.of("The model has no input '" + name + "'.")
            .given(named(given.keySet())).expected(wanted()).tryThis("leave it out, or correct its name"));
      }
    }
    return inputs.stream().map(p -> given.get(p.name())).toList();
  }

  /// The outputs by name, in the order in which they stand here.
  ///
  /// @param outputs all of them, in that order
  public Map<String, Tensor> byName(List<Tensor> outputs) {
    var named = LinkedHashMap.<String, Tensor>newLinkedHashMap(outputs.size());
    for (int i = 0; i < outputs.size(); i++) {
      named.put(this.outputs.get(i).name(), outputs.get(i));
    }
    return named;
  }

  private static String named(Iterable<String> names) {
    return "inputs '" + String.join("', '", names) + "'";
  }

  /// `(image: f32[batch, 1, 8, 8]) -> (scores: f32[batch, 10])`.
  @Override
  public String toString() {
    return ports(inputs) + " -> " + ports(outputs);
  }

  private static String ports(List<Port> ports) {
    return ports.stream().map(Port::toString).collect(Collectors.joining(", ", "(", ")"));
  }

  /// The inputs as errors list them, a line each.
  String wanted() {
    return inputs.isEmpty() ? "no inputs" : inputs.stream().map(Port::toString).collect(Collectors.joining("\n"));
  }
}

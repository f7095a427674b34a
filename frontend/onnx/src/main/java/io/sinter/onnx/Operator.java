package io.sinter.onnx;

import io.sinter.ir.Value;
import java.util.List;
import java.util.function.Function;

/// What an operator means, from one version of its operator set to the next entry of its name.
///
/// @param name outside of the default domain `domain:operator`
/// @param since the first version
/// @param rule gives the outputs in order
record Operator(String name, int since, Function<OnnxNode, ? extends List<? extends Known>> rule) {
  /// An operator with one output.
  static Operator of(String name, int since, Function<OnnxNode, Value> rule) {
    return new Operator(name, since, n -> List.of(new Known.Data(rule.apply(n))));
  }

  /// An operator with several outputs.
  static Operator several(String name, int since, Function<OnnxNode, List<Value>> rule) {
    return new Operator(name, since, n -> rule.apply(n).stream().map(Known.Data::new).toList());
  }

  /// An operator whose output is known in terms of sizes.
  static Operator sizes(String name, int since, Function<OnnxNode, Sizes> rule) {
    return new Operator(name, since, n -> List.of(rule.apply(n)));
  }
}

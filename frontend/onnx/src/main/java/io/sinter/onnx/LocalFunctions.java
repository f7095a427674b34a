package io.sinter.onnx;

import io.sinter.onnx.proto.AttributeProto;
import io.sinter.onnx.proto.FunctionProto;
import io.sinter.runtime.ModelError;
import java.util.HashMap;
import java.util.List;

/// Operators that a model defines itself: each call is replaced by the nodes of the function, over the call's inputs
/// and attributes.
final class LocalFunctions {
  private LocalFunctions() {}

  /// @throws ModelError when it is called with what it does not take
  static List<Known> call(OnnxNode n, FunctionProto function) {
    if (n.inputs() > function.getInputCount()) {
      throw n.error("A node has more inputs than its operator takes.", n.inputs() + " inputs",
          "at most " + function.getInputCount());
    }
    if (n.outputs() > function.getOutputCount()) {
      throw n.error("A node has more outputs than its operator gives.", n.outputs() + " outputs",
          "at most " + function.getOutputCount());
    }
    GraphOrder.check(function);
    var inner = n.scope().called(n.proto(), n.scope().opsets().of(function), arguments(n, function));
    for (int i = 0; i < n.inputs(); i++) {
      if (n.has(i)) {
        inner.names().put(function.getInput(i), n.known(i));
      }
    }
    var nodes = new GraphImport(inner);
    nodes.nodes(function.getNodeList());
    nodes.at(n.scope().origin(n.proto()));
    return nodes.results(function.getOutputList());
  }

  private static HashMap<String, AttributeProto> arguments(OnnxNode n, FunctionProto function) {
    var arguments = new HashMap<String, AttributeProto>();
    function.getAttributeProtoList().forEach(a -> arguments.put(a.getName(), a));
    for (var name : function.getAttributeList()) {
      arguments.remove(name);
    }
    n.attributes().names().stream()
        .filter(name -> function.getAttributeList().contains(name) || arguments.containsKey(name))
        .forEach(name -> arguments.put(name, n.attributes().raw(name)));
    return arguments;
  }
}

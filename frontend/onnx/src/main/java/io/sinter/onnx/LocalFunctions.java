package io.sinter.onnx;

import io.sinter.onnx.proto.AttributeProto;
import io.sinter.onnx.proto.FunctionProto;
import io.sinter.runtime.ModelError;
import java.util.HashMap;
import java.util.List;
import java.util.TreeSet;

/// Operators that a model defines itself: each call is replaced by the nodes of the function, over the call's inputs
/// and attributes.
final class LocalFunctions {
  private LocalFunctions() {}

  /// @throws ModelError when it is called with what it does not take
  static List<Known> call(OnnxNode n, FunctionProto function) {
    n.require(n.inputs() <= function.getInputCount(), "A node has more inputs than its operator takes.",
        n.inputs() + " inputs", "at most " + function.getInputCount());
    n.require(n.outputs() <= function.getOutputCount(), "A node has more outputs than its operator gives.",
        n.outputs() + " outputs", "at most " + function.getOutputCount());
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
    var known = new TreeSet<>(arguments.keySet());
    known.addAll(function.getAttributeList());
    for (var name : n.attributes().names()) {
      n.require(known.contains(name), "An attribute is not one of its operator.", "'" + name + "'",
          known.isEmpty() ? "no attributes" : "one of " + String.join(", ", known));
      arguments.put(name, n.attributes().raw(name));
    }
    return arguments;
  }
}

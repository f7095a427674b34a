package io.sinter.onnx;

import io.sinter.onnx.proto.AttributeProto;
import io.sinter.onnx.proto.NodeProto;
import java.util.Map;
import java.util.Optional;

/// Where the nodes of one graph stand while they are imported.
///
/// @param function what they become a part of
/// @param opsets which operators they mean
/// @param names what they call their inputs and outputs
/// @param arguments what attributes of the surrounding local function stand for, by its names; empty outside of such
///     functions
/// @param origin put before the origins of values
/// @param suffix put after the places of errors
record GraphScope(FunctionScope function, Opsets opsets, Names names,
    Optional<Map<String, AttributeProto>> arguments, String origin, String suffix) {
  GraphScope {
    arguments = arguments.map(Map::copyOf);
  }

  /// That of a model's own graph.
  static GraphScope of(FunctionScope function, Opsets opsets) {
    return new GraphScope(function, opsets, new Names(), Optional.empty(), "", "");
  }

  /// A graph inside of `node`.
  ///
  /// @param into what its nodes become a part of
  GraphScope inside(NodeProto node, String attribute, FunctionScope into, Names inner) {
    return new GraphScope(into, opsets, inner, arguments, origin(node) + "/",
        " in the " + attribute + " of " + place(node));
  }

  /// The body of a local function that `node` calls.
  GraphScope called(NodeProto node, Opsets meant, Map<String, AttributeProto> given) {
    return new GraphScope(
        function, meant, new Names(), Optional.of(given), origin(node) + "/", " in " + place(node));
  }

  /// What values that a node becomes come from: its name, or else its operator and first output.
  String origin(NodeProto node) {
    return Names.shown(origin) + (!node.getName().isEmpty() ? Names.shown(node.getName())
        : Names.shown(node.getOpType()) + node.getOutputList().stream().filter(o -> !o.isEmpty()).findFirst()
            .map(o -> " " + Names.shown(o)).orElse(""));
  }

  /// What to call a node in errors.
  String place(NodeProto node) {
    return Attributes.place(node) + Names.shown(suffix);
  }
}

package io.sinter.onnx.export;

import io.sinter.onnx.proto.AttributeProto;
import io.sinter.onnx.proto.GraphProto;
import io.sinter.onnx.proto.NodeProto;
import java.util.List;
import java.util.Map;

/// Other names for some values, in the bodies of nodes too.
final class Renaming {
  private Renaming() {}

  static NodeProto of(NodeProto node, Map<String, String> names) {
    var renamed = node.toBuilder().clearInput().addAllInput(renamed(node.getInputList(), names))
        .clearOutput().addAllOutput(renamed(node.getOutputList(), names)).clearAttribute();
    node.getAttributeList().forEach(a -> renamed.addAttribute(of(a, names)));
    return renamed.build();
  }

  private static AttributeProto of(AttributeProto attribute, Map<String, String> names) {
    if (!attribute.hasG()) {
      return attribute;
    }
    var graph = attribute.getG();
    var renamed = GraphProto.newBuilder(graph).clearNode().clearOutput();
    graph.getNodeList().forEach(n -> renamed.addNode(of(n, names)));
    graph.getOutputList().forEach(
        o -> renamed.addOutput(o.toBuilder().setName(names.getOrDefault(o.getName(), o.getName()))));
    return attribute.toBuilder().setG(renamed).build();
  }

  private static List<String> renamed(List<String> all, Map<String, String> names) {
    return all.stream().map(n -> names.getOrDefault(n, n)).toList();
  }
}

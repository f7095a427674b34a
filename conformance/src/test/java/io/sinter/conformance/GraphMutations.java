package io.sinter.conformance;

import io.sinter.onnx.proto.AttributeProto;
import io.sinter.onnx.proto.AttributeProto.AttributeType;
import io.sinter.onnx.proto.GraphProto;
import io.sinter.onnx.proto.ModelProto;
import io.sinter.onnx.proto.NodeProto;
import io.sinter.onnx.proto.TensorProto;
import io.sinter.onnx.proto.TensorShapeProto.Dimension;
import io.sinter.onnx.proto.TypeProto;
import io.sinter.onnx.proto.ValueInfoProto;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Changes to what a model computes: other operators, edges, types and shapes, nodes that are gone, twice, in another
/// place or inside of an If.
///
/// @param operators names to choose from
record GraphMutations(ModelProto.Builder model, List<String> operators, Random random) {
  /// @return what was done; empty where the model has not what is needed for that
  String mutate() {
    var graph = model.getGraphBuilder();
    int nodes = graph.getNodeCount();
    if (nodes == 0) {
      return "";
    }
    int at = random.nextInt(nodes);
    var node = graph.getNodeBuilder(at);
    return switch (random.nextInt(12)) {
      case 0 -> {
        node.setOpType(operators.get(random.nextInt(operators.size())));
        yield "operator " + node.getOpType();
      }
      case 1, 2 -> input(graph, node);
      case 3 -> {
        node.addOutput("extra" + random.nextInt(3));
        yield "one more output";
      }
      case 4 -> {
        if (model.getOpsetImportCount() == 0) {
          model.addOpsetImportBuilder();
        }
        model.getOpsetImportBuilder(random.nextInt(model.getOpsetImportCount())).setVersion(1 + random.nextInt(30));
        yield "operator sets of " + model.getOpsetImportList().getFirst().getVersion();
      }
      case 5, 6 -> type(graph);
      case 7 -> {
        graph.removeNode(at);
        yield "without node " + at;
      }
      case 8 -> {
        graph.addNode(random.nextInt(nodes + 1), node.build());
        yield "node " + at + " twice";
      }
      case 9 -> swapped(graph, at, random.nextInt(nodes));
      case 10 -> nested(graph, at);
      default -> constant(graph);
    };
  }

  private String input(GraphProto.Builder graph, NodeProto.Builder node) {
    int count = node.getInputCount();
    var names = new ArrayList<String>();
    graph.getInputList().forEach(i -> names.add(i.getName()));
    graph.getInitializerList().forEach(i -> names.add(i.getName()));
    graph.getNodeList().forEach(n -> names.addAll(n.getOutputList()));
    var name = names.get(random.nextInt(names.size()));
    if (count == 0 || random.nextInt(5) == 0) {
      node.addInput(name);
      return "one more input";
    }
    node.setInput(random.nextInt(count), random.nextInt(4) == 0 ? "" : name);
    return "another input";
  }

  private String type(GraphProto.Builder graph) {
    var outputs = random.nextInt(4) == 0;
    int count = outputs ? graph.getOutputCount() : graph.getInputCount();
    if (count == 0) {
      return "";
    }
    int at = random.nextInt(count);
    var info = outputs ? graph.getOutputBuilder(at) : graph.getInputBuilder(at);
    var type = info.getTypeBuilder().getTensorTypeBuilder();
    switch (random.nextInt(4)) {
      case 0 -> type.setElemType(random.nextInt(24));
      case 1 -> type.clearShape();
      case 2 -> type.getShapeBuilder().addDim(dim());
      default -> {
        int rank = type.getShape().getDimCount();
        if (rank > 0) {
          type.getShapeBuilder().setDim(random.nextInt(rank), dim());
        }
      }
    }
    return info.getName() + " of another type";
  }

  private Dimension dim() {
    return random.nextBoolean() ? Dimension.newBuilder().setDimParam(random.nextBoolean() ? "N" : "M").build()
        : Dimension.newBuilder().setDimValue(Extremes.integer(random)).build();
  }

  private static String swapped(GraphProto.Builder graph, int a, int b) {
    var first = graph.getNode(a);
    graph.setNode(a, graph.getNode(b));
    graph.setNode(b, first);
    return "nodes " + a + " and " + b + " swapped";
  }

  /// The node as the one branch of an If, another time as the other.
  private String nested(GraphProto.Builder graph, int at) {
    var node = graph.getNode(at);
    var body = GraphProto.newBuilder().setName("body");
    var inner = node.toBuilder().clearOutput();
    var outer = NodeProto.newBuilder().setOpType("If").addInput("condition");
    for (var output : node.getOutputList()) {
      inner.addOutput(output + "_inside");
      body.addOutput(ValueInfoProto.newBuilder().setName(output + "_inside"));
      outer.addOutput(output);
    }
    body.addNode(inner);
    for (var branch : List.of("then_branch", "else_branch")) {
      outer.addAttribute(AttributeProto.newBuilder().setName(branch).setType(AttributeType.GRAPH).setG(body));
    }
    graph.setNode(at, outer);
    if (graph.getInitializerList().stream().noneMatch(t -> t.getName().equals("condition"))) {
      graph.addInitializer(TensorProto.newBuilder().setName("condition").addInt32Data(random.nextInt(2))
          .setDataType(TensorProto.DataType.BOOL_VALUE));
    }
    return "node " + at + " inside of an If";
  }

  /// A constant that becomes an input, or has another type.
  private String constant(GraphProto.Builder graph) {
    int count = graph.getInitializerCount();
    if (count == 0) {
      return "";
    }
    int at = random.nextInt(count);
    var tensor = graph.getInitializer(at);
    if (random.nextBoolean()) {
      graph.getInitializerBuilder(at).setDataType(random.nextInt(24));
      return "constant of another type";
    }
    graph.removeInitializer(at);
    var type = TypeProto.Tensor.newBuilder().setElemType(tensor.getDataType());
    tensor.getDimsList().forEach(d -> type.getShapeBuilder().addDim(Dimension.newBuilder().setDimValue(d)));
    graph.addInput(ValueInfoProto.newBuilder().setName(tensor.getName())
        .setType(TypeProto.newBuilder().setTensorType(type)));
    return "constant becomes an input";
  }
}

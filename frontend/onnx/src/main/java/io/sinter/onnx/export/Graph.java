package io.sinter.onnx.export;

import com.google.protobuf.ByteString;
import io.sinter.ir.Origin;
import io.sinter.onnx.proto.AttributeProto;
import io.sinter.onnx.proto.NodeProto;
import io.sinter.runtime.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/// The nodes of one graph in the making. A node that is there already, in this graph or one around it, is not made
/// again.
final class Graph {
  private final UniqueNames unique;
  private final Weights weights;
  private final Optional<Graph> around;
  private final List<NodeProto.Builder> nodes = new ArrayList<>();
  private final Map<ByteString, List<String>> made = new HashMap<>();
  private Origin origin = Origin.NONE;

  private Graph(UniqueNames unique, Weights weights, Optional<Graph> around) {
    this.unique = unique;
    this.weights = weights;
    this.around = around;
  }

  /// The graph of a model.
  static Graph outermost(UniqueNames unique, Weights weights) {
    return new Graph(unique, weights, Optional.empty());
  }

  /// A body of a node of this graph, which sees all that is here now.
  Graph inner() {
    return new Graph(unique, weights, Optional.of(this)).at(origin);
  }

  /// What the next nodes are called after.
  Graph at(Origin place) {
    origin = place;
    return this;
  }

  String unique(String wish) {
    return unique.of(wish);
  }

  /// A node of one output, whose name it returns.
  String node(String operator, List<String> inputs, AttributeProto... attributes) {
    return nodes(operator, inputs, 1, attributes).getFirst();
  }

  /// The names of the outputs of a node.
  List<String> nodes(String operator, List<String> inputs, int outputs, AttributeProto... attributes) {
    var node = NodeProto.newBuilder().setOpType(operator).addAllInput(inputs).addAllAttribute(List.of(attributes));
    var key = node.build().toByteString();
    return find(key).orElseGet(() -> {
      var name = unique.of(origin.places().isEmpty() ? operator : origin.toString());
      var names = IntStream.range(0, outputs).mapToObj(i -> unique.of(name + "_output_" + i)).toList();
      nodes.add(node.setName(name).addAllOutput(names));
      made.put(key, names);
      return names;
    });
  }

  private Optional<List<String>> find(ByteString key) {
    var own = made.get(key);
    return own != null ? Optional.of(own) : around.flatMap(g -> g.find(key));
  }

  /// A tensor that is known.
  String constant(Tensor tensor) {
    return weights.name(tensor, origin.places().isEmpty() ? "constant" : origin + "_constant");
  }

  /// A vector of i64.
  String longs(List<Long> values) {
    var name = "numbers" + (values.size() > 4 ? "" : values.stream().map(v -> "_" + v).reduce("", String::concat));
    return weights.name(Tensor.of(values.stream().mapToLong(Long::longValue).toArray(), values.size()),
        name.replace('-', 'm'));
  }

  /// Gives values other names, one each, under which they leave the graph. What no node of this graph puts out is
  /// copied, and so is what leaves it twice.
  void outputs(List<String> values, List<String> wanted) {
    var own = new HashSet<String>();
    nodes.forEach(n -> own.addAll(n.getOutputList()));
    var names = new HashMap<String, String>();
    for (int i = 0; i < values.size(); i++) {
      if (own.remove(values.get(i))) {
        names.put(values.get(i), wanted.get(i));
      } else {
        nodes.add(NodeProto.newBuilder().setOpType("Identity").setName(unique.of(wanted.get(i) + "_identity"))
            .addInput(values.get(i)).addOutput(wanted.get(i)));
      }
    }
    nodes.replaceAll(n -> Renaming.of(n.build(), names).toBuilder());
    made.clear();
  }

  List<NodeProto> nodes() {
    return nodes.stream().map(NodeProto.Builder::build).toList();
  }
}

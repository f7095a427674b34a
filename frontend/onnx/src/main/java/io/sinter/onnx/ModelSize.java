package io.sinter.onnx;

import io.sinter.ModelLimits;
import io.sinter.onnx.proto.AttributeProto;
import io.sinter.onnx.proto.GraphProto;
import io.sinter.onnx.proto.ModelProto;
import io.sinter.onnx.proto.NodeProto;
import io.sinter.runtime.LimitExceeded;
import io.sinter.runtime.ModelError;
import io.sinter.runtime.Problem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// How large a model is when local functions stand in the place of their calls, counted without doing so: each function
/// is counted once.
final class ModelSize {
  private final Opsets opsets;
  private final ModelLimits limits;
  private final Map<String, Count> functions = new HashMap<>();
  private final List<String> calls = new ArrayList<>();

  /// Nodes, and levels of graphs and calls in one another.
  private record Count(long nodes, int depth) {
    static final Count NONE = new Count(0, 0);

    Count and(Count other) {
      long sum = nodes + other.nodes;
      return new Count(sum < 0 ? Long.MAX_VALUE : sum, Math.max(depth, other.depth));
    }
  }

  private ModelSize(Opsets opsets, ModelLimits limits) {
    this.opsets = opsets;
    this.limits = limits;
  }

  /// @throws LimitExceeded when the model has more nodes than the limits, or graphs and calls stand deeper
  /// @throws ModelError when a local function calls itself
  static void require(ModelProto model, Opsets opsets, ModelLimits limits) {
    var graph = model.getGraph();
    var nodes = new ModelSize(opsets, limits).graph(graph, 1).nodes();
    if (nodes > limits.nodes()) {
      throw new LimitExceeded(Problem.of("The model has more nodes than is granted.")
          .where("graph '" + Names.shown(graph.getName()) + "'")
          .given((nodes == Long.MAX_VALUE ? "more than 2^63" : nodes) + " nodes, with local functions in the place of"
              + " their calls")
          .expected("at most " + limits.nodes())
          .tryThis("grant more with --max-nodes, or ModelLimits.withNodes"));
    }
  }

  private Count graph(GraphProto graph, int level) {
    return nodes(graph.getNodeList(), level, "graph '" + Names.shown(graph.getName()) + "'");
  }

  private Count nodes(List<NodeProto> nodes, int level, String where) {
    if (level > limits.depth()) {
      throw tooDeep(where);
    }
    var all = new Count(nodes.size(), level);
    for (var node : nodes) {
      for (var attribute : node.getAttributeList()) {
        all = all.and(attribute(attribute, level + 1));
      }
      var key = Opsets.key(node);
      if (opsets.functions().containsKey(key)) {
        all = all.and(call(node, key, level + 1));
      }
    }
    return all;
  }

  private Count attribute(AttributeProto attribute, int level) {
    var all = attribute.hasG() ? graph(attribute.getG(), level) : Count.NONE;
    for (var graph : attribute.getGraphsList()) {
      all = all.and(graph(graph, level));
    }
    return all;
  }

  private Count call(NodeProto node, String key, int level) {
    if (calls.contains(key)) {
      throw new ModelError(Problem.of("A local function calls itself.")
          .where(Attributes.place(node))
          .given(String.join(", then ", calls.subList(calls.indexOf(key), calls.size())) + ", then " + key)
          .expected("functions that only call others")
          .tryThis("Write the repetition as a Loop."));
    }
    var known = functions.get(key);
    if (known == null) {
      calls.add(key);
      var inside = nodes(opsets.functions().get(key).getNodeList(), level, "function '" + Names.shown(key) + "'");
      calls.removeLast();
      known = new Count(inside.nodes(), inside.depth() - level);
      functions.put(key, known);
    }
    if (level + known.depth() > limits.depth()) {
      throw tooDeep("function '" + Names.shown(key) + "'");
    }
    return new Count(known.nodes(), level + known.depth());
  }

  private LimitExceeded tooDeep(String where) {
    return new LimitExceeded(Problem.of("Graphs and calls of local functions stand too deep in one another.")
        .where(where)
        .given("more than " + limits.depth() + " levels")
        .expected("at most " + limits.depth())
        .tryThis("grant more with --max-depth, or ModelLimits.withDepth"));
  }
}

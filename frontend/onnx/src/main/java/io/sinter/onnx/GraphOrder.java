package io.sinter.onnx;

import io.sinter.onnx.proto.FunctionProto;
import io.sinter.onnx.proto.GraphProto;
import io.sinter.onnx.proto.NodeProto;
import io.sinter.onnx.proto.ValueInfoProto;
import io.sinter.runtime.ModelError;
import io.sinter.runtime.Problem;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/// Whether a graph is one that ONNX allows: each name is given once, and before it is used. A graph that a node holds
/// also sees what is given before the node.
final class GraphOrder {
  private final List<NodeProto> nodes;
  private final Predicate<String> around;
  private final Map<String, NodeProto> givenBy = new HashMap<>();
  private final Set<String> given = new HashSet<>();

  private GraphOrder(List<NodeProto> nodes, Predicate<String> around) {
    this.nodes = nodes;
    this.around = around;
  }

  /// @throws ModelError when it is not
  static void check(GraphProto graph) {
    check(graph, name -> false);
    if (graph.getOutputCount() == 0) {
      throw new ModelError(Problem.of("The model has no outputs.")
          .where("graph '" + Names.shown(graph.getName()) + "'")
          .given("no outputs")
          .expected("one or more: nothing else of a graph can be seen")
          .tryThis("Name the values that are wanted as outputs of the graph."));
    }
    var outputs = new HashSet<String>();
    for (var output : graph.getOutputList()) {
      if (!outputs.add(output.getName())) {
        throw twice("output '" + output.getName() + "'", output.getName());
      }
    }
  }

  /// @throws ModelError when the body of a local function is none
  static void check(FunctionProto function) {
    var order = new GraphOrder(function.getNodeList(), name -> false);
    function.getInputList().forEach(name -> order.give(name, "input '" + name + "'"));
    order.check(function.getOutputList());
  }

  private static void check(GraphProto graph, Predicate<String> around) {
    var order = new GraphOrder(graph.getNodeList(), around);
    graph.getInputList().forEach(input -> order.give(input.getName(), "input '" + input.getName() + "'"));
    var initializers = new HashSet<String>();
    graph.getInitializerList().forEach(t -> order.initialize(initializers, t.getName()));
    graph.getSparseInitializerList().forEach(t -> order.initialize(initializers, t.getValues().getName()));
    order.check(graph.getOutputList().stream().map(ValueInfoProto::getName).toList());
  }

  private void check(List<String> outputs) {
    for (var node : nodes) {
      for (var output : node.getOutputList()) {
        if (!output.isEmpty()) {
          give(output, Attributes.place(node));
          givenBy.put(output, node);
        }
      }
    }
    var before = new HashSet<>(given);
    before.removeAll(givenBy.keySet());
    Predicate<String> visible = name -> before.contains(name) || around.test(name);
    for (var node : nodes) {
      for (var input : node.getInputList()) {
        if (!input.isEmpty() && !visible.test(input)) {
          throw misplaced(node, input);
        }
      }
      for (var attribute : node.getAttributeList()) {
        if (attribute.hasG()) {
          check(attribute.getG(), visible);
        }
      }
      before.addAll(node.getOutputList());
    }
    for (var output : outputs) {
      if (given.contains(output)) {
        continue;
      }
      if (around.test(output)) {
        throw foreign(output);
      }
      throw missing("output '" + output + "'", output);
    }
  }

  /// An initializer may have the name of an input, whose default it is then, but of nothing else.
  private void initialize(Set<String> initializers, String name) {
    if (name.isEmpty()) {
      throw new ModelError(Problem.of("An initializer has no name.")
          .where("the graph's initializers")
          .given("an empty name")
          .expected("a name"));
    }
    if (!initializers.add(name)) {
      throw twice("initializer '" + name + "'", name);
    }
    requireOwn(name, "initializer '" + name + "'");
    given.add(name);
  }

  private void give(String name, String where) {
    if (name.isEmpty()) {
      throw new ModelError(Problem.of("An input has no name.")
          .where("the graph's inputs")
          .given("an empty name")
          .expected("a name"));
    }
    if (!given.add(name)) {
      throw twice(where, name);
    }
    requireOwn(name, where);
  }

  private void requireOwn(String name, String where) {
    if (around.test(name)) {
      throw new ModelError(Problem.of("A name in a graph hides one of the graphs around it.")
          .where(where)
          .given("'" + name + "', which something around the graph has")
          .expected("another name")
          .tryThis("Export the model again, or rename one of them."));
    }
  }

  private static ModelError twice(String where, String name) {
    return new ModelError(Problem.of("A name is given twice.")
        .where(where)
        .given("'" + name + "', which something before it has")
        .expected("one input, initializer or node output of each name")
        .tryThis("Export the model again, or rename one of them."));
  }

  private static ModelError foreign(String output) {
    return new ModelError(Problem.of("A graph in a node gives what it only sees.")
        .where("output '" + output + "'")
        .given("'" + output + "', which something around the graph has")
        .expected("an input, an initializer or a node's output of the graph itself")
        .tryThis("Put an Identity node before the output."));
  }

  private static ModelError missing(String where, String name) {
    return new ModelError(Problem.of("A value is used that nothing gives.")
        .where(where)
        .given("'" + name + "'")
        .expected("the name of an input, an initializer or a node's output")
        .tryThis("Export the model again: it may have been cut out of a larger one."));
  }

  private ModelError misplaced(NodeProto node, String input) {
    if (!givenBy.containsKey(input)) {
      return missing(Attributes.place(node), input);
    }
    var cycle = cycle();
    return cycle.isEmpty()
        ? new ModelError(Problem.of("The nodes are not in topological order.")
            .where(Attributes.place(node))
            .given("input '" + input + "', which " + Attributes.place(givenBy.get(input)) + " gives later")
            .expected("each node after those whose outputs it uses")
            .tryThis("Sort the graph, for instance with onnx_graphsurgeon's toposort()."))
        : new ModelError(Problem.of("The nodes depend on each other in a circle.")
            .where(Attributes.place(cycle.getFirst()))
            .given(String.join(", ", cycle.stream().map(Attributes::place).toList()))
            .expected("a graph without cycles; loops are Loop or Scan nodes")
            .tryThis("Export the model again."));
  }

  /// The nodes of one circle, each using an output of the next; none if there is no circle.
  private List<NodeProto> cycle() {
    var stuck = stuck();
    var path = new ArrayList<NodeProto>();
    var visited = identitySet();
    var at = nodes.stream().filter(stuck::contains).findFirst();
    while (at.isPresent() && visited.add(at.get())) {
      path.add(at.get());
      at = at.get().getInputList().stream().map(givenBy::get).filter(stuck::contains).findFirst();
    }
    for (int i = 0; at.isPresent(); i++) {
      if (path.get(i) == at.get()) {
        return path.subList(i, path.size());
      }
    }
    return List.of();
  }

  private static Set<NodeProto> identitySet() {
    return Collections.newSetFromMap(new IdentityHashMap<>());
  }

  /// The nodes that can never run because they wait for each other: what is left when all that can have run.
  private Set<NodeProto> stuck() {
    var waitsFor = new IdentityHashMap<NodeProto, Integer>();
    var users = new HashMap<String, List<NodeProto>>();
    var ready = new ArrayDeque<NodeProto>();
    for (var node : nodes) {
      var needed = node.getInputList().stream().filter(givenBy::containsKey).distinct().toList();
      waitsFor.put(node, needed.size());
      needed.forEach(name -> users.computeIfAbsent(name, n -> new ArrayList<>()).add(node));
      if (needed.isEmpty()) {
        ready.add(node);
      }
    }
    var stuck = identitySet();
    stuck.addAll(nodes);
    while (!ready.isEmpty()) {
      var node = ready.remove();
      stuck.remove(node);
      for (var output : node.getOutputList()) {
        users.getOrDefault(output, List.of()).stream().filter(user -> waitsFor.merge(user, -1, Integer::sum) == 0)
            .forEach(ready::add);
      }
    }
    return stuck;
  }
}

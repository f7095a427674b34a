package io.sinter.onnx;

import static java.util.stream.Collectors.joining;

import io.sinter.ir.Literal;
import io.sinter.ir.Origin;
import io.sinter.onnx.proto.GraphProto;
import io.sinter.onnx.proto.NodeProto;
import io.sinter.onnx.proto.ValueInfoProto;
import io.sinter.runtime.Dim;
import io.sinter.runtime.ModelError;
import io.sinter.runtime.Problem;
import io.sinter.runtime.TensorType;
import io.sinter.runtime.UnsupportedError;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// Imports the nodes of one graph, one after the other. What is not supported is collected, and what depends on it
/// skipped, so that one error names it all.
final class GraphImport {
  /// A graph lacks a result, for reasons that are reported elsewhere.
  static final class Skipped extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  private final GraphScope scope;
  private final Map<String, List<ValueInfoProto>> declared = new HashMap<>();

  GraphImport(GraphScope scope) {
    this.scope = scope;
  }

  /// All of a graph whose inputs have values.
  ///
  /// @return the results of a body
  /// @throws Skipped when one cannot be had
  List<Known> body(GraphProto graph) {
    declare(graph);
    requireDeclared("input", graph.getInputList());
    initializers(graph);
    nodes(graph.getNodeList());
    var results = results(graph.getOutputList().stream().map(ValueInfoProto::getName).toList());
    requireDeclared("output", graph.getOutputList());
    return results;
  }

  /// Says which types a graph declares for what its nodes give.
  void declare(GraphProto graph) {
    graph.getValueInfoList()
        .forEach(info -> declared.computeIfAbsent(info.getName(), name -> new ArrayList<>()).add(info));
  }

  /// @param kind what the values are, in errors
  /// @throws ModelError when one that is known has another type than is declared
  void requireDeclared(String kind, List<ValueInfoProto> values) {
    values.forEach(value -> scope.names().find(value.getName())
        .ifPresent(known -> DeclaredType.require(kind, value, known, scope.suffix())));
  }

  private void requireDeclared(NodeProto proto, List<? extends Known> results) {
    for (int i = 0; i < results.size() && i < proto.getOutputCount(); i++) {
      var result = results.get(i);
      declared.getOrDefault(proto.getOutput(i), List.of())
          .forEach(info -> DeclaredType.require("inner value", info, result, scope.suffix()));
    }
  }

  void initializers(GraphProto graph) {
    graph.getInitializerList().forEach(tensor -> {
      var where = "initializer '" + tensor.getName() + "'" + scope.suffix();
      at(scope.origin() + tensor.getName());
      attempt(List.of(tensor.getName()), () -> List.of(new Known.Data(scope.function().builder()
          .constant(Literal.of(scope.function().model().tensor(tensor, where))))));
    });
    graph.getSparseInitializerList().forEach(tensor -> attempt(List.of(tensor.getValues().getName()), () -> {
      throw new UnsupportedError(new UnsupportedError.Node(
          "initializer '" + tensor.getValues().getName() + "'" + scope.suffix(), "a sparse tensor", "a dense one"));
    }));
  }

  void nodes(List<NodeProto> nodes) {
    nodes.forEach(this::node);
  }

  /// @throws Skipped when one cannot be had
  List<Known> results(List<String> names) {
    return names.stream().map(name -> scope.names().find(name).orElseThrow(Skipped::new)).toList();
  }

  void at(String origin) {
    scope.function().builder().at(Origin.of(origin));
  }

  interface Step {
    List<? extends Known> run();
  }

  /// Binds `names` to what `step` gives, or skips them.
  void attempt(List<String> names, Step step) {
    var model = scope.function().model();
    try {
      var results = step.run();
      for (int i = 0; i < results.size() && i < names.size(); i++) {
        scope.names().put(names.get(i), recognized(results.get(i)));
      }
      return;
    } catch (UnsupportedError e) {
      model.unsupported().addAll(e.nodes());
    } catch (NeededValues e) {
      model.needs().addAll(e.inputs());
    } catch (Skipped e) {
      // reported where it arose
    }
    names.forEach(scope.names()::skip);
  }

  /// A small tensor of integers whose elements are expressions of the sizes is known as such.
  private Known recognized(Known result) {
    return result instanceof Known.Data(var value) && Sizes.holds(value.type())
        ? scope.function().arithmetic().sizes(value).<Known>map(s -> s).orElse(result) : result;
  }

  private void node(NodeProto proto) {
    attempt(proto.getOutputList(), () -> {
      scope.function().model().allowance().check(scope.place(proto));
      var schema = scope.opsets().schema(proto, scope.place(proto));
      var node = open(proto);
      schema.ifPresent(s -> SchemaCheck.check(node, s));
      schema.ifPresent(s -> SchemaTypes.checkInputs(node, s));
      var operator = scope.opsets().find(proto, scope.place(proto));
      if (proto.getInputList().stream().anyMatch(scope.names()::isSkipped)) {
        throw new Skipped();
      }
      at(scope.origin(proto));
      try {
        node.requireNumbers();
        var results = apply(operator, node);
        schema.ifPresent(s -> SchemaTypes.checkOutputs(node, s, results));
        requireDeclared(proto, results);
        return results;
      } catch (ModelError e) {
        throw placed(proto, e);
      } catch (ArithmeticException e) {
        throw new ModelError(Problem.of("A size of a node's output cannot be computed.")
            .where(scope.place(proto))
            .given(Objects.requireNonNullElse(e.getMessage(), "an overflow"))
            .expected("sizes that fit into 64 bits"), e);
      }
    });
  }

  /// The builder knows the origin only, and nothing of the node's inputs.
  private ModelError placed(NodeProto proto, ModelError e) {
    var problem = e.problem();
    if (problem.where().filter(scope.origin(proto)::equals).isEmpty()) {
      return e.at(scope.place(proto));
    }
    var types = proto.getInputList().stream().map(this::type).collect(joining(", ", "(", ")"));
    return new ModelError(problem.where(scope.place(proto))
        .given(problem.given().map(g -> g + ", for ").orElse("") + proto.getOpType() + types)
        .expected("inputs whose types and sizes fit together"), e);
  }

  private String type(String input) {
    return scope.names().find(input).map(Known::type).orElse("none");
  }

  private OnnxNode open(NodeProto proto) {
    var inputs = proto.getInputList().stream()
        .map(name -> name.isEmpty() ? Optional.<Known>empty() : scope.names().find(name)).toList();
    return new OnnxNode(proto, scope, inputs);
  }

  private static List<? extends Known> apply(Operator operator, OnnxNode node) {
    var results = operator.rule().apply(node);
    if (node.outputs() > results.size()) {
      throw node.unsupported("more than " + results.size() + " outputs of " + node.op());
    }
    node.finish();
    for (var result : results) {
      if (result instanceof Known.Data(var value)) {
        requirePossible(node, value.type());
      }
    }
    return results;
  }

  private static void requirePossible(OnnxNode node, TensorType type) {
    if (type.rank() > OnnxTensors.MAX_RANK) {
      throw node.error("A node's output would have too many dims.", "rank " + type.rank(),
          "rank " + OnnxTensors.MAX_RANK + " or less");
    }
    if (!type.shape().dims().stream().allMatch(Dim::isShort)) {
      throw node.unsupported("an output of sizes that are too long to write down", "fixed sizes of the inputs");
    }
    if (type.shape().dims().stream().anyMatch(d -> d.constant().orElse(0) < 0)) {
      throw node.error("A node's output would have a negative size.", type.toString(),
          "an input that is large enough");
    }
    if (!Sizes.isCountable(type.shape())) {
      throw node.error("A node's output has too many elements.", type.toString(),
          "elements that can be counted in 64 bits");
    }
  }
}

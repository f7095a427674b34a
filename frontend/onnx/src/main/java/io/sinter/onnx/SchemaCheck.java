package io.sinter.onnx;

import static java.util.stream.Collectors.joining;

import io.sinter.onnx.OperatorSchema.Slot;
import io.sinter.runtime.ModelError;
import io.sinter.runtime.Problem;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;

/// Whether a node has as many inputs and outputs as its operator, and the attributes that it has.
final class SchemaCheck {
  private final OnnxNode node;
  private final OperatorSchema schema;

  private SchemaCheck(OnnxNode node, OperatorSchema schema) {
    this.node = node;
    this.schema = schema;
  }

  /// @throws ModelError when it has not
  static void check(OnnxNode node, OperatorSchema schema) {
    var check = new SchemaCheck(node, schema);
    check.count("input", node.proto().getInputList(), schema.inputs());
    check.count("output", node.proto().getOutputList(), schema.outputs());
    check.attributes();
  }

  private void count(String kind, List<String> names, List<Slot> slots) {
    int least = OperatorSchema.least(slots);
    int most = OperatorSchema.most(slots);
    if (names.size() > most) {
      throw error("A node has more " + kind + "s than its operator " + (kind.equals("input") ? "takes." : "gives."),
          names.size() + " " + kind + "s", "at most " + most + ", " + OperatorSchema.text(slots),
          "So many are allowed", s -> names.size() <= OperatorSchema.most(slots(s, kind)));
    }
    if (names.size() < least) {
      throw error("A node lacks an " + kind + ".", names.size() + " " + kind + "s",
          "at least " + least + ", " + OperatorSchema.text(slots),
          "So few are allowed", s -> names.size() >= OperatorSchema.least(slots(s, kind)));
    }
    for (int i = 0; i < names.size(); i++) {
      var slot = OperatorSchema.slot(slots, i);
      if (names.get(i).isEmpty() && slot.form() == OperatorSchema.Form.ONCE) {
        int at = i;
        throw error("A node lacks an " + kind + ".", "an empty name for " + kind + " " + i, "a value '" + slot + "'",
            "It can be left out", s -> at >= OperatorSchema.least(slots(s, kind)));
      }
    }
  }

  private static List<Slot> slots(OperatorSchema schema, String kind) {
    return kind.equals("input") ? schema.inputs() : schema.outputs();
  }

  private void attributes() {
    var attributes = node.attributes();
    for (var name : attributes.names()) {
      var known = schema.attributes().get(name);
      if (known == null && !name.startsWith("__")) {
        throw error("An attribute is not one of its operator.", "'" + name + "'", expected(),
            "It is one", s -> s.attributes().containsKey(name));
      }
      if (known != null) {
        attributes.require(name, known.type());
      }
    }
    schema.attributes().forEach((name, attribute) -> {
      if (attribute.required() && !attributes.has(name)) {
        throw error("A node lacks an attribute.",
            attributes.names().isEmpty() ? "no attributes" : "the attributes " + String.join(", ", attributes.names()),
            "'" + name + "' of type " + attribute.type(),
            "It can be left out", s -> !s.attributes().containsKey(name) || !s.attributes().get(name).required());
      }
    });
  }

  private String expected() {
    return schema.attributes().isEmpty() ? "no attributes"
        : new TreeSet<>(schema.attributes().keySet()).stream().collect(joining(", ", "one of ", ""));
  }

  private ModelError error(String sentence, String given, String expected, String what,
      Predicate<OperatorSchema> allows) {
    var problem = Problem.of(sentence).where(node.place())
        .given(given).expected(expected + " for " + schema.name() + " of opset " + node.version());
    Optional<String> remedy = Schemas.remedy(schema, what, allows);
    return new ModelError(remedy.map(problem::tryThis).orElse(problem));
  }
}

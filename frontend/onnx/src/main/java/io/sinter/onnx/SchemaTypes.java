package io.sinter.onnx;

import io.sinter.onnx.OperatorSchema.Form;
import io.sinter.onnx.OperatorSchema.Slot;
import io.sinter.runtime.DType;
import io.sinter.runtime.ModelError;
import io.sinter.runtime.Problem;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Whether the element types of a node's inputs and outputs are those that its operator takes and gives, and one type
/// where one parameter stands for several.
final class SchemaTypes {
  /// Where a type parameter got its type.
  private record Bound(String slot, DType dtype) {}

  private final OnnxNode node;
  private final OperatorSchema schema;
  private final Map<String, Bound> bound = new HashMap<>();

  private SchemaTypes(OnnxNode node, OperatorSchema schema) {
    this.node = node;
    this.schema = schema;
  }

  /// @throws ModelError when the inputs are of other types
  static void checkInputs(OnnxNode node, OperatorSchema schema) {
    new SchemaTypes(node, schema).inputs();
  }

  /// @param results what the node gives
  /// @throws ModelError when they are of other types
  static void checkOutputs(OnnxNode node, OperatorSchema schema, List<? extends Known> results) {
    var types = new SchemaTypes(node, schema);
    types.inputs();
    for (int i = 0; i < node.outputs(); i++) {
      if (node.wants(i)) {
        types.require("output", i, schema.outputs(), results.get(i));
      }
    }
  }

  private void inputs() {
    for (int i = 0; i < node.inputs(); i++) {
      if (node.has(i)) {
        var known = node.peek(i);
        require("input", i, schema.inputs(), known);
      }
    }
  }

  private void require(String kind, int position, List<Slot> slots, Known known) {
    var dtype = known.dtype();
    var slot = OperatorSchema.slot(slots, position);
    var name = slot.repeats() ? slot.name() + " " + (position - slots.size() + 1) : slot.name();
    var allowed = schema.allowed(slot);
    if (!allowed.contains(dtype.toString())) {
      throw wrong(kind, position, slots, known);
    }
    if (slot.form() == Form.MIXED || !schema.types().containsKey(slot.type())) {
      return;
    }
    var first = bound.putIfAbsent(slot.type(), new Bound(name, dtype));
    if (first != null && first.dtype() != dtype) {
      throw new ModelError(Problem.of("Values of a node that must have one type have several.")
          .where(node.place())
          .given("'" + first.slot() + "' of " + first.dtype() + ", " + kind + " '" + name + "' of " + known.type())
          .expected("one type for both")
          .tryThis("Put a Cast before the node."));
    }
  }

  private ModelError wrong(String kind, int position, List<Slot> slots, Known known) {
    var dtype = known.dtype();
    var slot = OperatorSchema.slot(slots, position);
    var sentence = kind.equals("input") ? "An input has a type that its operator does not take."
        : "An output has a type that its operator does not give.";
    var problem = Problem.of(sentence).where(node.place()).given(kind + " '" + slot.name() + "' of " + known.type())
        .expected(text(schema.allowed(slot)) + " for " + schema.name() + " of opset " + node.version());
    Optional<String> remedy = Schemas.laterRemedy(schema, dtype + " is allowed", s -> {
      var others = kind.equals("input") ? s.inputs() : s.outputs();
      return position < OperatorSchema.most(others)
          && s.allowed(OperatorSchema.slot(others, position)).contains(dtype.toString());
    });
    return new ModelError(problem.tryThis(remedy.orElse("Put a Cast to such a type before the node.")));
  }

  /// The types that Sinter has, or else all.
  private static String text(List<String> types) {
    var shown = types.stream().filter(SchemaTypes::isOurs).toList();
    var all = shown.isEmpty() ? types : shown;
    return all.size() == 1 ? all.getFirst()
        : String.join(", ", all.subList(0, all.size() - 1)) + " or " + all.getLast();
  }

  private static boolean isOurs(String type) {
    for (var dtype : DType.values()) {
      if (dtype.toString().equals(type)) {
        return true;
      }
    }
    return false;
  }
}

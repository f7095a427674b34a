package io.sinter.onnx;

import static java.util.stream.Collectors.joining;

import io.sinter.onnx.proto.AttributeProto.AttributeType;
import java.util.List;
import java.util.Map;

/// What ONNX says of every node of an operator, from one version of its operator set to the next entry of its name:
/// how many inputs and outputs of which element types it has, and which attributes.
///
/// @param name outside of the default domain `domain:operator`
/// @param since the first version
/// @param deprecated whether no node of these versions is allowed
/// @param types the element types that each type parameter stands for, as [io.sinter.runtime.DType] names them; types
///     that Sinter lacks, sequences and optional values are among them
record OperatorSchema(String name, int since, boolean deprecated, List<Slot> inputs, List<Slot> outputs,
    Map<String, Attribute> attributes, Map<String, List<String>> types) {
  OperatorSchema {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    attributes = Map.copyOf(attributes);
    types = Map.copyOf(types);
  }

  /// How often a slot is used.
  enum Form {
    ONCE, OPTIONAL,
    /// Any number of values of one type.
    ALIKE,
    /// Any number of values, each of a type of its own.
    MIXED
  }

  /// An input or output; the last one can stand for many.
  ///
  /// @param type a type parameter, or the only element type
  /// @param least how many there are at least
  record Slot(String name, String type, Form form, int least) {
    boolean repeats() {
      return form == Form.ALIKE || form == Form.MIXED;
    }

    @Override
    public String toString() {
      return name + (repeats() ? "…" : form == Form.OPTIONAL ? "?" : "");
    }
  }

  record Attribute(AttributeType type, boolean required) {}

  /// The slot of a position that is there.
  static Slot slot(List<Slot> slots, int position) {
    return slots.get(Math.min(position, slots.size() - 1));
  }

  static int least(List<Slot> slots) {
    int least = 0;
    for (int i = 0; i < slots.size(); i++) {
      least = slots.get(i).form() == Form.OPTIONAL ? least : i + slots.get(i).least();
    }
    return least;
  }

  static int most(List<Slot> slots) {
    return !slots.isEmpty() && slots.getLast().repeats() ? Integer.MAX_VALUE : slots.size();
  }

  static String text(List<Slot> slots) {
    return slots.stream().map(Slot::toString).collect(joining(", ", "(", ")"));
  }

  /// The element types that a slot takes.
  List<String> allowed(Slot slot) {
    return types.getOrDefault(slot.type(), List.of(slot.type()));
  }
}

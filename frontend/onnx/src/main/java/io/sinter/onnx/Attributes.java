package io.sinter.onnx;

import io.sinter.onnx.proto.AttributeProto;
import io.sinter.onnx.proto.AttributeProto.AttributeType;
import io.sinter.onnx.proto.GraphProto;
import io.sinter.onnx.proto.NodeProto;
import io.sinter.onnx.proto.TensorProto;
import io.sinter.onnx.proto.TypeProto;
import io.sinter.runtime.DType;
import io.sinter.runtime.ModelError;
import io.sinter.runtime.Problem;
import io.sinter.runtime.Tensor;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// The attributes of one node, by name and expected type. A read without a fallback requires the attribute; every read
/// of another type is a [ModelError] that names the node.
final class Attributes {
  private final String where;
  private final TensorReader tensors;
  private final Map<String, AttributeProto> byName = new LinkedHashMap<>();
  private final Set<String> read = new HashSet<>();

  /// Reads the tensors that attributes hold.
  interface TensorReader {
    /// @param where what to call the tensor in errors
    Tensor read(TensorProto proto, String where);
  }

  /// @param where what to call the node in errors
  /// @param arguments what attributes of the local function that the node stands in are; one that refers to an
  ///     argument which is not given is not there
  /// @throws ModelError when two attributes have one name
  Attributes(NodeProto node, String where, TensorReader tensors, Optional<Map<String, AttributeProto>> arguments) {
    this.where = where;
    this.tensors = tensors;
    var names = new HashSet<String>();
    for (var attribute : node.getAttributeList()) {
      if (!names.add(attribute.getName())) {
        throw new ModelError(Problem.of("A node has an attribute twice.")
            .where(where(attribute.getName()))
            .given("two attributes '" + attribute.getName() + "'")
            .expected("one of each name"));
      }
      resolved(attribute, arguments).ifPresent(a -> byName.put(a.getName(), a));
    }
  }

  private static Optional<AttributeProto> resolved(
      AttributeProto attribute, Optional<Map<String, AttributeProto>> arguments) {
    return attribute.getRefAttrName().isEmpty() || arguments.isEmpty() ? Optional.of(attribute)
        : Optional.ofNullable(arguments.get().get(attribute.getRefAttrName()))
            .map(a -> a.toBuilder().setName(attribute.getName()).build());
  }

  /// The attributes of a node that is called as [#place] says.
  static Attributes of(NodeProto node, ExternalData external) {
    return new Attributes(node, place(node), (t, where) -> OnnxTensors.tensor(t, external, where), Optional.empty());
  }

  /// What to call a node in errors: its operator, and its name or else its first output.
  static String place(NodeProto node) {
    var op = Names.shown(node.getDomain().isEmpty() ? node.getOpType() : node.getDomain() + "." + node.getOpType());
    if (!node.getName().isEmpty()) {
      return "node '" + Names.shown(node.getName()) + "' (" + op + ")";
    }
    return node.getOutputList().stream()
        .filter(name -> !name.isEmpty())
        .findFirst()
        .map(name -> "the " + op + " node that gives '" + Names.shown(name) + "'")
        .orElse("a " + op + " node without name");
  }

  Set<String> names() {
    return byName.keySet();
  }

  boolean has(String name) {
    return byName.containsKey(name);
  }

  /// The attributes that nobody has asked for: whoever imported the node does not know them.
  Set<String> unread() {
    var unread = new LinkedHashSet<>(byName.keySet());
    unread.removeAll(read);
    return unread;
  }

  /// Says that these attributes, if there, do not change what the node means.
  void ignore(String... names) {
    read.addAll(List.of(names));
  }

  /// An attribute as it stands in the file, of whatever type.
  AttributeProto raw(String name) {
    read.add(name);
    return byName.get(name);
  }

  /// @throws ModelError when an attribute that is there has another type
  void require(String name, AttributeType expected) {
    value(name, expected);
  }

  long integer(String name) {
    return read(name, AttributeType.INT, AttributeProto::getI);
  }

  long integer(String name, long fallback) {
    return has(name) ? integer(name) : fallback;
  }

  /// An integer from `least` to `most`.
  long integer(String name, long fallback, long least, long most) {
    return within(name, integer(name, fallback), least, most);
  }

  private long within(String name, long value, long least, long most) {
    if (value < least || value > most) {
      throw new ModelError(Problem.of("An attribute is out of range.")
          .where(where(name))
          .given(value)
          .expected(most == Long.MAX_VALUE ? least + " or more" : least + " to " + most));
    }
    return value;
  }

  /// A count, which must be there and at least 1.
  long count(String name) {
    return within(name, integer(name), 1, Long.MAX_VALUE);
  }

  List<Long> integers(String name) {
    return read(name, AttributeType.INTS, AttributeProto::getIntsList);
  }

  List<Long> integers(String name, List<Long> fallback) {
    return has(name) ? integers(name) : fallback;
  }

  /// A text that is one of several.
  String choice(String name, String fallback, List<String> choices) {
    var value = string(name, fallback);
    if (!choices.contains(value)) {
      throw new ModelError(Problem.of("An attribute has an unknown value.")
          .where(where(name))
          .given("'" + value + "'")
          .expected("one of " + String.join(", ", choices)));
    }
    return value;
  }

  /// An integer that is 0 or 1.
  boolean flag(String name, boolean fallback) {
    long value = integer(name, fallback ? 1 : 0);
    if (value != 0 && value != 1) {
      throw new ModelError(Problem.of("An attribute that says yes or no is neither.")
          .where(where(name))
          .given(value)
          .expected("0 or 1"));
    }
    return value == 1;
  }

  float real(String name) {
    return read(name, AttributeType.FLOAT, AttributeProto::getF);
  }

  float real(String name, float fallback) {
    return has(name) ? real(name) : fallback;
  }

  List<Float> reals(String name) {
    return read(name, AttributeType.FLOATS, AttributeProto::getFloatsList);
  }

  List<Float> reals(String name, List<Float> fallback) {
    return has(name) ? reals(name) : fallback;
  }

  String string(String name) {
    return read(name, AttributeType.STRING, a -> Utf8.text(a.getS(), where(name)));
  }

  String string(String name, String fallback) {
    return has(name) ? string(name) : fallback;
  }

  List<String> strings(String name) {
    return read(name, AttributeType.STRINGS,
        a -> a.getStringsList().stream().map(s -> Utf8.text(s, where(name))).toList());
  }

  List<String> strings(String name, List<String> fallback) {
    return has(name) ? strings(name) : fallback;
  }

  Tensor tensor(String name) {
    return read(name, AttributeType.TENSOR, a -> tensors.read(a.getT(), where(name)));
  }

  GraphProto graph(String name) {
    return read(name, AttributeType.GRAPH, AttributeProto::getG);
  }

  TypeProto type(String name) {
    return read(name, AttributeType.TYPE_PROTO, AttributeProto::getTp);
  }

  /// An element type, which ONNX gives as an integer.
  DType dtype(String name) {
    return ElementTypes.dtype(integer(name), where(name));
  }

  DType dtype(String name, DType fallback) {
    return has(name) ? dtype(name) : fallback;
  }

  private <T> T read(String name, AttributeType expected, Function<AttributeProto, T> value) {
    read.add(name);
    return value.apply(value(name, expected));
  }

  private AttributeProto value(String name, AttributeType expected) {
    var attribute = byName.get(name);
    if (attribute == null) {
      throw new ModelError(Problem.of("A node lacks an attribute.")
          .where(where(name))
          .given(byName.isEmpty() ? "no attributes" : "the attributes " + String.join(", ", byName.keySet()))
          .expected("'" + name + "' of type " + expected));
    }
    if (!attribute.getRefAttrName().isEmpty()) {
      throw new ModelError(Problem.of("An attribute refers to one of a function, but stands in none.")
          .where(where(name))
          .given("a reference to '" + attribute.getRefAttrName() + "'")
          .expected("a value of type " + expected));
    }
    var kind = kind(attribute, expected);
    if (kind != expected) {
      throw new ModelError(Problem.of("An attribute has the wrong type.")
          .where(where(name))
          .given(kind)
          .expected(expected));
    }
    var held = AttributeFields.held(attribute);
    if (!held.isEmpty() && !held.equals(Set.of(expected))) {
      throw new ModelError(Problem.of("An attribute holds values of another type than its own.")
          .where(where(name))
          .given("values of " + held)
          .expected("only what belongs to " + expected)
          .tryThis("Export the model again."));
    }
    return attribute;
  }

  /// The declared type; in files too old to declare it, that of the field in use. An empty list uses no field.
  private static AttributeType kind(AttributeProto a, AttributeType expected) {
    if (a.getType() != AttributeType.UNDEFINED) {
      return a.getType();
    }
    if (a.hasF()) {
      return AttributeType.FLOAT;
    }
    if (a.hasI()) {
      return AttributeType.INT;
    }
    if (a.hasS()) {
      return AttributeType.STRING;
    }
    if (a.hasT()) {
      return AttributeType.TENSOR;
    }
    if (a.hasG()) {
      return AttributeType.GRAPH;
    }
    if (a.getFloatsCount() > 0) {
      return AttributeType.FLOATS;
    }
    if (a.getIntsCount() > 0) {
      return AttributeType.INTS;
    }
    if (a.getStringsCount() > 0) {
      return AttributeType.STRINGS;
    }
    return switch (expected) {
      case FLOATS, INTS, STRINGS -> expected;
      default -> AttributeType.UNDEFINED;
    };
  }

  private String where(String name) {
    return where + ", attribute '" + name + "'";
  }
}

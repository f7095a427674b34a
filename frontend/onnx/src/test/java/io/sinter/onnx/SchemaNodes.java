package io.sinter.onnx;

import com.google.protobuf.ByteString;
import io.sinter.onnx.OperatorSchema.Form;
import io.sinter.onnx.OperatorSchema.Slot;
import io.sinter.onnx.proto.AttributeProto;
import io.sinter.onnx.proto.AttributeProto.AttributeType;
import io.sinter.onnx.proto.GraphProto;
import io.sinter.onnx.proto.NodeProto;
import io.sinter.onnx.proto.SparseTensorProto;
import io.sinter.onnx.proto.TypeProto;
import io.sinter.runtime.DType;
import io.sinter.runtime.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// Nodes of one operator that say what its schema wants, and the same nodes with one fault each.
final class SchemaNodes {
  private final OperatorSchema schema;
  private final int version;
  private final List<Faulty> faulty = new ArrayList<>();

  /// A node that is wrong in one way.
  ///
  /// @param sentence of the error that says so
  record Faulty(String fault, TestGraph graph, String sentence) {}

  private static final class Draft {
    final NodeProto.Builder node = NodeProto.newBuilder();
    final List<DType> types = new ArrayList<>();
  }

  /// @param version at which the schema holds
  SchemaNodes(OperatorSchema schema, int version) {
    this.schema = schema;
    this.version = version;
  }

  /// A node with all inputs, outputs and required attributes; nothing where an input takes no type that Sinter has.
  Optional<TestGraph> right() {
    return isPossible() ? Optional.of(graph(draft())) : Optional.empty();
  }

  private boolean isPossible() {
    return schema.inputs().stream().noneMatch(s -> types(s).isEmpty());
  }

  /// All nodes with one fault.
  List<Faulty> faulty() {
    if (isPossible()) {
      counts();
      attributes();
      types();
    }
    return faulty;
  }

  private void counts() {
    if (OperatorSchema.most(schema.inputs()) < Integer.MAX_VALUE) {
      add("an input too many", "A node has more inputs than its operator takes.", d -> input(d, DType.F32));
    }
    if (OperatorSchema.most(schema.outputs()) < Integer.MAX_VALUE) {
      add("an output too many", "A node has more outputs than its operator gives.", d -> d.node.addOutput("more"));
    }
    int least = OperatorSchema.least(schema.inputs());
    if (least > 0) {
      add("an input too few", "A node lacks an input.", d -> {
        var names = List.copyOf(d.node.getInputList().subList(0, least - 1));
        d.node.clearInput().addAllInput(names);
      });
    }
    if (OperatorSchema.least(schema.outputs()) > 0) {
      add("no output", "A node lacks an output.", d -> d.node.clearOutput());
    }
    for (int i = 0; i < schema.inputs().size(); i++) {
      int at = i;
      if (schema.inputs().get(i).form() == Form.ONCE) {
        add("no name for input " + i, "A node lacks an input.", d -> d.node.setInput(at, ""));
      }
    }
  }

  private void attributes() {
    add("an unknown attribute", "An attribute is not one of its operator.",
        d -> d.node.addAttribute(attribute("not_one", AttributeType.INT)));
    schema.attributes().forEach((name, known) -> {
      var other = known.type() == AttributeType.STRINGS ? AttributeType.FLOAT : AttributeType.STRINGS;
      add(name + " of another type", "An attribute has the wrong type.", d -> {
        remove(d, name);
        d.node.addAttribute(attribute(name, other));
      });
      if (known.required()) {
        add("no " + name, "A node lacks an attribute.", d -> remove(d, name));
      }
    });
  }

  private void types() {
    for (int i = 0; i < schema.inputs().size(); i++) {
      int at = i;
      var slot = schema.inputs().get(i);
      Stream.of(DType.values()).filter(t -> t != DType.STRING && !types(slot).contains(t)).findFirst()
          .ifPresent(t -> add("input " + at + " of " + t, "An input has a type that its operator does not take.",
              d -> d.types.set(at, t)));
      if (types(slot).size() > 1 && slot.form() != Form.MIXED
          && schema.inputs().subList(0, i).stream().anyMatch(s -> s.type().equals(slot.type()))) {
        add("input " + i + " of another type than one before",
            "Values of a node that must have one type have several.", d -> d.types.set(at, types(slot).getLast()));
      }
    }
  }

  private void add(String fault, String sentence, Consumer<Draft> change) {
    var draft = draft();
    change.accept(draft);
    faulty.add(new Faulty(schema.name() + " " + version + ": " + fault, graph(draft), sentence));
  }

  private Draft draft() {
    var draft = new Draft();
    int colon = schema.name().lastIndexOf(':');
    draft.node.setName("n").setOpType(schema.name().substring(colon + 1));
    if (colon > 0) {
      draft.node.setDomain(schema.name().substring(0, colon));
    }
    schema.inputs().forEach(slot -> input(draft, types(slot).getFirst()));
    for (int i = 0; i < schema.outputs().size(); i++) {
      draft.node.addOutput("y" + i);
    }
    schema.attributes().forEach((name, known) -> {
      if (known.required()) {
        draft.node.addAttribute(attribute(name, known.type()));
      }
    });
    return draft;
  }

  private static void input(Draft draft, DType type) {
    draft.node.addInput("x" + draft.types.size());
    draft.types.add(type);
  }

  /// The types of Sinter that a slot takes, strings aside.
  private List<DType> types(Slot slot) {
    return Arrays.stream(DType.values())
        .filter(t -> t != DType.STRING && schema.allowed(slot).contains(t.toString())).toList();
  }

  private TestGraph graph(Draft draft) {
    var graph = new TestGraph(version).opset("ai.onnx.preview", 1);
    for (int i = 0; i < draft.types.size(); i++) {
      graph.input("x" + i, draft.types.get(i) + "[2, 2]");
    }
    graph.graph().addNode(draft.node);
    return graph.input("w", "f32[1]").output("w");
  }

  private static void remove(Draft draft, String name) {
    var rest = draft.node.getAttributeList().stream().filter(a -> !a.getName().equals(name)).toList();
    draft.node.clearAttribute().addAllAttribute(rest);
  }

  private static AttributeProto attribute(String name, AttributeType type) {
    var a = AttributeProto.newBuilder().setName(name).setType(type);
    return switch (type) {
      case INT -> a.setI(1).build();
      case FLOAT -> a.setF(1).build();
      case STRING -> a.setS(ByteString.copyFromUtf8("a")).build();
      case INTS -> a.addInts(1).build();
      case FLOATS -> a.addFloats(1).build();
      case STRINGS -> a.addStrings(ByteString.copyFromUtf8("a")).build();
      case TENSOR -> a.setT(OnnxTensors.proto("", Tensor.scalar(1f))).build();
      case GRAPH -> a.setG(GraphProto.getDefaultInstance()).build();
      case TYPE_PROTO -> a.setTp(TypeProto.getDefaultInstance()).build();
      case SPARSE_TENSOR -> a.setSparseTensor(SparseTensorProto.getDefaultInstance()).build();
      case GRAPHS, TENSORS, SPARSE_TENSORS, TYPE_PROTOS, UNDEFINED -> throw new IllegalArgumentException(name);
    };
  }
}

package io.sinter.onnx;

import com.google.protobuf.ByteString;
import io.sinter.onnx.proto.AttributeProto;
import io.sinter.onnx.proto.AttributeProto.AttributeType;
import io.sinter.onnx.proto.FunctionProto;
import io.sinter.onnx.proto.OperatorSetIdProto;
import io.sinter.runtime.Tensor;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// A model written as text, in the form that [RejectedTest] describes.
final class GraphText {
  private static final Pattern NODE = Pattern.compile("([^=]*=\\s*[\\w.]+\\([^)]*\\))(.*)");
  private static final Pattern PORT = Pattern.compile(
      "(?:(const|output|info)\\s+)?(\\S+?)(?:\\s+(\\w+(?:\\[[^]]*])?))?(?:\\s*=\\s*((?:\\w+\\[[^]]*])?\\{[^}]*}))?");
  private static final Pattern ATTRIBUTE = Pattern.compile(
      "(\\w+)=(\"[^\"]*\"|\\[[^]]*]|\\w+\\[[^]]*]\\{[^}]*}|[^\\s,]+)[\\s,]*");

  private final Map<String, Tensor> values = new TreeMap<>();
  private final Map<String, TestGraph> graphs = new HashMap<>();
  private final Iterator<String> lines;
  private long opset = 21;
  private boolean blind;

  private GraphText(Iterator<String> lines) {
    this.lines = lines;
  }

  /// A model.
  ///
  /// @param values of those inputs that have some
  /// @param blind whether it has no outputs
  record Read(TestGraph graph, Map<String, Tensor> values, boolean blind) {
    OnnxModel model() {
      return blind ? graph.asIs() : graph.read();
    }
  }

  static Read read(Iterable<String> lines) {
    var text = new GraphText(lines.iterator());
    return new Read(text.graph(), text.values, text.blind);
  }

  private TestGraph graph() {
    var graph = new TestGraph(opset);
    while (lines.hasNext()) {
      var line = lines.next().strip();
      if (line.equals("end")) {
        return graph;
      }
      if (line.startsWith("ir ")) {
        graph.model().setIrVersion(Long.parseLong(line.substring(3).strip()));
      } else if (line.equals("no outputs")) {
        blind = true;
      } else if (line.startsWith("opset ")) {
        opset(graph, line.split("\\s+"));
      } else if (line.startsWith("graph ")) {
        graphs.put(line.substring(6).strip(), graph());
      } else if (line.startsWith("function ")) {
        function(graph, line.substring(9));
      } else {
        line(graph, line);
      }
    }
    return graph;
  }

  private void opset(TestGraph graph, String[] words) {
    if (words.length == 3) {
      graph.opset(words[1], Long.parseLong(words[2]));
    } else if (words[1].equals("none")) {
      graph.model().clearOpsetImport();
    } else {
      opset = Long.parseLong(words[1]);
      graph.model().getOpsetImportBuilder(0).setVersion(opset);
    }
  }

  /// `function domain.Name(a, b) attribute ...`, whose outputs are those named by a line `return`.
  private void function(TestGraph graph, String head) {
    var names = head.substring(head.indexOf('(') + 1, head.indexOf(')'));
    int dot = head.lastIndexOf('.', head.indexOf('('));
    var function = FunctionProto.newBuilder()
        .setDomain(head.substring(0, dot)).setName(head.substring(dot + 1, head.indexOf('(')))
        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(opset));
    TestGraph.names(names).forEach(function::addInput);
    head.substring(head.indexOf(')') + 1).strip().lines().flatMap(l -> Pattern.compile("\\s+").splitAsStream(l))
        .filter(a -> !a.isEmpty()).forEach(function::addAttribute);
    var body = new TestGraph(opset);
    for (var line = lines.next().strip(); !line.equals("end"); line = lines.next().strip()) {
      if (line.startsWith("return ")) {
        TestGraph.names(line.substring(7)).forEach(function::addOutput);
      } else {
        line(body, line);
      }
    }
    graph.model().addFunctions(function.addAllNode(body.graph().getNodeList()));
  }

  private void line(TestGraph graph, String line) {
    var node = NODE.matcher(line);
    if (node.matches()) {
      graph.node(node.group(1), attributes(node.group(2)));
      return;
    }
    var port = PORT.matcher(line);
    if (!port.matches()) {
      throw new IllegalArgumentException("not a line of a case: " + line);
    }
    var name = port.group(2);
    var type = Optional.ofNullable(port.group(3));
    var value = Optional.ofNullable(port.group(4));
    switch (Optional.ofNullable(port.group(1)).orElse("input")) {
      case "const" -> graph.constant(name, tensor(type.orElseThrow(), value.orElse("{0}")));
      case "info" -> graph.graph().addValueInfo(TestGraph.info(name, type.orElseThrow()));
      case "output" -> type.ifPresentOrElse(t -> graph.output(name, t), () -> graph.output(name));
      default -> {
        graph.input(name, type.orElseThrow(() -> new IllegalArgumentException("not a line of a case: " + line)));
        value.ifPresent(v -> values.put(name, tensor(type.orElseThrow(), v)));
      }
    }
  }

  private static Tensor tensor(String type, String value) {
    return TensorText.tensor(value.startsWith("{") ? type + value : value);
  }

  private AttributeProto[] attributes(String text) {
    var matcher = ATTRIBUTE.matcher(text.strip());
    var attributes = matcher.results().map(m -> attribute(m.group(1), m.group(2))).toArray(AttributeProto[]::new);
    if (!matcher.replaceAll("").isBlank()) {
      throw new IllegalArgumentException("not attributes: " + text);
    }
    return attributes;
  }

  private AttributeProto attribute(String name, String text) {
    var a = AttributeProto.newBuilder().setName(name);
    if (text.startsWith("\"")) {
      return TestGraph.attribute(name, text.substring(1, text.length() - 1));
    }
    if (text.startsWith("graph:")) {
      return a.setType(AttributeType.GRAPH).setG(graphs.get(text.substring(6)).graph()).build();
    }
    if (text.startsWith("int:")) {
      return TestGraph.attribute(name, (float) TensorText.real(text.substring(4))).toBuilder()
          .setType(AttributeType.INT).build();
    }
    if (text.startsWith("ref:")) {
      return a.setRefAttrName(text.substring(4)).setType(AttributeType.INT).build();
    }
    if (text.endsWith("}")) {
      return TestGraph.attribute(name, TensorText.tensor(text));
    }
    if (!text.startsWith("[")) {
      return text.matches("-?\\d+") ? TestGraph.attribute(name, Long.parseLong(text))
          : TestGraph.attribute(name, (float) TensorText.real(text));
    }
    var items = TestGraph.names(text.substring(1, text.length() - 1));
    if (items.stream().allMatch(i -> i.matches("-?\\d+"))) {
      return a.setType(AttributeType.INTS).addAllInts(items.stream().map(Long::parseLong).toList()).build();
    }
    if (items.getFirst().startsWith("\"")) {
      items.forEach(i -> a.addStrings(ByteString.copyFromUtf8(i.substring(1, i.length() - 1))));
      return a.setType(AttributeType.STRINGS).build();
    }
    return a.setType(AttributeType.FLOATS)
        .addAllFloats(items.stream().map(i -> (float) TensorText.real(i)).toList()).build();
  }
}

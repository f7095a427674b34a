package io.sinter.onnx;

import io.sinter.onnx.proto.GraphProto;
import io.sinter.onnx.proto.TensorProto;
import io.sinter.onnx.proto.ValueInfoProto;
import io.sinter.runtime.Signature;
import io.sinter.runtime.Signature.Port;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// What a graph takes and gives according to the types that it declares.
final class DeclaredSignature {
  private DeclaredSignature() {}

  /// @param fixed the inputs that are left out
  static Signature of(GraphProto graph, Set<String> fixed) {
    var given = new HashSet<>(fixed);
    graph.getInitializerList().stream().map(TensorProto::getName).forEach(given::add);
    graph.getSparseInitializerList().stream().map(t -> t.getValues().getName()).forEach(given::add);
    var types = new OnnxTypes(new Symbols(),
        () -> Stream.of(graph.getInputList(), graph.getOutputList()).flatMap(List::stream).iterator());
    return new Signature(
        graph.getInputList().stream().filter(i -> !given.contains(i.getName())).map(i -> port(types, i)).toList(),
        graph.getOutputList().stream().map(o -> port(types, o)).toList());
  }

  private static Port port(OnnxTypes types, ValueInfoProto value) {
    return new Port(value.getName(), types.type(value));
  }
}

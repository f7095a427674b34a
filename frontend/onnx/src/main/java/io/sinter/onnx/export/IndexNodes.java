package io.sinter.onnx.export;

import io.sinter.ir.Indexed;
import io.sinter.ir.Value;
import io.sinter.onnx.OnnxTensors;
import io.sinter.runtime.DType;
import java.util.List;
import java.util.Locale;

/// Nodes that read and write at indices, all of which lie inside of their axes, and which choose from the first axes.
final class IndexNodes {
  private final FunctionNodes function;

  IndexNodes(FunctionNodes function) {
    this.function = function;
  }

  String gather(Indexed.Gather g) {
    var graph = function.graph();
    var x = function.name(g.x());
    if (g.axes().size() == 1) {
      return graph.node("Gather", List.of(x, function.name(g.indices().getFirst())), Attributes.of("axis", 0));
    }
    return graph.node("GatherND", List.of(x, tuples(g.indices())));
  }

  /// Where one place may be updated twice, the updates are combined.
  String scatter(Indexed.Scatter s) {
    var inputs = List.of(function.name(s.x()), tuples(s.indices()), function.name(s.updates()));
    return s.update() == Indexed.Update.SET ? function.graph().node("ScatterND", inputs)
        : function.graph().node("ScatterND", inputs,
            Attributes.of("reduction", s.update().toString().toLowerCase(Locale.ROOT)));
  }

  /// The indices of each place side by side.
  private String tuples(List<Value> indices) {
    var graph = function.graph();
    long rank = indices.getFirst().type().rank();
    var wide = indices.stream().map(v -> v.type().dtype() == DType.I64 ? function.name(v)
        : graph.node("Cast", List.of(function.name(v)), Attributes.of("to", OnnxTensors.code(DType.I64))))
        .map(v -> graph.node("Unsqueeze", List.of(v, graph.longs(List.of(rank))))).toList();
    return wide.size() == 1 ? wide.getFirst() : graph.node("Concat", wide, Attributes.of("axis", rank));
  }
}

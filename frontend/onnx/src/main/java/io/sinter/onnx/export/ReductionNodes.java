package io.sinter.onnx.export;

import io.sinter.ir.Op;
import io.sinter.ir.ScalarFn;
import io.sinter.ir.Window;
import io.sinter.onnx.proto.AttributeProto;
import io.sinter.runtime.Tensor;
import java.util.ArrayList;
import java.util.List;

/// Nodes that combine elements.
final class ReductionNodes {
  private ReductionNodes() {}

  static String of(Op.Reduce r, String x, Graph graph) {
    return graph.node(switch (r.combiner()) {
      case ADD -> "ReduceSum";
      case MUL -> "ReduceProd";
      case MAX -> "ReduceMax";
      case MIN -> "ReduceMin";
      default -> throw new IllegalStateException("ONNX has no reduction with " + r.combiner());
    }, List.of(x, graph.longs(r.axes().stream().map(Integer::longValue).toList())), Attributes.of("keepdims", 0));
  }

  /// A window over all axes but the first two.
  static String of(Op.ReduceWindow r, String x, Graph graph) {
    var w = r.window();
    int rank = w.rank();
    var attributes = new ArrayList<>(List.of(Attributes.of("kernel_shape", w.sizes().subList(2, rank)),
        Attributes.of("strides", w.strides().subList(2, rank)), Attributes.of("pads", pads(w, 2))));
    if (r.combiner() == ScalarFn.MAX) {
      attributes.add(Attributes.of("dilations", w.dilations().subList(2, rank)));
      return graph.node("MaxPool", List.of(x), attributes.toArray(AttributeProto[]::new));
    }
    attributes.add(Attributes.of("count_include_pad", 1));
    var mean = graph.node("AveragePool", List.of(x),
        attributes.toArray(AttributeProto[]::new));
    long count = w.sizes().stream().reduce(1L, Math::multiplyExact);
    return graph.node("Mul",
        List.of(mean, graph.constant(Tensor.fromDoubles(r.x().type().dtype(), new long[0], count))));
  }

  /// How far a window reaches over the edges: before each axis, then after each.
  static List<Long> pads(Window w, int from) {
    var all = new ArrayList<>(w.low().subList(from, w.rank()));
    all.addAll(w.high().subList(from, w.rank()));
    return all;
  }
}

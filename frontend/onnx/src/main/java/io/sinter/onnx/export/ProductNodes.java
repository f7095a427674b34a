package io.sinter.onnx.export;

import io.sinter.ir.Op;
import java.util.List;

/// Nodes that sum products.
final class ProductNodes {
  private ProductNodes() {}

  /// Matrices, batches of them, or stacks of rows beside one matrix.
  static String of(Op.DotGeneral d, String lhs, String rhs, Graph graph) {
    int rank = d.lhs().type().rank();
    boolean matrices = d.lhsBatch().isEmpty() && rank == 2 && d.rhs().type().rank() == 2;
    long left = matrices && d.lhsContracting().equals(List.of(0)) ? 1 : 0;
    long right = matrices && d.rhsContracting().equals(List.of(1)) ? 1 : 0;
    if (left + right == 0) {
      return graph.node("MatMul", List.of(lhs, rhs));
    }
    return graph.node("Gemm", List.of(lhs, rhs), Attributes.of("transA", left), Attributes.of("transB", right));
  }

  static String of(Op.Convolution c, String x, String w, Graph graph) {
    return graph.node("Conv", List.of(x, w), Attributes.of("kernel_shape", c.window().sizes()),
        Attributes.of("strides", c.window().strides()), Attributes.of("pads", ReductionNodes.pads(c.window(), 0)),
        Attributes.of("dilations", c.window().dilations()), Attributes.of("group", c.groups()));
  }
}

package io.sinter.onnx;

import static io.sinter.onnx.Operator.of;

import io.sinter.ir.ScalarFn;
import io.sinter.ir.Value;
import io.sinter.ir.composite.Attention;
import io.sinter.ir.composite.Softmax;
import io.sinter.runtime.DType;
import io.sinter.runtime.Truth;
import java.util.List;

/// Attention whose scores and probabilities graphs of the model change.
final class FlexAttentionOps {
  static final List<Operator> TABLE = List.of(of("ai.onnx.preview:FlexAttention", 1, FlexAttentionOps::attention));

  private static final String AXES = "[batch, heads, sequence, size]";

  private FlexAttentionOps() {}

  /// `prob_mod(softmax(score_mod(scale * q kᵀ))) v`, where all but the scores is computed in the type of the softmax.
  private static Value attention(OnnxNode n) {
    var q = n.requireFloat(n.ranked(0, 4, AXES));
    var k = n.ranked(1, 4, AXES);
    var v = n.ranked(2, 4, AXES);
    AttentionOps.requireAlike(n, q, k, v);
    AttentionOps.requireGroups(n, q, k);
    var type = q.type().dtype();
    var stage = AttentionOps.precision(n, type == DType.F64 ? type : DType.F32);
    double root = Math.sqrt(AttentionOps.scale(n, q));
    var scores = n.convert(Attention.products(n.builder(), scaled(n, q, root), scaled(n, k, root), 3), stage);
    var p = modified(n, "prob_mod", Softmax.of(n.builder(), modified(n, "score_mod", scores), List.of(3)));
    return n.convert(Attention.products(n.builder(), p, n.convert(v, stage), 2), v.type().dtype());
  }

  private static Value scaled(OnnxNode n, Value x, double factor) {
    return n.apply(ScalarFn.MUL, x, n.splat(x, factor));
  }

  /// What the graph of that name makes of `x`, if there is one.
  private static Value modified(OnnxNode n, String attribute, Value x) {
    if (!n.attributes().has(attribute)) {
      return x;
    }
    var graph = n.attributes().graph(attribute);
    n.require(graph.getInputCount() == 1 && graph.getOutputCount() == 1, "A graph of an attention does not fit.",
        attribute + " with " + graph.getInputCount() + " inputs and " + graph.getOutputCount() + " outputs",
        "one of each");
    if (!(ControlOps.inline(n, attribute, List.of(x)).getFirst() instanceof Known.Data(var y))
        || y.type().dtype() != x.type().dtype() || y.type().shape().equalTo(x.type().shape()) == Truth.NO) {
      throw n.error("A graph of an attention does not fit.", attribute + " of " + x.type(), "one output of this type");
    }
    return y;
  }
}

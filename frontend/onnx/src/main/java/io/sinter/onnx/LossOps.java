package io.sinter.onnx;

import static io.sinter.onnx.Operator.of;
import static io.sinter.onnx.Operator.several;

import io.sinter.ir.Indexed;
import io.sinter.ir.Op;
import io.sinter.ir.ScalarFn;
import io.sinter.ir.Value;
import io.sinter.ir.composite.LogSoftmax;
import io.sinter.ir.composite.Take;
import io.sinter.runtime.DType;
import io.sinter.runtime.Tensor;
import java.util.ArrayList;
import java.util.List;

/// How far scores are from the classes that they should name.
final class LossOps {
  static final List<Operator> TABLE = List.of(
      of("NegativeLogLikelihoodLoss", 12, n -> likelihood(n, n.value(0))),
      several("SoftmaxCrossEntropyLoss", 12, n -> {
        var logarithms = LogSoftmax.of(n.builder(), n.requireFloat(n.value(0)), List.of(1));
        return List.of(likelihood(n, logarithms), logarithms);
      }));

  private LossOps() {}

  /// @param x logarithms of probabilities [N, classes, …]; input 1 are the classes [N, …], input 2 weights of classes
  private static Value likelihood(OnnxNode n, Value x) {
    var b = n.builder();
    if (x.type().rank() < 2 || n.value(1).type().rank() != x.type().rank() - 1) {
      throw n.error("Scores and classes have ranks that do not fit.", x.type() + " and " + n.value(1).type(),
          "[N, classes, …] and [N, …]");
    }
    var classes = Indices.integers(n, n.value(1));
    var shape = classes.type().shape();
    var positions = new ArrayList<Value>();
    for (int axis = 0; axis < x.type().rank(); axis++) {
      positions.add(axis == 1 ? classes : Indices.position(n, shape, axis == 0 ? 0 : axis - 1));
    }
    var chosen = b.add(new Indexed.Gather(x, positions, Indices.axes(x.type().rank())));
    var wide = n.convert(n.apply(ScalarFn.NEG, chosen), x.type().dtype() == DType.F64 ? DType.F64 : DType.F32);
    var weights = weights(n, classes, wide);
    return n.convert(reduced(n, wide, weights), x.type().dtype());
  }

  /// How much each element counts: nothing where its class is to be ignored.
  private static Value weights(OnnxNode n, Value classes, Value like) {
    var weights = n.optional(2).map(w -> n.convert(Take.along(n.builder(), w, 0, classes), like.type().dtype()))
        .orElseGet(() -> n.splat(like, 1));
    if (!n.attributes().has("ignore_index")) {
      return weights;
    }
    var ignored = n.builder().broadcast(
        n.constant(Tensor.scalar(n.attributes().integer("ignore_index"))), classes.type().shape());
    return n.apply(ScalarFn.SELECT, n.apply(ScalarFn.EQ, classes, ignored), n.splat(like, 0), weights);
  }

  private static Value reduced(OnnxNode n, Value loss, Value weights) {
    var reduction = n.attributes().string("reduction", "mean");
    var nothing = n.apply(ScalarFn.EQ, weights, n.splat(weights, 0));
    var weighted = n.apply(ScalarFn.SELECT, nothing, weights, n.apply(ScalarFn.MUL, loss, weights));
    return switch (reduction) {
      case "none" -> weighted;
      case "sum" -> sum(n, weighted);
      case "mean" -> n.apply(ScalarFn.DIV, sum(n, weighted), sum(n, weights));
      default -> throw n.error("An attribute has an unknown value.", "reduction '" + reduction + "'",
          "none, sum or mean");
    };
  }

  private static Value sum(OnnxNode n, Value x) {
    return n.builder().add(new Op.Reduce(x, ScalarFn.ADD, Indices.axes(x.type().rank())));
  }
}

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
import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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
    n.require(x.type().rank() >= 2, "Scores have no classes.", x.type(), "[N, classes, …]");
    var dims = new ArrayList<>(x.type().shape().dims());
    dims.remove(1);
    var named = n.convert(n.shaped(1, new Shape(dims)), DType.I64);
    var ignored = n.attributes().has("ignore_index")
        ? Optional.of(n.apply(ScalarFn.EQ, named, n.splat(named, n.attributes().integer("ignore_index"))))
        : Optional.<Value>empty();
    var some = ignored.map(is -> n.apply(ScalarFn.SELECT, is, n.splat(named, 0), named)).orElse(named);
    var classes = Demand.within(n, some, Dim.ZERO, x.type().dim(1), "A class does not exist.");
    var shape = classes.type().shape();
    var positions = new ArrayList<Value>();
    for (int axis = 0; axis < x.type().rank(); axis++) {
      positions.add(axis == 1 ? classes : Indices.position(n, shape, axis == 0 ? 0 : axis - 1));
    }
    var chosen = b.add(new Indexed.Gather(x, positions, Indices.axes(x.type().rank())));
    var wide = n.convert(n.apply(ScalarFn.NEG, chosen), x.type().dtype() == DType.F64 ? DType.F64 : DType.F32);
    var weights = weights(n, classes, ignored, wide);
    return n.convert(reduced(n, wide, weights), x.type().dtype());
  }

  /// How much each element counts: nothing where its class is to be ignored.
  private static Value weights(OnnxNode n, Value classes, Optional<Value> ignored, Value like) {
    var weights = n.has(2) ? n.convert(
        Take.along(n.builder(), n.shaped(2, Shape.of(n.value(0).type().dim(1))), 0, classes), like.type().dtype())
        : n.splat(like, 1);
    return ignored.map(is -> n.apply(ScalarFn.SELECT, is, n.splat(like, 0), weights)).orElse(weights);
  }

  private static Value reduced(OnnxNode n, Value loss, Value weights) {
    var reduction = n.attributes().choice("reduction", "mean", List.of("none", "sum", "mean"));
    var nothing = n.apply(ScalarFn.EQ, weights, n.splat(weights, 0));
    var weighted = n.apply(ScalarFn.SELECT, nothing, weights, n.apply(ScalarFn.MUL, loss, weights));
    return switch (reduction) {
      case "none" -> weighted;
      case "sum" -> sum(n, weighted);
      default -> n.apply(ScalarFn.DIV, sum(n, weighted), sum(n, weights));
    };
  }

  private static Value sum(OnnxNode n, Value x) {
    return n.builder().add(new Op.Reduce(x, ScalarFn.ADD, Indices.axes(x.type().rank())));
  }
}

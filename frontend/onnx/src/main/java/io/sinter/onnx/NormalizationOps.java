package io.sinter.onnx;

import static io.sinter.onnx.Operator.of;
import static io.sinter.onnx.Operator.several;

import io.sinter.ir.Op;
import io.sinter.ir.ScalarFn;
import io.sinter.ir.Value;
import io.sinter.ir.Window;
import io.sinter.ir.composite.GroupNormalization;
import io.sinter.ir.composite.InstanceNormalization;
import io.sinter.ir.composite.LayerNormalization;
import io.sinter.ir.composite.LogSoftmax;
import io.sinter.ir.composite.Mean;
import io.sinter.ir.composite.RmsNormalization;
import io.sinter.ir.composite.Softmax;
import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
import io.sinter.runtime.Truth;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// Softmax and the normalisations.
final class NormalizationOps {
  static final List<Operator> TABLE = List.of(
      of("Softmax", 1, n -> Softmax.of(n.builder(), real(n), trailing(n))),
      of("Softmax", 13, n -> Softmax.of(n.builder(), real(n), single(n))),
      of("LogSoftmax", 1, n -> LogSoftmax.of(n.builder(), real(n), trailing(n))),
      of("LogSoftmax", 13, n -> LogSoftmax.of(n.builder(), real(n), single(n))),
      several("BatchNormalization", 7, BatchNormalizations::of),
      of("InstanceNormalization", 6, NormalizationOps::instance),
      of("GroupNormalization", 21, NormalizationOps::group),
      several("LayerNormalization", 17, NormalizationOps::layer),
      of("RMSNormalization", 23, n -> {
        var x = real(n);
        Broadcasting.to(n, n.value(1), x.type().shape());
        return RmsNormalization.of(n.builder(), x, n.value(1), axis(n), epsilon(n), stage(n));
      }),
      of("LpNormalization", 1, NormalizationOps::byNorm),
      of("MeanVarianceNormalization", 9, NormalizationOps::standard),
      of("LRN", 1, NormalizationOps::localResponse));

  private NormalizationOps() {}

  static Value real(OnnxNode n) {
    return n.requireFloat(n.value(0));
  }

  static double epsilon(OnnxNode n) {
    return n.attributes().real("epsilon", 1e-5f);
  }

  private static DType stage(OnnxNode n) {
    var stage = n.attributes().dtype("stash_type", DType.F32);
    n.require(stage.isFloat(), "A normalisation is staged in no float type.", "stash_type " + stage, "a float type");
    return stage;
  }

  private static int axis(OnnxNode n) {
    return n.axis(n.attributes().integer("axis", -1), n.value(0).type().rank());
  }

  private static List<Integer> single(OnnxNode n) {
    return List.of(axis(n));
  }

  /// Before version 13 the input was flattened to a matrix at `axis`, so everything from there on is one row.
  private static List<Integer> trailing(OnnxNode n) {
    int rank = n.value(0).type().rank();
    long axis = n.attributes().integer("axis", 1);
    return LayerNormalization.axes(n.value(0), axis == rank ? rank : n.axis(axis, rank));
  }

  /// An input with one number for each channel, which is axis 1.
  private static Value channels(OnnxNode n, int input) {
    return n.shaped(input, Shape.of(spatial(n).type().dim(1)));
  }

  private static Value spatial(OnnxNode n) {
    var x = real(n);
    n.require(x.type().rank() >= 3, "There is nothing to normalise over.", x.type(), "[N, C, spatial…]");
    return x;
  }

  private static Value instance(OnnxNode n) {
    return InstanceNormalization.of(n.builder(), spatial(n), channels(n, 1), channels(n, 2), epsilon(n));
  }

  private static Value group(OnnxNode n) {
    return GroupNormalization.of(
        n.builder(), spatial(n), channels(n, 1), channels(n, 2), groups(n), epsilon(n), stage(n));
  }

  private static long groups(OnnxNode n) {
    var x = spatial(n);
    long groups = n.attributes().count("num_groups");
    n.require(x.type().dim(1).mod(groups).equalTo(Dim.ZERO) != Truth.NO, "Groups do not divide the channels.",
        groups + " groups of " + x.type(), "a divisor of axis 1");
    return groups;
  }

  /// The result; and, if they are asked for, the mean and the inverse of the deviation in the type of the first stage.
  private static List<Value> layer(OnnxNode n) {
    var x = real(n);
    int axis = axis(n);
    var shape = x.type().shape();
    var scale = n.value(1);
    var bias = n.optional(2);
    Broadcasting.to(n, scale, shape);
    bias.ifPresent(b -> Broadcasting.to(n, b, shape));
    var stage = stage(n);
    n.require(stage == DType.F32 || stage == DType.BF16, "A normalisation is staged in another type than it may be.",
        "stash_type " + stage, "f32 or bf16");
    var results = new ArrayList<Value>();
    results.add(LayerNormalization.of(n.builder(), x, scale, bias, axis, epsilon(n), stage));
    var axes = LayerNormalization.axes(x, axis);
    if (n.outputs() > 1) {
      results.add(ReductionOps.keep(n, Mean.of(n.builder(), n.convert(x, stage), axes), shape, axes));
    }
    if (n.outputs() > 2) {
      var inverse = LayerNormalization.inverseDeviation(n.builder(), x, axis, epsilon(n), stage);
      results.add(ReductionOps.keep(n, inverse, shape, axes));
    }
    return results;
  }

  /// `x` over the sum of its absolute values, or over the root of its sum of squares, along an axis; 0 where that is 0.
  private static Value byNorm(OnnxNode n) {
    var given = real(n);
    var type = given.type().dtype();
    var x = n.convert(given, type == DType.F64 ? type : DType.F32);
    var axes = single(n);
    long p = n.attributes().integer("p", 2, 1, 2);
    var each = p == 1 ? n.apply(ScalarFn.ABS, x) : n.apply(ScalarFn.MUL, x, x);
    var sum = n.builder().add(new Op.Reduce(each, ScalarFn.ADD, axes));
    var norm = n.builder().spread(p == 1 ? sum : n.apply(ScalarFn.SQRT, sum), x.type().shape(), axes);
    var zero = n.splat(x, 0);
    var y = n.apply(ScalarFn.SELECT, n.apply(ScalarFn.EQ, norm, zero), zero, n.apply(ScalarFn.DIV, x, norm));
    return n.convert(y, type);
  }

  /// `(x - mean) / (deviation + 1e-9)` over some axes.
  private static Value standard(OnnxNode n) {
    var given = real(n);
    var type = given.type().dtype();
    var x = n.convert(given, type == DType.F64 ? type : DType.F32);
    var shape = x.type().shape();
    var axes = n.axes(n.attributes().integers("axes", List.of(0L, 2L, 3L)), shape.rank());
    var centred = n.apply(ScalarFn.SUB, x, n.builder().spread(Mean.of(n.builder(), x, axes), shape, axes));
    var deviation = n.apply(ScalarFn.SQRT, Mean.of(n.builder(), n.apply(ScalarFn.MUL, centred, centred), axes));
    var divisor = n.apply(ScalarFn.ADD, deviation, n.splat(deviation, 1e-9));
    return n.convert(n.apply(ScalarFn.DIV, centred, n.builder().spread(divisor, shape, axes)), type);
  }

  /// `x / (bias + alpha / size * sum of x² over neighbouring channels)^beta`.
  private static Value localResponse(OnnxNode n) {
    var x = real(n);
    int rank = x.type().rank();
    long size = n.attributes().count("size");
    n.require(rank >= 2, "There are no channels to normalise over.", x.type(), "[N, C, …]");
    var ones = new ArrayList<>(Collections.nCopies(rank, 1L));
    var sizes = new ArrayList<>(ones);
    sizes.set(1, size);
    var low = new ArrayList<>(Collections.nCopies(rank, 0L));
    low.set(1, (size - 1) / 2);
    var high = new ArrayList<>(low);
    high.set(1, size - 1 - (size - 1) / 2);
    var sum = n.builder().add(new Op.ReduceWindow(
        n.apply(ScalarFn.MUL, x, x), ScalarFn.ADD, new Window(sizes, ones, low, high, ones)));
    double share = n.attributes().real("alpha", 1e-4f) / (double) size;
    var base = n.apply(ScalarFn.ADD, n.splat(x, n.attributes().real("bias", 1)),
        n.apply(ScalarFn.MUL, n.splat(x, share), sum));
    return n.apply(ScalarFn.DIV, x, power(n, base, n.attributes().real("beta", 0.75f)));
  }

  private static Value power(OnnxNode n, Value x, float exponent) {
    var root = n.apply(ScalarFn.SQRT, x);
    if (exponent == 0.75f) {
      return n.apply(ScalarFn.MUL, root, n.apply(ScalarFn.SQRT, root));
    }
    return exponent == 1 ? x : exponent == 0.5f ? root : n.apply(ScalarFn.POW, x, n.splat(x, exponent));
  }
}

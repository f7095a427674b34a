package io.sinter.onnx;

import static io.sinter.onnx.Operator.several;

import io.sinter.ir.Op;
import io.sinter.ir.ScalarFn;
import io.sinter.ir.Value;
import io.sinter.ir.Window;
import io.sinter.ir.composite.LinearAttention;
import io.sinter.ir.composite.Part;
import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
import io.sinter.runtime.Truth;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Layers over a sequence that take a state from the call before and give one to the next.
final class StatefulOps {
  static final List<Operator> TABLE = List.of(
      several("CausalConvWithState", 27, StatefulOps::convolution),
      several("LinearAttention", 27, StatefulOps::attention));

  private StatefulOps() {}

  // ---- convolution ------------------------------------------------------------------------------------------------

  /// Each channel's sum over its last elements; and the elements that the next call needs.
  private static List<Value> convolution(OnnxNode n) {
    var x = n.requireFloat(n.value(0));
    var w = n.value(1);
    n.require(x.type().rank() == 3 && w.type().rank() == 3
            && w.type().dim(0).equalTo(x.type().dim(1)) != Truth.NO && w.type().dim(1).equalTo(Dim.ONE) != Truth.NO
            && w.type().dim(2).constant().orElse(1) >= 1,
        "The inputs of a causal convolution do not fit.", x.type() + " and weights " + w.type(),
        "[batch, channels, length] and [channels, 1, 1 or more]");
    long size = w.type().dim(2).constant().orElseThrow(
        () -> n.unsupported("a kernel whose size is known only at run time: " + w.type(), "a constant size"));
    var padded = n.builder().add(new Op.Concatenate(List.of(past(n, x, size - 1), x), 2));
    var window = new Window(List.of(size), List.of(1L), List.of(0L), List.of(0L), List.of(1L));
    var sum = n.builder().add(new Op.Convolution(padded, w, window, channels(n, x)));
    var y = ConvolutionOps.biased(n, sum, 2);
    var next = Part.of(n.builder(), padded, 2, x.type().dim(2), Dim.of(size - 1), 1);
    return List.of(activated(n, y), next);
  }

  private static Value past(OnnxNode n, Value x, long size) {
    var shape = Shape.of(x.type().dim(0), x.type().dim(1), Dim.of(size));
    return n.has(3) ? n.shaped(3, shape) : n.builder().broadcast(n.builder().scalar(x.type().dtype(), 0), shape);
  }

  private static long channels(OnnxNode n, Value x) {
    return x.type().dim(1).constant().orElseThrow(
        () -> n.unsupported("a convolution of " + x.type().dim(1) + " channels", "a constant number of channels"));
  }

  private static Value activated(OnnxNode n, Value x) {
    if (n.attributes().choice("activation", "none", List.of("none", "silu", "swish")).equals("none")) {
      return x;
    }
    var type = x.type().dtype();
    var wide = n.convert(x, type == DType.F64 ? type : DType.F32);
    return n.convert(n.apply(ScalarFn.MUL, wide, n.apply(ScalarFn.SIGMOID, wide)), type);
  }

  // ---- attention --------------------------------------------------------------------------------------------------

  private static List<Value> attention(OnnxNode n) {
    n.attributes().ignore("chunk_size");
    long queries = n.attributes().count("q_num_heads");
    long keys = n.attributes().count("kv_num_heads");
    n.require(queries % keys == 0, "The heads of an attention do not pair.",
        queries + " heads of queries and " + keys + " of keys", "a multiple of the heads of keys");
    var rule = n.attributes().choice("update_rule", "gated_delta", List.of("linear", "gated", "delta", "gated_delta"));
    require(n, rule, "decay", 4, rule.startsWith("gated"));
    require(n, rule, "beta", 5, rule.endsWith("delta"));
    var q = unpack(n, n.requireFloat(n.value(0)), queries);
    var k = unpack(n, n.value(1), keys);
    var v = unpack(n, n.value(2), keys);
    n.require(fit(q, k, 0) && fit(q, k, 1) && fit(q, k, 3) && fit(k, v, 0) && fit(k, v, 1),
        "The inputs of an attention do not fit.", n.named(0) + ", " + n.named(1) + ", " + n.named(2),
        "[batch, steps, heads * size] of equal batches and steps, with keys as long as queries");
    float scale = n.attributes().real("scale", 0);
    var size = q.type().dim(3).constant();
    if (scale == 0 && size.isEmpty()) {
      throw n.unsupported("LinearAttention without scale over heads of the size " + q.type().dim(3), "a scale");
    }
    var results = new LinearAttention(q, k, v, state(n, k, v),
        n.has(4) ? Optional.of(decay(n, keys, k)) : Optional.empty(),
        n.has(5) ? Optional.of(beta(n, v)) : Optional.empty(),
        scale != 0 ? scale : 1 / Math.sqrt(size.getAsLong()), RecurrentOps.step(n)).of(n.builder());
    return List.of(pack(n, results.get(0)), results.get(1));
  }

  private static boolean fit(Value a, Value b, int axis) {
    return a.type().dim(axis).equalTo(b.type().dim(axis)) != Truth.NO;
  }

  private static void require(OnnxNode n, String rule, String name, int input, boolean needed) {
    n.require(n.has(input) == needed, "The inputs of an attention do not fit its rule.",
        "update_rule '" + rule + "' " + (needed ? "without " : "with ") + name,
        (needed ? "an input '" : "no input '") + name + "'");
  }

  /// `[T, B, heads, size]` of `[B, T, heads * size]`.
  private static Value unpack(OnnxNode n, Value x, long heads) {
    n.require(x.type().rank() == 3 && x.type().dim(2).mod(heads).equalTo(Dim.ZERO) != Truth.NO,
        "The heads do not divide the last axis.", heads + " heads of " + x.type(),
        "[batch, steps, a multiple of the heads]");
    var split = n.builder().add(new Op.Reshape(x, Shape.of(x.type().dim(0), x.type().dim(1), Dim.of(heads),
        x.type().dim(2).floorDiv(heads))));
    return n.builder().add(new Op.Transpose(split, List.of(1, 0, 2, 3)));
  }

  private static Value pack(OnnxNode n, Value y) {
    var turned = n.builder().add(new Op.Transpose(y, List.of(1, 0, 2, 3)));
    var shape = turned.type().shape();
    return n.builder().add(new Op.Reshape(turned,
        Shape.of(shape.get(0), shape.get(1), shape.get(2).times(shape.get(3)))));
  }

  /// That before the first step: `[B, heads, size, value size]`.
  private static Value state(OnnxNode n, Value k, Value v) {
    var shape = Shape.of(k.type().dim(1), k.type().dim(2), k.type().dim(3), v.type().dim(3));
    return n.has(3) ? n.shaped(3, shape) : n.builder().broadcast(n.builder().scalar(k.type().dtype(), 0), shape);
  }

  /// One number per head, or one for each element of a key.
  private static Value decay(OnnxNode n, long heads, Value k) {
    return Broadcasting.to(n, unpack(n, n.value(4), heads), k.type().shape());
  }

  /// One number per head, or one for all.
  private static Value beta(OnnxNode n, Value v) {
    var each = n.value(5);
    long heads = each.type().rank() == 3 && each.type().dim(2).isConstant(1) ? 1 : v.type().dim(2).asLong();
    return Broadcasting.to(n, unpack(n, each, heads), v.type().shape());
  }
}

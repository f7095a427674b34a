package io.sinter.onnx;

import static io.sinter.onnx.Operator.several;

import io.sinter.ir.Op;
import io.sinter.ir.ScalarFn;
import io.sinter.ir.Value;
import io.sinter.ir.Window;
import io.sinter.ir.composite.LinearAttention;
import io.sinter.ir.composite.Part;
import io.sinter.ir.composite.PerChannel;
import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
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
    if (x.type().rank() != 3 || w.type().rank() != 3 || w.type().dim(2).constant().orElse(0) < 1) {
      throw n.error("The inputs of a causal convolution do not fit.", x.type() + " and weights " + w.type(),
          "[batch, channels, length] and [channels, 1, a constant of 1 or more]");
    }
    long size = w.type().dim(2).asLong();
    var padded = n.builder().add(new Op.Concatenate(List.of(past(n, x, size - 1), x), 2));
    var window = new Window(List.of(size), List.of(1L), List.of(0L), List.of(0L), List.of(1L));
    var sum = n.builder().add(new Op.Convolution(padded, w, window, channels(n, x)));
    var y = n.optional(2).map(bias -> PerChannel.apply(n.builder(), ScalarFn.ADD, sum, bias)).orElse(sum);
    var next = Part.of(n.builder(), padded, 2, x.type().dim(2), Dim.of(size - 1), 1);
    return List.of(activated(n, y), next);
  }

  private static Value past(OnnxNode n, Value x, long size) {
    return n.optional(3).orElseGet(() -> n.builder().broadcast(n.builder().scalar(x.type().dtype(), 0),
        Shape.of(x.type().dim(0), x.type().dim(1), Dim.of(size))));
  }

  private static long channels(OnnxNode n, Value x) {
    return x.type().dim(1).constant().orElseThrow(
        () -> n.unsupported("a convolution of " + x.type().dim(1) + " channels", "a constant number of channels"));
  }

  private static Value activated(OnnxNode n, Value x) {
    var name = n.attributes().string("activation", "none");
    return switch (name) {
      case "none" -> x;
      case "silu", "swish" -> {
        var type = x.type().dtype();
        var wide = n.convert(x, type == DType.F64 ? type : DType.F32);
        yield n.convert(n.apply(ScalarFn.MUL, wide, n.apply(ScalarFn.SIGMOID, wide)), type);
      }
      default -> throw n.error("An attribute has an unknown value.", "activation '" + name + "'",
          "'none', 'silu' or 'swish'");
    };
  }

  // ---- attention --------------------------------------------------------------------------------------------------

  private static List<Value> attention(OnnxNode n) {
    n.attributes().ignore("chunk_size");
    long queries = heads(n, "q_num_heads");
    long keys = heads(n, "kv_num_heads");
    if (queries % keys != 0) {
      throw n.error("The heads of an attention do not pair.", queries + " heads of queries and " + keys + " of keys",
          "a multiple of the heads of keys");
    }
    var rule = n.attributes().string("update_rule", "gated_delta");
    if (!List.of("linear", "gated", "delta", "gated_delta").contains(rule)) {
      throw n.error("An attribute has an unknown value.", "update_rule '" + rule + "'",
          "'linear', 'gated', 'delta' or 'gated_delta'");
    }
    require(n, rule, "decay", 4, rule.startsWith("gated"));
    require(n, rule, "beta", 5, rule.endsWith("delta"));
    var q = unpack(n, n.requireFloat(n.value(0)), queries);
    var k = unpack(n, n.value(1), keys);
    var v = unpack(n, n.value(2), keys);
    float scale = n.attributes().real("scale", 0);
    var size = q.type().dim(3).constant();
    if (scale == 0 && size.isEmpty()) {
      throw n.unsupported("LinearAttention without scale over heads of the size " + q.type().dim(3), "a scale");
    }
    var results = new LinearAttention(q, k, v, n.optional(3).orElseGet(() -> nothing(n, k, v)),
        n.has(4) ? Optional.of(decay(n, keys, k)) : Optional.empty(),
        n.has(5) ? Optional.of(beta(n, v)) : Optional.empty(),
        scale != 0 ? scale : 1 / Math.sqrt(size.getAsLong()), RecurrentOps.step(n)).of(n.builder());
    return List.of(pack(n, results.get(0)), results.get(1));
  }

  private static long heads(OnnxNode n, String attribute) {
    long heads = n.attributes().integer(attribute);
    if (heads < 1) {
      throw n.error("There are no heads.", attribute + " " + heads, "1 or more");
    }
    return heads;
  }

  private static void require(OnnxNode n, String rule, String name, int input, boolean needed) {
    if (n.has(input) != needed) {
      throw n.error("The inputs of an attention do not fit its rule.",
          "update_rule '" + rule + "' " + (needed ? "without " : "with ") + name,
          (needed ? "an input '" : "no input '") + name + "'");
    }
  }

  /// `[T, B, heads, size]` of `[B, T, heads * size]`.
  private static Value unpack(OnnxNode n, Value x, long heads) {
    if (x.type().rank() != 3 || x.type().dim(2).constant().orElse(0) % heads != 0) {
      throw n.error("The heads do not divide the last axis.", heads + " heads of " + x.type(),
          "[batch, steps, a multiple of the heads]");
    }
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

  private static Value nothing(OnnxNode n, Value k, Value v) {
    return n.builder().broadcast(n.builder().scalar(k.type().dtype(), 0),
        Shape.of(k.type().dim(1), k.type().dim(2), k.type().dim(3), v.type().dim(3)));
  }

  /// One number per head, or one for each element of a key.
  private static Value decay(OnnxNode n, long heads, Value k) {
    return n.builder().broadcast(unpack(n, n.value(4), heads), k.type().shape());
  }

  /// One number per head, or one for all.
  private static Value beta(OnnxNode n, Value v) {
    var each = n.value(5);
    long heads = each.type().rank() == 3 && each.type().dim(2).isConstant(1) ? 1 : v.type().dim(2).asLong();
    return n.builder().broadcast(unpack(n, each, heads), v.type().shape());
  }
}

package io.sinter.onnx;

import static io.sinter.onnx.Operator.of;
import static io.sinter.onnx.Operator.several;

import io.sinter.ir.Indexed;
import io.sinter.ir.Op;
import io.sinter.ir.Value;
import io.sinter.ir.composite.Attention;
import io.sinter.ir.composite.RotaryEmbedding;
import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
import java.util.ArrayList;
import java.util.List;

/// Attention, and the positions that go with it.
final class AttentionOps {
  static final List<Operator> TABLE = List.of(
      several("Attention", 23, AttentionOps::attention),
      of("RotaryEmbedding", 23, AttentionOps::rotary));

  private static final int PAST_KEY = 4;
  private static final int PAST_VALUE = 5;

  private AttentionOps() {}

  /// The result; the keys and the values, those of the cache included; and the scores at some stage.
  private static List<Value> attention(OnnxNode n) {
    var q = heads(n, n.requireFloat(n.value(0)), "q_num_heads");
    var newKeys = heads(n, n.value(1), "kv_num_heads");
    var newValues = heads(n, n.value(2), "kv_num_heads");
    boolean cached = n.has(PAST_KEY);
    if (cached != n.has(PAST_VALUE)) {
      throw n.error("An attention has half a cache.", cached ? "past_key" : "past_value", "past_key and past_value");
    }
    var k = cached ? append(n, n.value(PAST_KEY), newKeys) : newKeys;
    var v = cached ? append(n, n.value(PAST_VALUE), newValues) : newValues;
    requireGroups(n, q, k);
    var past = cached ? n.value(PAST_KEY).type().dim(2) : Dim.ZERO;
    var scores = Shape.of(q.type().dim(0), q.type().dim(1), q.type().dim(2), k.type().dim(2));
    var mask = new AttentionMask(n, scores, past);
    var attention = new Attention(scale(n, q), n.attributes().real("softcap", 0),
        n.attributes().dtype("softmax_precision", q.type().dtype()), mask.looksAtNone());
    var operands = new Attention.Operands(q, k, v, mask.allowed(), mask.added());
    var stage = stage(n);
    var computed = n.wants(3) ? attention.of(n.builder(), operands, stage)
        : List.of(attention.of(n.builder(), operands));
    var results = new ArrayList<>(List.of(joined(n, computed.getFirst()), k, v));
    results.addAll(computed.subList(1, computed.size()));
    return results;
  }

  private static Attention.Stage stage(OnnxNode n) {
    long mode = n.attributes().integer("qk_matmul_output_mode", 0);
    if (mode < 0 || mode >= Attention.Stage.values().length) {
      throw n.error("An attribute has an unknown value.", "qk_matmul_output_mode " + mode, "0, 1, 2 or 3");
    }
    return Attention.Stage.values()[(int) mode];
  }

  static double scale(OnnxNode n, Value q) {
    if (n.attributes().has("scale")) {
      return n.attributes().real("scale");
    }
    var size = q.type().dim(3).constant();
    if (size.isEmpty()) {
      throw n.unsupported(n.op() + " without scale over heads of the size " + q.type().dim(3), "a scale");
    }
    return 1 / Math.sqrt(size.getAsLong());
  }

  static void requireGroups(OnnxNode n, Value q, Value k) {
    var ours = q.type().dim(1).constant();
    var theirs = k.type().dim(1).constant();
    if (ours.isPresent() && theirs.isPresent()
        && (theirs.getAsLong() == 0 || ours.getAsLong() % theirs.getAsLong() != 0)) {
      throw n.error("The heads of an attention do not pair.",
          ours.getAsLong() + " heads of queries and " + theirs.getAsLong() + " of keys",
          "a multiple of the heads of keys");
    }
  }

  private static Value append(OnnxNode n, Value past, Value x) {
    return n.builder().add(new Op.Concatenate(List.of(past, x), 2));
  }

  /// `[batch, heads, sequence, size]`, of that or of `[batch, sequence, heads * size]`.
  private static Value heads(OnnxNode n, Value x, String attribute) {
    int rank = x.type().rank();
    if (rank == 4) {
      n.attributes().ignore(attribute);
      return x;
    }
    if (rank != 3) {
      throw n.error("An input has the wrong rank.", x.type().toString(), "three axes, or four with the heads second");
    }
    return n.builder().add(new Op.Transpose(split(n, x, attribute), List.of(0, 2, 1, 3)));
  }

  /// `[batch, sequence, heads, size]` of `[batch, sequence, heads * size]`.
  private static Value split(OnnxNode n, Value x, String attribute) {
    long heads = n.attributes().integer(attribute);
    var hidden = x.type().dim(2);
    if (heads < 1 || hidden.constant().orElse(0) % heads != 0) {
      throw n.error("The heads do not divide the last axis.", heads + " heads of " + x.type(),
          "a divisor of " + hidden);
    }
    return n.builder().add(new Op.Reshape(x,
        Shape.of(x.type().dim(0), x.type().dim(1), Dim.of(heads), hidden.floorDiv(heads))));
  }

  /// Undoes [#heads] where the queries have three axes.
  private static Value joined(OnnxNode n, Value y) {
    if (n.value(0).type().rank() == 4) {
      return y;
    }
    var turned = n.builder().add(new Op.Transpose(y, List.of(0, 2, 1, 3)));
    return flat(n, turned);
  }

  private static Value flat(OnnxNode n, Value y) {
    var shape = y.type().shape();
    return n.builder().add(new Op.Reshape(y, Shape.of(shape.get(0), shape.get(1), shape.get(2).times(shape.get(3)))));
  }

  // ---- positions --------------------------------------------------------------------------------------------------

  private static Value rotary(OnnxNode n) {
    var x = n.requireFloat(n.value(0));
    boolean flat = x.type().rank() == 3;
    var split = flat ? split(n, x, "num_heads") : x;
    if (split.type().rank() != 4) {
      throw n.error("An input has the wrong rank.", x.type().toString(), "three axes, or four with the heads second");
    }
    if (!flat) {
      n.attributes().ignore("num_heads");
    }
    int heads = flat ? 2 : 1;
    var cos = angles(n, 1, split, heads);
    var sin = angles(n, 2, split, heads);
    requireDimension(n, split, cos);
    var y = RotaryEmbedding.of(n.builder(), split, cos, sin, n.attributes().flag("interleaved", false));
    return flat ? flat(n, y) : y;
  }

  /// `[batch, sequence, pairs]`, looked up by position where positions are given, for all heads.
  private static Value angles(OnnxNode n, int input, Value x, int heads) {
    var cache = n.value(input);
    var each = n.has(3) ? n.builder().add(new Indexed.Gather(cache, List.of(n.convert(n.value(3), DType.I64)),
        List.of(0))) : cache;
    if (each.type().rank() != 3) {
      throw n.error("An input has the wrong rank.", "input " + input + " of " + cache.type(),
          n.has(3) ? "two axes, positions and pairs" : "three axes, batch, sequence and pairs");
    }
    var dims = new ArrayList<>(x.type().shape().dims());
    dims.set(3, each.type().dim(2));
    return n.builder().spread(each, new Shape(dims), List.of(heads));
  }

  private static void requireDimension(OnnxNode n, Value x, Value cos) {
    long wanted = n.attributes().integer("rotary_embedding_dim", 0);
    var size = wanted == 0 ? x.type().dim(3) : Dim.of(wanted);
    if (!cos.type().dim(3).times(2).equals(size)) {
      throw n.error("The angles do not fit the elements to be rotated.",
          cos.type().dim(3) + " angles for " + size + " elements", "one for every two");
    }
  }
}

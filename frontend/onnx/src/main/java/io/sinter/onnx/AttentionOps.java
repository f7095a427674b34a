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
import io.sinter.runtime.Truth;
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
    requireAlike(n, q, newKeys, newValues);
    boolean cached = n.has(PAST_KEY);
    n.require(cached == n.has(PAST_VALUE), "An attention has half a cache.", cached ? "past_key" : "past_value",
        "past_key and past_value");
    requireOneCache(n);
    var k = cached ? append(n, PAST_KEY, newKeys) : newKeys;
    var v = cached ? append(n, PAST_VALUE, newValues) : newValues;
    requireGroups(n, q, k);
    var past = cached ? n.value(PAST_KEY).type().dim(2) : Dim.ZERO;
    var scores = Shape.of(q.type().dim(0), q.type().dim(1), q.type().dim(2), k.type().dim(2));
    var mask = new AttentionMask(n, scores, past);
    float cap = n.attributes().real("softcap", 0);
    n.require(cap >= 0, "The scores of an attention are capped below 0.", "softcap " + cap, "0 or more");
    var attention = new Attention(scale(n, q), cap, precision(n, q.type().dtype()), mask.looksAtNone());
    var operands = new Attention.Operands(q, k, v, mask.allowed(), mask.added());
    var stage = stage(n);
    var computed = n.wants(3) ? attention.of(n.builder(), operands, stage)
        : List.of(attention.of(n.builder(), operands));
    var results = new ArrayList<>(List.of(joined(n, computed.getFirst()), k, v));
    results.addAll(computed.subList(1, computed.size()));
    return results;
  }

  /// What version 25 says of the caches.
  private static void requireOneCache(OnnxNode n) {
    if (n.version() >= 25) {
      n.require(n.wants(1) == n.wants(2), "An attention gives half a cache.",
          n.wants(1) ? "present_key" : "present_value", "present_key and present_value, or none");
      n.require(!n.has(AttentionMask.VALID_KEYS) || !n.wants(1), "An attention has a cache in two ways.",
          "nonpad_kv_seqlen and present_key", "one of them");
    }
  }

  private static Attention.Stage stage(OnnxNode n) {
    return Attention.Stage.values()[(int) n.attributes().integer("qk_matmul_output_mode", 0, 0, 3)];
  }

  /// The type of the softmax.
  static DType precision(OnnxNode n, DType fallback) {
    var type = n.attributes().dtype("softmax_precision", fallback);
    n.require(type.isFloat(), "A softmax is computed in no float type.", "softmax_precision " + type, "a float type");
    return type;
  }

  /// Queries, keys and values of equal batches, of which keys and values are pairs and keys as long as queries.
  static void requireAlike(OnnxNode n, Value q, Value k, Value v) {
    boolean alike = fit(q, k, 0) && fit(k, v, 0) && fit(k, v, 1) && fit(k, v, 2) && fit(q, k, 3);
    n.require(alike, "The inputs of an attention do not fit.", q.type() + ", " + k.type() + " and " + v.type(),
        "[batch, heads, queries, size], [batch, kv_heads, keys, size] and [batch, kv_heads, keys, value size]");
  }

  private static boolean fit(Value a, Value b, int axis) {
    return a.type().dim(axis).equalTo(b.type().dim(axis)) != Truth.NO;
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
    long ours = q.type().dim(1).constant().orElse(0);
    long theirs = k.type().dim(1).constant().orElse(1);
    n.require(theirs > 0 && ours % theirs == 0, "The heads of an attention do not pair.",
        ours + " heads of queries and " + theirs + " of keys", "a multiple of the heads of keys");
  }

  private static Value append(OnnxNode n, int cache, Value x) {
    var dims = new ArrayList<>(x.type().shape().dims());
    dims.set(2, n.ranked(cache, 4, "[batch, kv_heads, past, size]").type().dim(2));
    return n.builder().add(new Op.Concatenate(List.of(n.shaped(cache, new Shape(dims)), x), 2));
  }

  /// `[batch, heads, sequence, size]`, of that or of `[batch, sequence, heads * size]`.
  private static Value heads(OnnxNode n, Value x, String attribute) {
    int rank = x.type().rank();
    var queries = n.value(0).type();
    n.require((rank == 3 || rank == 4) && rank == queries.rank(), "An input has the wrong rank.",
        x.type() + " with queries of " + queries, "three axes, or four with the heads second, as the queries");
    if (rank == 4) {
      long declared = n.attributes().integer(attribute, 0);
      n.require(n.version() < 25 || !n.attributes().has(attribute), "An attribute is not one of inputs of four axes.",
          attribute + " " + declared, "heads that the second axis counts");
      n.require(declared == 0 || x.type().dim(1).equalTo(Dim.of(declared)) != Truth.NO,
          "An attribute does not fit the heads.", attribute + " " + declared, x.type().dim(1));
      return x;
    }
    return n.builder().add(new Op.Transpose(split(n, x, attribute), List.of(0, 2, 1, 3)));
  }

  /// `[batch, sequence, heads, size]` of `[batch, sequence, heads * size]`.
  private static Value split(OnnxNode n, Value x, String attribute) {
    long heads = n.attributes().count(attribute);
    var hidden = x.type().dim(2);
    n.require(hidden.mod(heads).equalTo(Dim.ZERO) != Truth.NO, "The heads do not divide the last axis.",
        heads + " heads of " + x.type(), "a divisor of " + hidden);
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
    var split = flat ? split(n, x, "num_heads") : n.ranked(0, 4, "three axes, or four with the heads second");
    if (!flat) {
      n.attributes().ignore("num_heads");
    }
    int heads = flat ? 2 : 1;
    var pairs = pairs(n, split.type().dim(3));
    var cos = angles(n, 1, split, heads, pairs);
    var sin = angles(n, 2, split, heads, pairs);
    boolean all = n.attributes().integer("rotary_embedding_dim", 0) == 0;
    var paired = all ? paired(n, split, pairs) : split;
    var y = RotaryEmbedding.of(n.builder(), paired, cos, sin, n.attributes().flag("interleaved", false));
    return flat ? flat(n, y) : y;
  }

  /// `x`, whose heads are that many pairs. What only the run tells is compared then.
  private static Value paired(OnnxNode n, Value x, Dim pairs) {
    var dims = new ArrayList<>(x.type().shape().dims());
    dims.set(3, pairs.times(2));
    return ShapeOps.reshape(n, x, new Shape(dims));
  }

  /// How many pairs of elements are rotated of heads of a `size`.
  private static Dim pairs(OnnxNode n, Dim size) {
    long wanted = n.attributes().integer("rotary_embedding_dim", 0, 0, Integer.MAX_VALUE);
    var rotated = wanted == 0 ? size : Dim.of(wanted);
    n.require(rotated.mod(2).equalTo(Dim.ZERO) != Truth.NO && rotated.minus(size).constant().orElse(0) <= 0,
        "The elements to be rotated are no pairs of a head.", rotated + " elements of " + size,
        "an even number, at most the size of a head");
    return rotated.floorDiv(2);
  }

  /// `[batch, sequence, pairs]`, looked up by position where positions are given, for all heads.
  private static Value angles(OnnxNode n, int input, Value x, int heads, Dim pairs) {
    var each = Shape.of(x.type().dim(0), x.type().dim(3 - heads), pairs);
    var dims = new ArrayList<>(x.type().shape().dims());
    dims.set(3, pairs);
    return n.builder().spread(n.has(3) ? lookedUp(n, input, each) : n.shaped(input, each), new Shape(dims),
        List.of(heads));
  }

  private static Value lookedUp(OnnxNode n, int input, Shape each) {
    var rows = n.ranked(1, 2, "[positions, pairs]").type().dim(0);
    var cache = n.shaped(input, Shape.of(rows, each.get(2)));
    var positions = n.shaped(3, Shape.of(each.get(0), each.get(1)));
    return n.builder().add(new Indexed.Gather(cache, List.of(Indices.fromStart(n, positions, rows)), List.of(0)));
  }
}

package io.sinter.onnx;

import io.sinter.ir.Counting;
import io.sinter.ir.Op;
import io.sinter.ir.ScalarFn;
import io.sinter.ir.Value;
import io.sinter.ir.composite.Measure;
import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Optional;

/// Which keys the queries of an Attention node may look at, and what is added to their scores: all that the node says
/// about it, together.
final class AttentionMask {
  private static final int MASK = 3;
  static final int VALID_KEYS = 6;

  private final OnnxNode n;
  private final Shape scores;
  /// How many keys stand before the first query, as i64 of a shape that broadcasts to the scores.
  private final Value offset;
  private Optional<Value> allowed = Optional.empty();
  private Optional<Value> added = Optional.empty();
  private boolean looksAtNone;

  /// @param scores `[batch, heads, queries, keys]`
  /// @param past how many of the keys come from the cache
  AttentionMask(OnnxNode n, Shape scores, Dim past) {
    this.n = n;
    this.scores = scores;
    if (n.has(MASK)) {
      given(n.value(MASK));
    }
    this.offset = n.has(VALID_KEYS) ? valid(n.shaped(VALID_KEYS, Shape.of(scores.get(0))))
        : Measure.of(n.builder(), past);
    boolean causal = n.attributes().flag("is_causal", false);
    var left = window("left_window_size");
    var right = window("right_window_size");
    if (causal || right.isPresent()) {
      long ahead = causal ? 0 : right.orElseThrow();
      allow(keys(), shifted(positions(), ahead));
    }
    left.ifPresent(size -> {
      looksAtNone = true;
      allow(shifted(positions(), -size), keys());
    });
  }

  Optional<Value> allowed() {
    return allowed;
  }

  Optional<Value> added() {
    return added;
  }

  /// Whether some query may have no key to look at.
  boolean looksAtNone() {
    return looksAtNone;
  }

  /// A mask shorter than the keys forbids the rest, from version 24 on.
  private void given(Value mask) {
    looksAtNone = true;
    boolean bools = mask.type().dtype() == DType.BOOL;
    int rank = mask.type().rank();
    n.require(rank >= 1 && rank <= 4, "The mask of an attention has the wrong rank.", mask.type(),
        "what broadcasts to " + scores);
    var missing = scores.get(3).minus(mask.type().dim(rank - 1));
    n.require(missing.constant().orElse(0) >= 0, "The mask of an attention is longer than the keys.", mask.type(),
        "at most " + scores.get(3) + " keys");
    if (n.version() >= 24 && !missing.equals(Dim.ZERO)) {
      missing = missing.constant().isPresent() ? missing : missing.max(Dim.ZERO);
      var none = Collections.nCopies(rank - 1, Dim.ZERO);
      var high = new ArrayList<>(none);
      high.add(missing);
      var low = Collections.nCopies(rank, Dim.ZERO);
      var value = n.builder().scalar(mask.type().dtype(), bools ? 0 : Double.NEGATIVE_INFINITY);
      mask = n.builder().add(new Op.Pad(mask, value, low, high, Collections.nCopies(rank, 0L)));
    }
    var whole = Broadcasting.to(n, mask, scores);
    if (bools) {
      allow(whole);
    } else {
      added = Optional.of(whole);
    }
  }

  /// Only the first keys of each row of the batch are valid.
  private Value valid(Value counts) {
    n.require(!n.has(4), "An attention has a cache in two ways.", "past_key and nonpad_kv_seqlen", "one of them");
    looksAtNone = true;
    var inside = Demand.within(n, n.convert(counts, DType.I64), Dim.ZERO, scores.get(3).plus(1),
        "A sequence has more keys than there are, or less than none.");
    var each = n.builder().add(new Op.Reshape(inside, Shape.of(scores.get(0), Dim.ONE, Dim.ONE, Dim.ONE)));
    var whole = n.builder().broadcast(each, scores);
    allow(n.apply(ScalarFn.LT, keys(), whole));
    var queries = n.builder().broadcast(Measure.of(n.builder(), scores.get(2)), each.type().shape());
    return n.apply(ScalarFn.SUB, each, queries);
  }

  private Optional<Long> window(String attribute) {
    long size = n.version() >= 25 ? n.attributes().integer(attribute, -1, -1, Long.MAX_VALUE) : -1;
    return size < 0 ? Optional.empty() : Optional.of(size);
  }

  private Value keys() {
    return n.builder().add(new Counting.Iota(scores, 3));
  }

  /// Where each query stands among the keys.
  private Value positions() {
    return n.apply(ScalarFn.ADD, n.builder().add(new Counting.Iota(scores, 2)), n.builder().broadcast(offset, scores));
  }

  private Value shifted(Value x, long distance) {
    return distance == 0 ? x : n.apply(ScalarFn.ADD, x, n.splat(x, distance));
  }

  private void allow(Value low, Value high) {
    allow(n.apply(ScalarFn.LE, low, high));
  }

  private void allow(Value condition) {
    allowed = Optional.of(allowed.map(a -> n.apply(ScalarFn.AND, a, condition)).orElse(condition));
  }
}

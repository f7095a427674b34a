package io.sinter.trace;

import io.sinter.ir.Counting;
import io.sinter.ir.ScalarFn;
import io.sinter.ir.Value;
import io.sinter.ir.composite.Attention;
import io.sinter.ir.composite.Measure;
import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
import io.sinter.runtime.Truth;
import java.util.List;
import java.util.Optional;

/// Attention with its mask.
final class Attending {
  private Attending() {}

  static Traced of(Call c, Traced query, Traced key, Traced value, Optional<Traced> mask, boolean causal) {
    var q = c.in(query);
    var k = c.in(key);
    var v = c.in(value);
    require(c, q, k, v);
    var scores = Shape.of(q.type().dim(0), q.type().dim(1), q.type().dim(2), k.type().dim(2));
    var given = mask.map(m -> masked(c, q, c.in(m), scores));
    var allowed = causal ? Optional.of(causal(c, scores)) : given.filter(m -> m.type().dtype() == DType.BOOL);
    var added = given.filter(m -> m.type().dtype() != DType.BOOL);
    boolean looksAtNone = given.isPresent() || causal && scores.get(2).atMost(scores.get(3)) != Truth.YES;
    double scale = 1 / Math.sqrt(q.type().dim(3).asLong());
    return c.out(new Attention(scale, 0, Norms.stage(q), looksAtNone)
        .of(c.builder(), new Attention.Operands(q, k, v, allowed, added)));
  }

  private static void require(Call c, Value q, Value k, Value v) {
    Elementwise.require(c, ScalarFn.EXP, q);
    for (var x : List.of(k, v)) {
      Elementwise.requireOneType(c, q, x);
    }
    var all = List.of(q, k, v);
    if (all.stream().anyMatch(x -> x.type().rank() != 4)
        || all.stream().anyMatch(x -> x.type().dim(0).equalTo(q.type().dim(0)) == Truth.NO)
        || k.type().dim(1).equalTo(v.type().dim(1)) == Truth.NO || k.type().dim(2).equalTo(v.type().dim(2)) == Truth.NO
        || q.type().dim(3).equalTo(k.type().dim(3)) == Truth.NO || !paired(q.type().dim(1), k.type().dim(1))) {
      throw c.error("Queries, keys and values do not fit.", q.type() + ", " + k.type() + " and " + v.type(),
          "[batch, heads, queries, size], [batch, heads, keys, size] and [batch, heads, keys, features]",
          "make heads of the last axis with Nn.splitHeads");
    }
    if (q.type().dim(3).constant().orElse(0) < 1) {
      throw c.error("The size of a head is open or 0.", q.type(), "a number above 0 as the last size");
    }
  }

  /// Whether each head of keys serves as many of queries.
  private static boolean paired(Dim queries, Dim keys) {
    return queries.equals(keys) || queries.constant().isPresent() && keys.constant().isPresent()
        && keys.asLong() > 0 && queries.asLong() % keys.asLong() == 0;
  }

  private static Value masked(Call c, Value q, Value mask, Shape scores) {
    if (mask.type().dtype() != DType.BOOL) {
      Elementwise.requireOneType(c, q, mask);
    }
    return Elementwise.broadcast(c, mask, scores);
  }

  private static Value causal(Call c, Shape scores) {
    var b = c.builder();
    var pairs = Shape.of(scores.get(2), scores.get(3));
    var ahead = b.broadcast(Measure.of(b, scores.get(3).minus(scores.get(2))), pairs);
    var own = b.apply(ScalarFn.ADD, b.add(new Counting.Iota(pairs, 0)), ahead);
    return b.broadcast(b.apply(ScalarFn.LE, b.add(new Counting.Iota(pairs, 1)), own), scores);
  }
}

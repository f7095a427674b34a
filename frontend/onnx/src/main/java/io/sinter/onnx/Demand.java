package io.sinter.onnx;

import io.sinter.ir.Assert;
import io.sinter.ir.Counting;
import io.sinter.ir.ScalarFn;
import io.sinter.ir.Value;
import io.sinter.ir.composite.Positions;
import io.sinter.runtime.Dim;
import io.sinter.runtime.ModelError;
import io.sinter.runtime.Shape;
import io.sinter.runtime.Truth;

/// What an operator demands of its data, beyond its type. Data that is known at import is checked there, all else when
/// the program runs, by [Assert]; in the body of a control operator, which may never run, that is so for all data.
final class Demand {
  private Demand() {}

  /// `x`, of which `holds` must be true at each index.
  ///
  /// @param expected what of each element
  /// @throws ModelError naming an element for which it is known not to hold
  static Value that(OnnxNode n, Value x, Value holds, String sentence, String expected) {
    var known = Counts.constant(n, holds);
    if (known.isEmpty()) {
      return n.builder().add(new Assert(x, holds, sentence, expected));
    }
    for (int i = 0; i < known.get().elements(); i++) {
      if (known.get().longAt(i) == 0) {
        if (n.scope().function().isBody()) {
          return n.builder().add(new Assert(x, holds, sentence, expected));
        }
        int at = i;
        throw n.error(sentence, Counts.constant(n, x).map(t -> t.textAt(at)).orElse("element " + i), expected);
      }
    }
    return x;
  }

  /// The i64 `x`, of which each element must be from `low` to `end - 1`.
  static Value within(OnnxNode n, Value x, Dim low, Dim end, String sentence) {
    if (x.op() instanceof Counting.Iota iota && low.atMost(Dim.ZERO) == Truth.YES
        && x.type().dim(iota.axis()).atMost(end) == Truth.YES) {
      return x;
    }
    return that(n, x, Positions.areWithin(n.builder(), x, low, end), sentence,
        "from " + low + " to " + end.minus(1));
  }

  /// `chosen`, each element of which comes from one of `count`: there must be some.
  static Value some(OnnxNode n, Value chosen, Dim count) {
    var any = n.apply(ScalarFn.LT, Indices.spread(n, Dim.ZERO, Shape.SCALAR), Indices.spread(n, count, Shape.SCALAR));
    return Dim.ONE.atMost(count) == Truth.YES ? chosen
        : that(n, chosen, n.builder().broadcast(any, chosen.type().shape()),
            "An element is chosen from none.", "at least one to choose from");
  }

  /// Integers that something is divided by; others are what they are.
  static Value divisor(OnnxNode n, Value x) {
    if (!x.type().dtype().isInteger()) {
      return x;
    }
    var zero = n.apply(ScalarFn.EQ, x, n.splat(x, 0));
    return that(n, x, n.apply(ScalarFn.NOT, zero), "An integer is divided by zero.", "another divisor");
  }
}

package io.sinter.ir.composite;

import static io.sinter.ir.composite.Recurrent.part;

import io.sinter.ir.Builder;
import io.sinter.ir.ScalarFn;
import io.sinter.ir.Value;
import java.util.List;
import java.util.Optional;

/// Long short-term memory (Hochreiter, Schmidhuber 1997, <https://doi.org/10.1162/neco.1997.9.8.1735>) with the
/// peepholes p of Gers and Schmidhuber (2000): for each step, with `x` for `x wᵀ + wb + h rᵀ + rb`, the gates in the
/// order i, o, f, c and the peepholes in the order i, o, f,
///
/// ```
/// i = f(xi + pi * c)
/// f = f(xf + pf * c)      or      1 - i
/// c = f * c + i * g(xc)
/// o = f(xo + po * c)
/// h = o * h(c)
/// ```
public final class Lstm {
  public static final String NAME = "lstm";

  private Lstm() {}

  /// The outputs of all steps, the last one, and the last c.
  ///
  /// @param layer with four gates and three functions; its state is h, c
  /// @param coupled whether the forget gate is what the input gate leaves
  public static List<Value> of(Builder b, Recurrent layer, boolean coupled) {
    var f = layer.activations().get(0);
    var g = layer.activations().get(1);
    var h = layer.activations().get(2);
    return layer.of(b, NAME, (s, x, weights, state) -> {
      var old = state.get(1);
      var gates = s.apply(ScalarFn.ADD, weights.input(s, x), weights.hidden(s, state.get(0)));
      var holes = weights.peepholes();
      var input = f.of(s, seen(s, gates, 0, holes, 0, old));
      var forget = coupled ? s.apply(ScalarFn.SUB, s.splat(input, 1), input)
          : f.of(s, seen(s, gates, 2, holes, 2, old));
      var candidate = g.of(s, part(s, gates, 3, 4));
      var cell = s.apply(ScalarFn.ADD, s.apply(ScalarFn.MUL, forget, old), s.apply(ScalarFn.MUL, input, candidate));
      var output = f.of(s, seen(s, gates, 1, holes, 1, cell));
      return List.of(s.apply(ScalarFn.MUL, output, h.of(s, cell)), cell);
    });
  }

  private static Value seen(Builder b, Value gates, int gate, Optional<Value> peepholes, int hole, Value cell) {
    var x = part(b, gates, gate, 4);
    return peepholes.map(p -> b.apply(ScalarFn.ADD, x,
        b.apply(ScalarFn.MUL, b.broadcast(part(b, p, hole, 3), cell.type().shape()), cell))).orElse(x);
  }
}

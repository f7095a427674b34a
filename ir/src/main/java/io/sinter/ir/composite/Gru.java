package io.sinter.ir.composite;

import static io.sinter.ir.composite.Recurrent.part;

import io.sinter.ir.Builder;
import io.sinter.ir.ScalarFn;
import io.sinter.ir.Value;
import java.util.List;

/// Gated recurrent units (Cho et al. 2014, <https://arxiv.org/abs/1406.1078>): for each step, with `x` for `x wᵀ + wb`
/// and the gates z, r, h in this order,
///
/// ```
/// z = f(xz + h rzᵀ + rbz)
/// r = f(xr + h rrᵀ + rbr)
/// c = g(xh + (r * h) rhᵀ + rbh)      or      g(xh + r * (h rhᵀ + rbh))
/// h = (1 - z) * c + z * h
/// ```
public final class Gru {
  public static final String NAME = "gru";

  private Gru() {}

  /// The outputs of all steps, then the last one.
  ///
  /// @param layer with three gates and two functions
  /// @param late whether the reset gate multiplies what the weights have been applied to
  public static List<Value> of(Builder b, Recurrent layer, boolean late) {
    var f = layer.activations().get(0);
    var g = layer.activations().get(1);
    return layer.of(b, NAME, (c, x, weights, state) -> {
      var h = state.getFirst();
      var in = weights.input(c, x);
      var hidden = late ? weights.hidden(c, h) : weights.hidden(c, h, 0, 2, 3);
      int parts = late ? 3 : 2;
      var z = f.of(c, c.apply(ScalarFn.ADD, part(c, in, 0, 3), part(c, hidden, 0, parts)));
      var r = f.of(c, c.apply(ScalarFn.ADD, part(c, in, 1, 3), part(c, hidden, 1, parts)));
      var reset = late ? c.apply(ScalarFn.MUL, r, part(c, hidden, 2, 3))
          : weights.hidden(c, c.apply(ScalarFn.MUL, r, h), 2, 3, 3);
      var candidate = g.of(c, c.apply(ScalarFn.ADD, part(c, in, 2, 3), reset));
      var fresh = c.apply(ScalarFn.MUL, c.apply(ScalarFn.SUB, c.splat(z, 1), z), candidate);
      return List.of(c.apply(ScalarFn.ADD, fresh, c.apply(ScalarFn.MUL, z, h)));
    });
  }
}

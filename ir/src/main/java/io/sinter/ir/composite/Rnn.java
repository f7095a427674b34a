package io.sinter.ir.composite;

import io.sinter.ir.Builder;
import io.sinter.ir.ScalarFn;
import io.sinter.ir.Value;
import java.util.List;

/// `h = f(x wᵀ + wb + h rᵀ + rb)` for each step (Elman 1990, <https://doi.org/10.1207/s15516709cog1402_1>).
public final class Rnn {
  public static final String NAME = "rnn";

  private Rnn() {}

  /// The outputs of all steps, then the last one.
  ///
  /// @param layer with one gate and one function
  public static List<Value> of(Builder b, Recurrent layer) {
    return layer.of(b, NAME, (c, x, weights, state) -> List.of(layer.activations().getFirst()
        .of(c, c.apply(ScalarFn.ADD, weights.input(c, x), weights.hidden(c, state.getFirst())))));
  }
}

package io.sinter.passes;

import static org.assertj.core.api.Assertions.assertThat;

import io.sinter.ir.Builder;
import io.sinter.ir.Control;
import io.sinter.ir.Function;
import io.sinter.ir.Interpreter;
import io.sinter.ir.Op;
import io.sinter.ir.Value;
import io.sinter.ir.Verifier;
import io.sinter.ir.composite.Activation;
import io.sinter.ir.composite.Gru;
import io.sinter.ir.composite.Lstm;
import io.sinter.ir.composite.Recurrent;
import io.sinter.ir.composite.Rnn;
import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
import io.sinter.runtime.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HoistFromLoopsTest {
  private static final List<Activation> FUNCTIONS = List.of(Activation.SIGMOID, Activation.TANH, Activation.TANH);

  /// A layer of 3 units over 2 inputs, with all that it may have.
  private static Function layer(int gates, boolean reverse, boolean lengths, boolean variant) {
    var b = new Builder();
    var rows = Dim.symbol("n");
    var x = b.parameter("x", new TensorType(DType.F32, Shape.of(Dim.symbol("t"), rows, Dim.of(2))));
    var w = b.parameter("w", TensorType.of(DType.F32, 3L * gates, 2));
    var r = b.parameter("r", TensorType.of(DType.F32, 3L * gates, 3));
    var bias = b.parameter("b", TensorType.of(DType.F32, 6L * gates));
    var state = new ArrayList<Value>();
    for (int i = 0; i < (gates == 4 ? 2 : 1); i++) {
      state.add(b.parameter("s" + i, new TensorType(DType.F32, Shape.of(rows, Dim.of(3)))));
    }
    Optional<Value> count = lengths ? Optional.of(b.parameter("c", new TensorType(DType.I32, Shape.of(rows))))
        : Optional.empty();
    var layer = new Recurrent(x, w, r, Optional.of(bias), count, state, Optional.empty(), FUNCTIONS, reverse, "i");
    var results = switch (gates) {
      case 1 -> Rnn.of(b, layer);
      case 3 -> Gru.of(b, layer, variant);
      default -> Lstm.of(b, layer, variant);
    };
    return b.finish("main", results, List.of("y", "h", "c").subList(0, results.size()));
  }

  private static Function inlined(Function function) {
    return new InlineComposites(Set.of()).apply(function, new Tally());
  }

  private static Control.Loop loop(Function function) {
    return function.body().stream().map(Value::op).filter(Control.Loop.class::isInstance).map(Control.Loop.class::cast)
        .findFirst().orElseThrow();
  }

  private static long products(Function function) {
    return function.body().stream().filter(v -> v.op() instanceof Op.DotGeneral).count();
  }

  @Test
  void theProductWithTheInputOfARecurrentLayerIsOneForAllStepsAndKeepsEveryBit() {
    for (int gates : new int[] {1, 3, 4}) {
      for (int bits = 0; bits < 8; bits++) {
        var before = inlined(layer(gates, (bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0));
        var tally = new Tally();
        var after = new HoistFromLoops().apply(before, tally);
        Verifier.verify("test", after);
        assertThat(tally.hits()).containsKey("hoisted");
        assertThat(products(after)).isOne();
        assertThat(products(loop(after).body())).isEqualTo(products(loop(before).body()) - 1);
        for (int seed = 0; seed < 10; seed++) {
          var inputs = RandomInputs.of(before, seed);
          assertThat(Interpreter.run(after, inputs)).as("%s gates, %s, seed %s", gates, bits, seed)
              .isEqualTo(Interpreter.run(before, inputs));
        }
      }
    }
  }

  @Test
  void onceIsEnough() {
    var once = new HoistFromLoops().apply(inlined(layer(4, false, true, false)), new Tally());
    var tally = new Tally();
    assertThat(new HoistFromLoops().apply(once, tally).toString()).isEqualTo(once.toString());
    assertThat(tally.total()).isZero();
  }
}

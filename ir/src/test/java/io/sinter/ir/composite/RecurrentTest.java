package io.sinter.ir.composite;

import static org.assertj.core.api.Assertions.assertThat;

import io.sinter.ir.Builder;
import io.sinter.ir.Function;
import io.sinter.ir.Interpreter;
import io.sinter.ir.Op;
import io.sinter.ir.Origin;
import io.sinter.ir.Text;
import io.sinter.ir.Value;
import io.sinter.ir.Verifier;
import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
import io.sinter.runtime.Tensor;
import io.sinter.runtime.TensorType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class RecurrentTest {
  private static final DoubleUnaryOperator SIGMOID = x -> 1 / (1 + Math.exp(-x));

  private enum Kind {
    RNN(1, 1), GRU(3, 1), LSTM(4, 2);

    private final int gates;
    private final int states;

    Kind(int gates, int states) {
      this.gates = gates;
      this.states = states;
    }
  }

  /// One layer in all that may vary.
  private record Layer(Kind kind, boolean reverse, boolean bias, boolean lengths, boolean variant, boolean holes) {
    Function function(DType type, int inputs, int hidden) {
      var b = new Builder().at(Origin.of("layer"));
      var rows = Dim.symbol("rows");
      var x = b.parameter("x", new TensorType(type, Shape.of(Dim.symbol("steps"), rows, Dim.of(inputs))));
      var w = b.parameter("w", TensorType.of(type, kind.gates * hidden, inputs));
      var r = b.parameter("r", TensorType.of(type, kind.gates * hidden, hidden));
      var state = new ArrayList<Value>();
      for (int i = 0; i < kind.states; i++) {
        state.add(b.parameter("s" + i, new TensorType(type, Shape.of(rows, Dim.of(hidden)))));
      }
      var more = optional(b, bias, "bias", TensorType.of(type, 2 * kind.gates * hidden));
      var peepholes = optional(b, holes, "holes", TensorType.of(type, 3 * hidden));
      var count = optional(b, lengths, "lengths", new TensorType(DType.I32, Shape.of(rows)));
      var functions = switch (kind) {
        case RNN -> List.of(Activation.TANH);
        case GRU -> List.of(Activation.SIGMOID, Activation.TANH);
        case LSTM -> List.of(Activation.SIGMOID, Activation.TANH, Activation.softsign());
      };
      var layer = new Recurrent(x, w, r, more, count, state, peepholes, functions, reverse, "t");
      var results = switch (kind) {
        case RNN -> Rnn.of(b, layer);
        case GRU -> Gru.of(b, layer, variant);
        case LSTM -> Lstm.of(b, layer, variant);
      };
      return b.finish("test", results, List.of("y", "h", "c").subList(0, results.size()));
    }

    private static Optional<Value> optional(Builder b, boolean there, String name, TensorType type) {
      return there ? Optional.of(b.parameter(name, type)) : Optional.empty();
    }
  }

  private static List<Layer> all() {
    var layers = new ArrayList<Layer>();
    for (var kind : Kind.values()) {
      for (int bits = 0; bits < 32; bits++) {
        boolean variant = (bits & 8) != 0;
        boolean holes = (bits & 16) != 0;
        if ((!variant || kind != Kind.RNN) && (!holes || kind == Kind.LSTM)) {
          layers.add(new Layer(kind, (bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0, variant, holes));
        }
      }
    }
    return layers;
  }

  private static Tensor random(Random random, DType type, long... shape) {
    int count = (int) Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    return Tensor.fromDoubles(type, shape, random.doubles(count, -1, 1).toArray());
  }

  private static List<Tensor> inputs(Layer l, DType type, int steps, int rows, int inputs, int hidden) {
    var random = new Random(7);
    var tensors = new ArrayList<Tensor>();
    tensors.add(random(random, type, steps, rows, inputs));
    tensors.add(random(random, type, (long) l.kind().gates * hidden, inputs));
    tensors.add(random(random, type, (long) l.kind().gates * hidden, hidden));
    for (int i = 0; i < l.kind().states; i++) {
      tensors.add(random(random, type, rows, hidden));
    }
    if (l.bias()) {
      tensors.add(random(random, type, 2L * l.kind().gates * hidden));
    }
    if (l.holes()) {
      tensors.add(random(random, type, 3L * hidden));
    }
    if (l.lengths()) {
      tensors.add(Tensor.of(random.ints(rows, 0, steps + 1).toArray(), rows));
    }
    return tensors;
  }

  private static double[] numbers(Tensor t, int from, int count) {
    var numbers = new double[count];
    Arrays.setAll(numbers, i -> t.doubleAt(from + i));
    return numbers;
  }

  private static double[][] matrix(Tensor t) {
    int columns = (int) t.dim(1);
    var rows = new double[(int) t.dim(0)][];
    Arrays.setAll(rows, i -> numbers(t, i * columns, columns));
    return rows;
  }

  private static void requireSame(Layer l, int steps, int rows, int inputs, int hidden) {
    var given = inputs(l, DType.F64, steps, rows, inputs, hidden);
    var results = Interpreter.run(l.function(DType.F64, inputs, hidden), given);
    int next = 3 + l.kind().states;
    var bias = l.bias() ? numbers(given.get(next), 0, 2 * l.kind().gates * hidden)
        : new double[2 * l.kind().gates * hidden];
    var holes = l.holes() ? numbers(given.get(next + (l.bias() ? 1 : 0)), 0, 3 * hidden) : new double[3 * hidden];
    var reference = new RecurrentReference(hidden, matrix(given.get(1)), matrix(given.get(2)), bias, holes,
        l.kind() == Kind.RNN ? Math::tanh : SIGMOID, Math::tanh, x -> x / (1 + Math.abs(x)), l.variant());
    for (int row = 0; row < rows; row++) {
      int length = l.lengths() ? (int) given.getLast().longAt(row) : steps;
      var state = new double[l.kind().states][];
      for (int i = 0; i < state.length; i++) {
        state[i] = numbers(given.get(3 + i), row * hidden, hidden);
      }
      for (int k = 0; k < steps; k++) {
        int step = l.reverse() ? steps - 1 - k : k;
        var y = new double[hidden];
        if (step < length) {
          var x = numbers(given.getFirst(), (step * rows + row) * inputs, inputs);
          state = switch (l.kind()) {
            case RNN -> reference.rnn(x, state);
            case GRU -> reference.gru(x, state);
            case LSTM -> reference.lstm(x, state);
          };
          y = state[0];
        }
        requireClose(l, numbers(results.getFirst(), (step * rows + row) * hidden, hidden), y);
      }
      for (int i = 0; i < state.length; i++) {
        requireClose(l, numbers(results.get(1 + i), row * hidden, hidden), state[i]);
      }
    }
  }

  private static void requireClose(Layer l, double[] actual, double[] expected) {
    assertThat(actual).as("%s", l).containsExactly(expected, Offset.offset(1e-12));
  }

  @Test
  void layersOfAllKindsComputeWhatTheirEquationsSay() {
    for (var layer : all()) {
      requireSame(layer, 5, 3, 2, 7);
      requireSame(layer, 1, 1, 1, 1);
    }
  }

  @Test
  void thereMayBeNoStepsAndNoRows() {
    for (var layer : all()) {
      requireSame(layer, 0, 2, 3, 2);
      requireSame(layer, 3, 0, 1, 2);
    }
  }

  @Test
  void theBodyIsTheMeaning() {
    for (var layer : all()) {
      var function = layer.function(DType.F32, 2, 3);
      Verifier.verify("test", function);
      assertThat(Text.print(Text.parse(Text.print(function)))).isEqualTo(Text.print(function));
      var composite = (Op.Composite) function.body().getFirst().op();
      var given = inputs(layer, DType.F32, 4, 2, 2, 3);
      assertThat(Interpreter.run(composite.body(), given.subList(0, composite.args().size())).getFirst())
          .as("%s", layer).isEqualTo(Interpreter.run(function, given).getFirst());
    }
  }

  @Test
  void halfFloatsAreRoundedOnceForEachResult() {
    for (var layer : all()) {
      var given = inputs(layer, DType.F16, 4, 2, 2, 3);
      var wide = given.stream().map(t -> t.dtype() != DType.F16 ? t
          : Tensor.fromDoubles(DType.F32, t.shape(), numbers(t, 0, t.elements()))).toList();
      var exact = Interpreter.run(layer.function(DType.F32, 2, 3), wide);
      var half = Interpreter.run(layer.function(DType.F16, 2, 3), given);
      for (int i = 0; i < exact.size(); i++) {
        assertThat(half.get(i)).isEqualTo(
            Tensor.fromDoubles(DType.F16, exact.get(i).shape(), numbers(exact.get(i), 0, exact.get(i).elements())));
      }
    }
  }

  @Test
  void activationsAreTheirFormulas() {
    var x = Tensor.of(new double[] {-2, -0.5, 0, 0.5, 2}, 5);
    requireValues(Activation.RELU, x, v -> Math.max(v, 0));
    requireValues(Activation.SIGMOID, x, SIGMOID);
    requireValues(Activation.TANH.clipped(0.75), x, v -> Math.tanh(Math.clamp(v, -0.75, 0.75)));
    requireValues(Activation.affine(3, 0.5), x, v -> 3 * v + 0.5);
    requireValues(Activation.leakyRelu(0.25), x, v -> v < 0 ? 0.25 * v : v);
    requireValues(Activation.thresholdedRelu(0.5), x, v -> v > 0.5 ? v : 0);
    requireValues(Activation.scaledTanh(2, 0.5), x, v -> 2 * Math.tanh(0.5 * v));
    requireValues(Activation.hardSigmoid(0.5, 0.25), x, v -> Math.clamp(0.5 * v + 0.25, 0, 1));
    requireValues(Activation.elu(1.5), x, v -> v < 0 ? 1.5 * (Math.exp(v) - 1) : v);
    requireValues(Activation.softsign(), x, v -> v / (1 + Math.abs(v)));
  }

  private static void requireValues(Activation activation, Tensor x, DoubleUnaryOperator expected) {
    var b = new Builder();
    var in = b.parameter("x", x.type());
    var y = Interpreter.run(b.finish("f", List.of(activation.of(b, in)), List.of("y")), List.of(x)).getFirst();
    for (int i = 0; i < x.elements(); i++) {
      assertThat(y.doubleAt(i)).isCloseTo(expected.applyAsDouble(x.doubleAt(i)), Offset.offset(1e-15));
    }
  }
}

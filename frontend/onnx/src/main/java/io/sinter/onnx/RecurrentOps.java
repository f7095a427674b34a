package io.sinter.onnx;

import static io.sinter.onnx.Operator.several;

import io.sinter.ir.Builder;
import io.sinter.ir.Op;
import io.sinter.ir.Value;
import io.sinter.ir.composite.Activation;
import io.sinter.ir.composite.Gru;
import io.sinter.ir.composite.Lstm;
import io.sinter.ir.composite.Part;
import io.sinter.ir.composite.Recurrent;
import io.sinter.ir.composite.Rnn;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
import io.sinter.runtime.Truth;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// Recurrent layers. Each direction is a composite of its own.
final class RecurrentOps {
  static final List<Operator> TABLE = List.of(
      several("RNN", 7, n -> new RecurrentOps(n, 1, 1, List.of("Tanh")).outputs(Rnn::of)),
      several("GRU", 7, n -> {
        boolean late = n.attributes().flag("linear_before_reset", false);
        return new RecurrentOps(n, 3, 1, List.of("Sigmoid", "Tanh")).outputs((b, layer) -> Gru.of(b, layer, late));
      }),
      several("LSTM", 7, n -> {
        boolean coupled = n.attributes().flag("input_forget", false);
        return new RecurrentOps(n, 4, 2, List.of("Sigmoid", "Tanh", "Tanh"))
            .outputs((b, layer) -> Lstm.of(b, layer, coupled));
      }));

  private static final List<String> DIRECTIONS = List.of("forward", "reverse", "bidirectional");
  private static final int FIRST_STATE = 5;
  private static final int PEEPHOLES = 7;

  private interface Layer {
    List<Value> of(Builder b, Recurrent layer);
  }

  private final OnnxNode n;
  private final int states;
  private final boolean batchFirst;
  private final String direction;
  private final int directions;
  private final List<Activation> activations;
  /// The input as [T, B, I].
  private final Value x;
  private final Dim hidden;

  private RecurrentOps(OnnxNode n, int gates, int states, List<String> activations) {
    this.n = n;
    this.states = states;
    this.batchFirst = n.version() >= 14 && n.attributes().flag("layout", false);
    this.direction = n.attributes().string("direction", "forward");
    if (!DIRECTIONS.contains(direction)) {
      throw n.error("An attribute has an unknown value.", "direction '" + direction + "'",
          "one of " + String.join(", ", DIRECTIONS));
    }
    this.directions = direction.equals("bidirectional") ? 2 : 1;
    this.activations = RecurrentActivations.of(n, activations, directions);
    this.x = swap(require(0, n.requireFloat(n.value(0)), "three axes", 3));
    this.hidden = require(2, n.value(2), "three axes", 3).type().dim(2);
    require("hidden_size", n.attributes().has("hidden_size") ? Dim.of(n.attributes().integer("hidden_size")) : hidden);
    var sides = Dim.of(directions);
    require(1, sides, hidden.times(gates), x.type().dim(2));
    require(2, sides, hidden.times(gates), hidden);
    requireIf(3, sides, hidden.times(2L * gates));
    requireIf(4, batch());
    for (int i = 0; i < states; i++) {
      if (batchFirst) {
        requireIf(FIRST_STATE + i, batch(), sides, hidden);
      } else {
        requireIf(FIRST_STATE + i, sides, batch(), hidden);
      }
    }
    if (states == 2) {
      requireIf(PEEPHOLES, sides, hidden.times(3));
    }
  }

  private Dim batch() {
    return x.type().dim(1);
  }

  // ---- what is given ----------------------------------------------------------------------------------------------

  private Value require(int input, Value value, String expected, int rank) {
    if (value.type().rank() != rank) {
      throw n.error("An input of a recurrent layer has the wrong rank.", "input " + input + " of " + value.type(),
          expected);
    }
    return value;
  }

  private void require(String name, Dim size) {
    if (size.equalTo(hidden) == Truth.NO) {
      throw n.error("An attribute does not fit the weights.", name + " " + size, hidden.toString());
    }
  }

  private void require(int input, Dim... sizes) {
    var type = n.value(input).type();
    var expected = Shape.of(sizes);
    if (type.shape().equalTo(expected) == Truth.NO) {
      throw n.error("An input of a recurrent layer has the wrong shape.", "input " + input + " of " + type,
          expected.toString());
    }
  }

  private void requireIf(int input, Dim... sizes) {
    if (n.has(input)) {
      require(input, sizes);
    }
  }

  // ---- one direction ----------------------------------------------------------------------------------------------

  /// Y, then the last state: those of all directions, joined.
  private List<Value> outputs(Layer layer) {
    var sides = IntStream.range(0, directions).mapToObj(side -> layer.of(n.builder(), side(side))).toList();
    var outputs = new ArrayList<Value>();
    for (int k = 0; k <= states; k++) {
      int axis = k == 0 ? 1 : 0;
      int which = k;
      var joined = join(sides.stream().map(results -> insert(results.get(which), axis)).toList(), axis);
      outputs.add(!batchFirst ? joined : transpose(joined, k == 0 ? List.of(2, 0, 1, 3) : List.of(1, 0, 2)));
    }
    return outputs;
  }

  private Recurrent side(int side) {
    boolean reverse = direction.equals("reverse") || side == 1;
    int functions = activations.size() / directions;
    var initial = IntStream.range(0, states).mapToObj(i -> state(FIRST_STATE + i, side)).toList();
    var lengths = n.optional(4).map(v -> Broadcasting.to(n, v, Shape.of(batch())));
    var peepholes = states == 2 ? n.optional(PEEPHOLES).map(v -> side(v, side)) : Optional.<Value>empty();
    return new Recurrent(x, side(n.value(1), side), side(n.value(2), side), n.optional(3).map(v -> side(v, side)),
        lengths, initial, peepholes, activations.subList(side * functions, (side + 1) * functions), reverse, step(n));
  }

  private Value state(int input, int side) {
    var first = n.has(input) ? side(swap(n.value(input)), side) : n.builder().scalar(x.type().dtype(), 0);
    return Broadcasting.to(n, first, Shape.of(batch(), hidden));
  }

  /// A symbol for the number of a step.
  static String step(OnnxNode n) {
    return n.scope().function().model().symbols().fresh("step").symbols().iterator().next();
  }

  // ---- axes -------------------------------------------------------------------------------------------------------

  /// With the first two axes in the order of layout 0.
  private Value swap(Value v) {
    return batchFirst ? transpose(v, List.of(1, 0, 2)) : v;
  }

  private Value transpose(Value v, List<Integer> permutation) {
    return n.builder().add(new Op.Transpose(v, permutation));
  }

  /// What a tensor with one entry per direction has for one of them.
  private Value side(Value v, int side) {
    return Part.at(n.builder(), v, 0, Dim.of(side));
  }

  private Value insert(Value v, int axis) {
    var dims = new ArrayList<>(v.type().shape().dims());
    dims.add(axis, Dim.ONE);
    return n.builder().add(new Op.Reshape(v, new Shape(dims)));
  }

  private Value join(List<Value> values, int axis) {
    return values.size() == 1 ? values.getFirst() : n.builder().add(new Op.Concatenate(values, axis));
  }
}

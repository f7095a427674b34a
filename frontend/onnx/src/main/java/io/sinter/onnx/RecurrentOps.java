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
import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
import io.sinter.runtime.Truth;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

  private static final int LENGTHS = 4;
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
  /// The other inputs there are, each of the shape that it must have.
  private final Map<Integer, Value> given = new HashMap<>();

  private RecurrentOps(OnnxNode n, int gates, int states, List<String> activations) {
    this.n = n;
    this.states = states;
    this.batchFirst = n.version() >= 14 && n.attributes().flag("layout", false);
    this.direction = n.attributes().choice("direction", "forward", List.of("forward", "reverse", "bidirectional"));
    this.directions = direction.equals("bidirectional") ? 2 : 1;
    this.activations = RecurrentActivations.of(n, activations, directions);
    n.requireFloat(n.value(0));
    this.x = swap(n.ranked(0, 3, batchFirst ? "[batch, steps, size]" : "[steps, batch, size]"));
    var width = n.ranked(2, 3, "[directions, gates * hidden, hidden]").type().dim(2);
    this.hidden = n.attributes().has("hidden_size") ? Dim.of(n.attributes().count("hidden_size")) : width;
    n.require(hidden.equalTo(width) != Truth.NO, "An attribute does not fit the weights.",
        "hidden_size " + hidden, width);
    var sides = Dim.of(directions);
    take(1, sides, hidden.times(gates), x.type().dim(2));
    take(2, sides, hidden.times(gates), hidden);
    take(3, sides, hidden.times(2L * gates));
    take(LENGTHS, batch());
    for (int i = 0; i < states; i++) {
      if (batchFirst) {
        take(FIRST_STATE + i, batch(), sides, hidden);
      } else {
        take(FIRST_STATE + i, sides, batch(), hidden);
      }
    }
    if (states == 2) {
      take(PEEPHOLES, sides, hidden.times(3));
    }
  }

  private Dim batch() {
    return x.type().dim(1);
  }

  private void take(int input, Dim... sizes) {
    if (n.has(input)) {
      given.put(input, n.shaped(input, Shape.of(sizes)));
    }
  }

  private Optional<Value> given(int input) {
    return Optional.ofNullable(given.get(input));
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
    return new Recurrent(x, side(given.get(1), side), side(given.get(2), side), given(3).map(v -> side(v, side)),
        given(LENGTHS).map(this::lengths), initial, given(PEEPHOLES).map(v -> side(v, side)),
        activations.subList(side * functions, (side + 1) * functions), reverse, step(n));
  }

  private Value lengths(Value v) {
    var steps = x.type().dim(0);
    var inside = Demand.within(n, n.convert(v, DType.I64), Dim.ZERO, steps.plus(1),
        "A sequence is longer than the input, or of a negative length.");
    return n.convert(inside, v.type().dtype());
  }

  private Value state(int input, int side) {
    var first = given(input).map(v -> side(swap(v), side))
        .orElseGet(() -> n.builder().scalar(x.type().dtype(), 0));
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

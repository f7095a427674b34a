package io.sinter.ir.composite;

import io.sinter.ir.Builder;
import io.sinter.ir.Control;
import io.sinter.ir.Op;
import io.sinter.ir.ScalarFn;
import io.sinter.ir.Value;
import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
import io.sinter.runtime.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Steps through the first axis of some tensors, each of which makes a new state and an output of the last state.
///
/// @param index a symbol that occurs nowhere else in the model: the number of the step
/// @param sequences tensors `[T, …]` that a step sees one slice of, at least one
/// @param initial the first state
/// @param captured what every step sees all of
/// @param reverse whether the steps go from the last slice to the first
/// @param lengths where the first axis of states and outputs is a batch: how many slices of each row there are, an
///     integer vector; the steps beyond leave the row's state as it is and give 0
record Recurrence(String index, List<Value> sequences, List<Value> initial, List<Value> captured, boolean reverse,
    Optional<Value> lengths) {
  /// Writes one step.
  interface Step {
    Next of(Builder b, List<Value> slices, List<Value> state, List<Value> captured);
  }

  /// @param state of the types of the state before
  record Next(List<Value> state, Value output) {}

  /// The last state; and the outputs, stacked in the order of the slices.
  record Result(List<Value> state, Value outputs) {}

  Result of(Builder b, Step step) {
    var steps = sequences.getFirst().type().dim(0);
    var inner = new Builder().at(b.origin());
    var i = inner.parameter("i", new TensorType(DType.I64, Shape.SCALAR));
    var state = parameters(inner, "state", initial);
    var shared = parameters(inner, "captured", captured);
    var whole = parameters(inner, "sequence", sequences);
    var length = parameters(inner, "length", lengths.stream().toList());
    inner.add(new Op.Bind(i, index));
    var at = reverse ? steps.minus(1).minus(Dim.symbol(index)) : Dim.symbol(index);
    var next = step.of(inner, whole.stream().map(x -> Part.at(inner, x, 0, at)).toList(), state, shared);
    var live = length.stream().map(v -> live(inner, at, v)).findFirst();
    var results = new ArrayList<>(List.of(inner.scalar(DType.BOOL, 1)));
    var names = new ArrayList<>(List.of("go"));
    for (int k = 0; k < state.size(); k++) {
      results.add(select(inner, live, next.state().get(k), state.get(k)));
      names.add("state" + k);
    }
    results.add(select(inner, live, next.output(), inner.splat(next.output(), 0)));
    names.add("output");
    var types = new ArrayList<>(initial.stream().map(Value::type).toList());
    types.add(stacked(next.output().type(), steps));
    var body = inner.finish("step", results, names);
    var outside = Stream.of(captured, sequences, lengths.stream().toList()).flatMap(List::stream).toList();
    var loop = b.add(new Control.Loop(Measure.of(b, steps), b.scalar(DType.BOOL, 1), initial, outside, body, types,
        List.of()));
    var last = IntStream.range(0, state.size()).mapToObj(k -> b.add(new Op.Project(loop, k))).toList();
    var outputs = b.add(new Op.Project(loop, state.size()));
    return new Result(last, reverse ? Part.of(b, outputs, 0, steps.minus(1), steps, -1) : outputs);
  }

  private static List<Value> parameters(Builder b, String name, List<Value> like) {
    return IntStream.range(0, like.size()).mapToObj(k -> b.parameter(name + k, like.get(k).type())).toList();
  }

  private static Value live(Builder b, Dim at, Value lengths) {
    var wide = Precision.convert(b, lengths, DType.I64);
    return b.apply(ScalarFn.LT, b.broadcast(Measure.of(b, at), wide.type().shape()), wide);
  }

  private static Value select(Builder b, Optional<Value> rows, Value yes, Value no) {
    var others = IntStream.range(1, yes.type().rank()).boxed().toList();
    return rows.map(r -> b.apply(ScalarFn.SELECT, b.spread(r, yes.type().shape(), others), yes, no)).orElse(yes);
  }

  private static TensorType stacked(TensorType one, Dim count) {
    var dims = new ArrayList<>(List.of(count));
    dims.addAll(one.shape().dims());
    return one.withShape(new Shape(dims));
  }
}

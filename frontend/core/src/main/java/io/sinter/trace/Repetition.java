package io.sinter.trace;

import io.sinter.ir.Control;
import io.sinter.ir.Value;
import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
import io.sinter.runtime.Tensor;
import io.sinter.runtime.TensorType;
import java.util.ArrayList;
import java.util.List;

/// A loop.
///
/// @param trips at most how many iterations there are, an i64 scalar
/// @param go whether there is a first one, a bool scalar
record Repetition(Call call, Value trips, Value go, List<Traced> first) {
  /// Makes one iteration.
  @FunctionalInterface
  interface Step {
    /// @param number of the iteration
    Next of(Trace body, Traced number, List<Traced> state);
  }

  /// @param go whether there is another iteration
  /// @param outputs what is stacked
  record Next(Traced go, List<Traced> state, List<Traced> outputs) {}

  /// @param trips how many outputs are stacked
  Flow.Scanned of(Step step, Dim... trips) {
    var initial = call.resumed().in(first);
    var body = call.trace().inner("step");
    var number = body.builder().parameter("step", new TensorType(DType.I64, Shape.SCALAR));
    var state = new ArrayList<Traced>();
    for (int k = 0; k < initial.size(); k++) {
      state.add(new Traced(body, body.builder().parameter("state" + k, initial.get(k).type())));
    }
    var results = Body.results(body, () -> all(step.of(body, new Traced(body, number), List.copyOf(state))));
    var given = results.subList(1, results.size()).stream().map(Value::type).toList();
    var types = new ArrayList<TensorType>();
    for (int k = 0; k < given.size(); k++) {
      types.add(k < initial.size() ? given.get(k) : stacked(given.get(k), trips[0]));
    }
    var args = List.copyOf(body.captured().keySet());
    var f = Body.finish(body, "step", args, results);
    var loop = call.resumed().builder().add(
        new Control.Loop(this.trips, go, initial, args, f, types, List.of()));
    return new Flow.Scanned(Branches.projections(call, loop, 0, initial.size()),
        Branches.projections(call, loop, initial.size(), types.size()));
  }

  private List<Traced> all(Next next) {
    scalar(call, next.go());
    var before = first.stream().map(Traced::type).toList();
    var after = next.state().stream().map(Traced::type).toList();
    if (!before.equals(after)) {
      throw call.error("The state of a loop changes its type.", before + ", after a step " + after,
          "the same types in each step");
    }
    var all = new ArrayList<>(List.of(next.go()));
    all.addAll(next.state());
    all.addAll(next.outputs());
    return all;
  }

  private static TensorType stacked(TensorType one, Dim count) {
    var dims = new ArrayList<>(List.of(count));
    dims.addAll(one.shape().dims());
    return one.withShape(new Shape(dims));
  }

  /// A condition, which must be one bool.
  static Value scalar(Call c, Traced condition) {
    if (!condition.type().equals(new TensorType(DType.BOOL, Shape.SCALAR))) {
      throw c.error("A condition is not one bool.", condition, "bool[]",
          "make one bool of many with all() or any()");
    }
    return Call.of(c.method()).in(condition);
  }

  /// A number of iterations, which must be one i64.
  static Value count(Call c, Traced times) {
    if (!times.type().equals(new TensorType(DType.I64, Shape.SCALAR))) {
      throw c.error("A number of steps is not one integer.", times, "i64[]", "cast it: x.cast(DType.I64)");
    }
    return c.in(times);
  }

  /// That there is another iteration.
  static Traced yes(Call c) {
    var here = Call.of(c.method());
    return here.out(here.constant(Tensor.scalar(true)));
  }
}

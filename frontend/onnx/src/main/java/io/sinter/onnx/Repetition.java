package io.sinter.onnx;

import io.sinter.ir.Control;
import io.sinter.ir.Function;
import io.sinter.ir.Op;
import io.sinter.ir.Value;
import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import io.sinter.runtime.ModelError;
import io.sinter.runtime.Shape;
import io.sinter.runtime.TensorType;
import io.sinter.runtime.Truth;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// A loop whose body is imported until its types settle: a size that an iteration changes becomes a symbol that has
/// another value in each.
final class Repetition {
  /// Makes the body of a loop.
  @FunctionalInterface
  interface Step {
    /// @param step the number of the iteration
    /// @param state the carried values
    /// @return whether to go on, the carried values of the next iteration, then what is stacked
    List<Value> of(Body body, Value step, List<Value> state);
  }

  private final OnnxNode n;
  private final Value trips;
  private final Value condition;
  private final List<Value> carried;
  private final Step step;
  private final List<Dim> own = new ArrayList<>();

  Repetition(OnnxNode n, Value trips, Value condition, List<Value> carried, Step step) {
    this.n = n;
    this.trips = trips;
    this.condition = condition;
    this.carried = List.copyOf(carried);
    this.step = step;
  }

  /// The last carried values, then what is stacked along a new first axis.
  List<Known> results() {
    var mark = n.scope().function().model().mark();
    var types = carried.stream().map(Value::type).toList();
    Optional<ModelError> first = Optional.empty();
    while (true) {
      try {
        var body = new Body(n, "body");
        own.forEach(body::own);
        var state = new ArrayList<Value>();
        var i = body.parameter("step", new TensorType(DType.I64, Shape.SCALAR));
        for (int k = 0; k < types.size(); k++) {
          state.add(body.parameter("state" + k, types.get(k)));
        }
        var results = step.of(body, i, state);
        var settled = widened(types, results.subList(1, 1 + types.size()));
        if (settled.equals(types)) {
          return loop(body, types, results);
        }
        types = settled;
      } catch (ModelError e) {
        // what is wrong for the sizes of the first iteration may be right once they are open
        if (first.isPresent()) {
          throw first.get();
        }
        first = Optional.of(e);
        var open = types.stream().map(this::opened).toList();
        if (open.equals(types)) {
          throw e;
        }
        types = open;
      }
      n.scope().function().model().reset(mark);
    }
  }

  private Dim symbol(int axis) {
    var symbol = n.scope().function().model().symbols().fresh(n.op().toLowerCase(java.util.Locale.ROOT) + "_d" + axis);
    own.add(symbol);
    return symbol;
  }

  private TensorType opened(TensorType type) {
    return type.withShape(new Shape(IntStream.range(0, type.rank())
        .mapToObj(axis -> own.contains(type.dim(axis)) ? type.dim(axis) : symbol(axis)).toList()));
  }

  private List<TensorType> widened(List<TensorType> types, List<Value> next) {
    return IntStream.range(0, types.size()).mapToObj(k -> {
      var type = types.get(k);
      var given = next.get(k).type();
      n.require(type.dtype() == given.dtype(), "A carried value changes its type.", type + ", then " + given,
          "one type");
      if (type.rank() != given.rank()) {
        throw n.unsupported("a carried value of changing rank: " + type + ", then " + given, "one rank");
      }
      return type.withShape(new Shape(IntStream.range(0, type.rank())
          .mapToObj(a -> own.contains(type.dim(a)) || type.dim(a).equals(given.dim(a)) ? type.dim(a) : symbol(a))
          .toList()));
    }).toList();
  }

  /// Whether a body goes on: one truth value.
  private Value going(Body body, Value x) {
    n.require(x.type().dtype() == DType.BOOL && x.type().rank() <= 1
            && x.type().shape().elements().equalTo(Dim.ONE) != Truth.NO, "A body does not say whether to go on.",
        x.type(), "one truth value");
    return x.type().rank() == 0 ? x : body.function().builder().add(new Op.Reshape(x, Shape.SCALAR));
  }

  private List<Known> loop(Body body, List<TensorType> types, List<Value> given) {
    var results = new ArrayList<>(given);
    results.set(0, going(body, given.getFirst()));
    boolean always = isTrue(n.scope().function(), condition) && isTrue(body.function(), results.getFirst());
    var captured = List.copyOf(body.captured());
    var f = body.finish(captured, results);
    var binds = new ArrayList<String>();
    var outer = new ArrayList<TensorType>();
    for (int k = 0; k < types.size(); k++) {
      outer.add(types.get(k).withShape(new Shape(dims(types.get(k), k, 0, body, f, binds))));
    }
    for (int k = types.size(); k < results.size() - 1; k++) {
      var type = results.get(1 + k).type();
      var count = n.number(trips).filter(t -> always);
      var dims = new ArrayList<Dim>();
      dims.add(count.isPresent() ? count.get().max(Dim.ZERO) : ControlOps.fresh(n, k, 0, binds));
      dims.addAll(dims(type, k, 1, body, f, binds));
      outer.add(type.withShape(new Shape(dims)));
    }
    return ControlOps.results(n, new Control.Loop(trips, condition, carried, captured, f, outer, binds));
  }

  private List<Dim> dims(TensorType type, int output, int shift, Body body, Function f, List<String> binds) {
    return IntStream.range(0, type.rank()).mapToObj(axis -> body.isVisible(type.dim(axis), f) ? type.dim(axis)
        : ControlOps.fresh(n, output, axis + shift, binds)).toList();
  }

  private static boolean isTrue(FunctionScope function, Value truth) {
    return function.arithmetic().number(truth, 0).filter(t -> t.isConstant(1)).isPresent();
  }
}

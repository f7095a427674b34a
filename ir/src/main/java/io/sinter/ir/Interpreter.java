package io.sinter.ir;

import io.sinter.runtime.ModelError;
import io.sinter.runtime.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/// Runs a function exactly as it is written: the meaning of tensor programs, and what every target is compared with.
///
/// Each op is rounded to its type; inside an op, floats are computed in double, sums included, and transcendental
/// functions are those of [StrictMath], so that the bits are the same on every machine. Results differ from a target's
/// within the declared [Exactness], and agree to the bit where that is exact.
public final class Interpreter {
  private final Map<String, Long> sizes;
  private final Runnable beforeEach;
  private final BiConsumer<Value, Tensor> afterEach;

  private Interpreter(Map<String, Long> sizes, Runnable beforeEach, BiConsumer<Value, Tensor> afterEach) {
    this.sizes = sizes;
    this.beforeEach = beforeEach;
    this.afterEach = afterEach;
  }

  /// The results for `inputs`, one per parameter.
  ///
  /// @throws ModelError when the inputs do not fit, or sizes known only now do not
  public static List<Tensor> run(Function function, List<Tensor> inputs) {
    return run(function, inputs, () -> {});
  }

  /// @param beforeEach runs before every op; what it throws ends the run
  public static List<Tensor> run(Function function, List<Tensor> inputs, Runnable beforeEach) {
    var sizes = Sizes.bind(function.parameters(), inputs);
    return new Interpreter(sizes, beforeEach, (v, t) -> {}).evaluate(function, inputs);
  }

  /// @param each gets every value of the function's body as soon as it is computed, those inside composites not
  public static List<Tensor> trace(Function function, List<Tensor> inputs, BiConsumer<Value, Tensor> each) {
    return new Interpreter(Sizes.bind(function.parameters(), inputs), () -> {}, each).evaluate(function, inputs);
  }

  private List<Tensor> evaluate(Function function, List<Tensor> inputs) {
    var uses = new HashMap<Value, Integer>();
    function.body().forEach(v -> v.op().operands().forEach(o -> uses.merge(o, 1, Integer::sum)));
    function.results().forEach(v -> uses.merge(v, 1, Integer::sum));
    var known = new HashMap<Value, Tensor>();
    for (int i = 0; i < inputs.size(); i++) {
      known.put(function.parameters().get(i), inputs.get(i));
    }
    for (var v : function.body()) {
      beforeEach.run();
      var operands = v.op().operands();
      var result = evaluate(v, operands.stream().map(known::get).toList());
      afterEach.accept(v, result);
      known.put(v, result);
      for (var o : operands) {
        if (uses.merge(o, -1, Integer::sum) == 0) {
          known.remove(o);
        }
      }
    }
    return function.results().stream().map(known::get).toList();
  }

  private Tensor evaluate(Value v, List<Tensor> args) {
    try {
      return evaluate(v.op(), args, v.type().shape().evaluate(sizes));
    } catch (ModelError e) {
      var where = v.origin().places().isEmpty() ? v.toString() : v.origin() + " (" + v + ")";
      throw e.at(where);
    }
  }

  private Tensor evaluate(Op op, List<Tensor> args, long[] shape) {
    return switch (op) {
      case Op.Parameter p -> throw new IllegalStateException("parameter " + p.name() + " stands in a body");
      case Op.Constant c -> c.literal().tensor();
      case Op.Apply a -> ScalarLoops.apply(a.fn(), args, shape);
      case Op.Convert c -> Conversion.convert(args.getFirst(), c.to());
      case Op.Broadcast b -> Movement.broadcast(args.getFirst(), b.axes(), shape);
      case Op.Transpose t -> Movement.transpose(args.getFirst(), t.permutation());
      case Op.Reshape _ -> Movement.reshape(args.getFirst(), shape);
      case Op.Slice s -> Movement.slice(
          args.getFirst(), s.start().stream().mapToLong(d -> d.evaluate(sizes)).toArray(), shape, s.strides());
      case Op.Pad p -> Movement.pad(args.getFirst(), args.getLast(), p.low(), shape);
      case Op.Concatenate c -> Movement.concatenate(args, c.axis(), shape);
      case Op.Reduce r -> Folds.reduce(args.getFirst(), r.combiner(), r.axes(), shape);
      case Op.ReduceWindow r -> Folds.reduceWindow(args.getFirst(), r.combiner(), r.window(), shape);
      case Op.DotGeneral d -> Products.dotGeneral(args.getFirst(), args.getLast(), d, shape);
      case Op.Convolution c -> Products.convolution(args.getFirst(), args.getLast(), c, shape);
      case Op.Relayout _ -> args.getFirst();
      case Op.Composite c -> new Interpreter(sizes, beforeEach, (v, t) -> {}).evaluate(c.body(), args).getFirst();
    };
  }
}

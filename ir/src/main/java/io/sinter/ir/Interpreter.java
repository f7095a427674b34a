package io.sinter.ir;

import io.sinter.runtime.Dim;
import io.sinter.runtime.ModelError;
import io.sinter.runtime.Problem;
import io.sinter.runtime.Tensor;
import io.sinter.runtime.TensorType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;

/// Runs a function exactly as it is written: the meaning of tensor programs, and what every target is compared with.
///
/// Each op is rounded to its type; inside an op, floats are computed in double, sums included, and transcendental
/// functions are those of [StrictMath], so that the bits are the same on every machine. Results differ from a target's
/// within the declared [Exactness], and agree to the bit where that is exact.
public final class Interpreter {
  private final Map<String, Long> sizes;
  private final Guard guard;
  private final BiConsumer<Value, Tensor> afterEach;
  /// The bytes of all results that are still needed, those of the functions around this one included.
  private long held;

  private Interpreter(Map<String, Long> sizes, Guard guard, BiConsumer<Value, Tensor> afterEach, long held) {
    this.sizes = sizes;
    this.guard = guard;
    this.afterEach = afterEach;
    this.held = held;
  }

  /// The results for `inputs`, one per parameter.
  ///
  /// @throws ModelError when the inputs do not fit, or sizes known only now do not
  public static List<Tensor> run(Function function, List<Tensor> inputs) {
    return run(function, inputs, Guard.NONE);
  }

  /// @param guard is asked while it runs
  public static List<Tensor> run(Function function, List<Tensor> inputs, Guard guard) {
    var interpreter = new Interpreter(Sizes.bind(function.parameters(), inputs), guard, (v, t) -> {}, 0);
    var results = new ArrayList<Tensor>();
    Pulse.under(guard, () -> results.addAll(interpreter.evaluate(function, inputs)));
    return List.copyOf(results);
  }

  /// @param beforeEach runs before every op, and now and then within long ones; what it throws ends the run
  public static List<Tensor> run(Function function, List<Tensor> inputs, Runnable beforeEach) {
    return run(function, inputs, new Guard() {
      @Override
      public void take(long bytes) {}

      @Override
      public void check() {
        beforeEach.run();
      }
    });
  }

  /// @param each gets every value of the function's body as soon as it is computed, those inside composites not
  public static List<Tensor> trace(Function function, List<Tensor> inputs, BiConsumer<Value, Tensor> each) {
    return new Interpreter(Sizes.bind(function.parameters(), inputs), Guard.NONE, each, 0).evaluate(function, inputs);
  }

  private List<Tensor> evaluate(Function function, List<Tensor> inputs) {
    var uses = new HashMap<Value, Integer>();
    function.body().forEach(v -> v.op().operands().forEach(o -> uses.merge(o, 1, Integer::sum)));
    function.results().forEach(v -> uses.merge(v, 1, Integer::sum));
    var known = new HashMap<Value, Tensor>();
    var tuples = new HashMap<Value, List<Tensor>>();
    for (int i = 0; i < inputs.size(); i++) {
      known.put(function.parameters().get(i), inputs.get(i));
    }
    for (var v : function.body()) {
      guard.check();
      var operands = v.op().operands();
      var args = operands.stream().map(known::get).toList();
      Tensor result;
      if (v.op() instanceof Control || v.op().results().size() > 1) {
        tuples.put(v, several(v, args));
        result = Tensor.zeros(Control.TOKEN.dtype(), 0);
      } else if (v.op() instanceof Op.Project(var tuple, var index)) {
        result = tuples.get(tuple).get(index);
      } else {
        result = evaluate(v, args);
      }
      afterEach.accept(v, result);
      known.put(v, result);
      held += taken(v, result);
      for (var o : operands) {
        if (uses.merge(o, -1, Integer::sum) == 0) {
          held -= taken(o, known.remove(o));
        }
      }
    }
    return function.results().stream().map(known::get).toList();
  }

  /// Inputs and constants are not the run's.
  private static long taken(Value v, Tensor result) {
    return v.op() instanceof Op.Parameter || v.op() instanceof Op.Constant ? 0 : Takings.of(result);
  }

  private List<Tensor> several(Value v, List<Tensor> args) {
    try {
      return switch (v.op()) {
        case Op.Composite c -> evaluateBody(c.body(), args);
        case Control.If i -> bound(i, isolated(
            args.getFirst().longAt(0) != 0 ? i.then() : i.otherwise(), args.subList(1, args.size())));
        case Control.Loop l -> bound(l, loop(l, args));
        default -> throw new IllegalStateException("one result: " + v);
      };
    } catch (ModelError e) {
      throw e.at(where(v));
    }
  }

  private List<Tensor> evaluateBody(Function body, List<Tensor> args) {
    return new Interpreter(sizes, guard, (v, t) -> {}, held).evaluate(body, args);
  }

  /// Runs a body in which symbols of its own are bound by what it is given.
  private List<Tensor> isolated(Function body, List<Tensor> args) {
    var inside = new HashMap<>(sizes);
    inside.putAll(Sizes.bind(body.parameters(), args));
    return new Interpreter(inside, guard, (v, t) -> {}, held).evaluate(body, args);
  }

  private List<Tensor> loop(Control.Loop l, List<Tensor> args) {
    long trips = args.get(0).longAt(0);
    boolean go = args.get(1).longAt(0) != 0;
    int carried = l.carried().size();
    var state = args.subList(2, 2 + carried);
    var captured = args.subList(2 + carried, args.size());
    var scanned = IntStream.range(0, l.scanned()).<List<Tensor>>mapToObj(i -> new ArrayList<>()).toList();
    long before = held;
    long stacked = 0;
    for (long i = 0; i < trips && go; i++) {
      held = before + stacked + state.stream().mapToLong(Takings::of).sum();
      guard.take(held);
      var in = new ArrayList<Tensor>();
      in.add(Tensor.scalar(i));
      in.addAll(state);
      in.addAll(captured);
      var out = isolated(l.body(), in);
      go = out.getFirst().longAt(0) != 0;
      state = out.subList(1, 1 + carried);
      for (int s = 0; s < scanned.size(); s++) {
        scanned.get(s).add(out.get(1 + carried + s));
        stacked += Takings.of(out.get(1 + carried + s));
      }
    }
    guard.take(before + 2 * stacked);
    held = before;
    var results = new ArrayList<>(state);
    for (int s = 0; s < scanned.size(); s++) {
      results.add(stacked(scanned.get(s), l.types().get(carried + s)));
    }
    return results;
  }

  /// What no iteration gave has the declared sizes, 0 where they are not known.
  private Tensor stacked(List<Tensor> parts, TensorType declared) {
    var shape = new long[declared.rank()];
    for (int i = 1; i < shape.length; i++) {
      var dim = declared.dim(i);
      shape[i] = !parts.isEmpty() ? parts.getFirst().dim(i - 1)
          : sizes.keySet().containsAll(dim.symbols()) ? dim.evaluate(sizes) : 0;
    }
    shape[0] = parts.size();
    var one = shape.clone();
    one[0] = 1;
    return parts.isEmpty() ? Tensor.zeros(declared.dtype(), shape)
        : Movement.concatenate(parts.stream().map(p -> p.reshape(one)).toList(), 0, shape);
  }

  /// Gives the symbols of a control op the sizes of its results.
  private List<Tensor> bound(Control op, List<Tensor> results) {
    op.binds().forEach(sizes::remove);
    for (int i = 0; i < results.size(); i++) {
      var declared = op.types().get(i);
      for (int axis = 0; axis < declared.rank(); axis++) {
        for (var symbol : op.binds()) {
          if (declared.dim(axis).equals(Dim.symbol(symbol))) {
            sizes.put(symbol, results.get(i).dim(axis));
          }
        }
      }
    }
    return results;
  }

  private Tensor bind(Op.Bind bind, Tensor x) {
    long value = x.longAt(0);
    if (value < 0) {
      throw new ModelError(Problem.of("A size that the model computes is negative.")
          .given(Dim.symbol(bind.symbol()) + " = " + value).expected("0 or more")
          .tryThis("pass inputs from which it comes out as a size"));
    }
    sizes.put(bind.symbol(), value);
    return x;
  }

  private static Tensor asserted(Assert a, Tensor x, Tensor holds) {
    for (int i = 0; i < holds.elements(); i++) {
      if (holds.longAt(i) == 0) {
        throw new ModelError(Problem.of(a.sentence()).given(x.textAt(i)).expected(a.expected()));
      }
    }
    return x;
  }

  private static String where(Value v) {
    return v.origin().places().isEmpty() ? v.toString() : v.origin() + " (" + v + ")";
  }

  private Tensor evaluate(Value v, List<Tensor> args) {
    try {
      var shape = v.type().shape().dims().stream().mapToLong(this::size).toArray();
      long elements = Tensor.count(v.type().dtype(), shape);
      guard.take(held + elements * v.type().dtype().bytes() + Takings.beside(v.op(), args, elements));
      return evaluate(v.op(), args, shape);
    } catch (ModelError e) {
      throw e.at(where(v));
    }
  }

  private long size(Dim size) {
    long value = value(size);
    if (value < 0) {
      throw new ModelError(Problem.of("A size of this run would be negative.").given(size + " = " + value)
          .expected("0 or more").tryThis("pass larger inputs"));
    }
    return value;
  }

  private long value(Dim size) {
    try {
      return size.evaluate(sizes);
    } catch (ArithmeticException e) {
      throw new ModelError(Problem.of("A size of this run cannot be computed.").given(size)
          .expected("no division by 0, and at most 63 bits"), e);
    }
  }

  private Tensor evaluate(Op op, List<Tensor> args, long[] shape) {
    return switch (op) {
      case Op.Parameter p -> throw new IllegalStateException("parameter " + p.name() + " stands in a body");
      case Op.Constant c -> c.literal().tensor();
      case Op.Apply a -> ScalarLoops.apply(a.fn(), args, shape);
      case Op.Convert c -> Conversion.convert(args.getFirst(), c.to());
      case Op.Bitcast c -> Conversion.bitcast(args.getFirst(), c.to());
      case Assert a -> asserted(a, args.getFirst(), args.getLast());
      case Op.Broadcast b -> Movement.broadcast(args.getFirst(), b.axes(), shape);
      case Op.Transpose t -> Movement.transpose(args.getFirst(), t.permutation());
      case Op.Reshape _ -> Movement.reshape(args.getFirst(), shape);
      case Op.Slice s -> Movement.slice(
          args.getFirst(), s.start().stream().mapToLong(this::value).toArray(), shape, s.strides());
      case Op.Pad p -> Movement.pad(args.getFirst(), args.getLast(),
          p.low().stream().mapToLong(this::value).toArray(), p.interior(), shape);
      case Op.Concatenate c -> Movement.concatenate(args, c.axis(), shape);
      case Op.Reduce r -> Folds.reduce(args.getFirst(), r.combiner(), r.axes(), shape);
      case Op.ReduceWindow r -> Folds.reduceWindow(args.getFirst(), r.combiner(), r.window(), shape);
      case Op.DotGeneral d -> Products.dotGeneral(args.getFirst(), args.getLast(), d, shape);
      case Op.Convolution c -> Products.convolution(args.getFirst(), args.getLast(), c, shape);
      case Op.Relayout _ -> args.getFirst();
      case Counting.Iota i -> Indexing.iota(i.axis(), shape);
      case Counting.Size s -> Tensor.scalar(value(s.value()));
      case Indexed.Gather g -> Indexing.gather(g, args.getFirst(), args.subList(1, args.size()), shape);
      case Indexed.Scatter s -> Indexing.scatter(
          s, args.getFirst(), args.subList(1, args.size() - 1), args.getLast());
      case Op.CumulativeReduce c -> Folds.cumulate(args.getFirst(), c.combiner(), c.axis());
      case Op.Bind b -> bind(b, args.getFirst());
      case Op.Composite c -> evaluateBody(c.body(), args).getFirst();
      case Control.If _, Control.Loop _, Op.Project _ -> throw new IllegalStateException("several results: " + op);
    };
  }
}

package io.sinter.conformance;

import io.sinter.ir.Assert;
import io.sinter.ir.Builder;
import io.sinter.ir.Control;
import io.sinter.ir.Counting;
import io.sinter.ir.Function;
import io.sinter.ir.Indexed;
import io.sinter.ir.Op;
import io.sinter.ir.ScalarFn;
import io.sinter.ir.Value;
import io.sinter.runtime.DType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.stream.Stream;

/// How far a right result may be from the interpreter's: the one place where tolerances come from. They follow from the
/// declared exactness of each op and from nothing else.
///
/// Beside each value stands a radius, one per element, of type f64: 0 where a target must give the same bits, infinite
/// where nothing can be said (a comparison that rounding may turn, a sum that may overflow on the way). Exact ops keep
/// 0; `ULPS(n)` adds n units; sums of more than one term add a unit per term of the sum of magnitudes; and every op
/// hands on the radii of its operands. The radii are a function of the same inputs, built of the same ops and run by
/// the same interpreter.
///
/// Where a value with a radius is not finite, the radius is infinite.
final class ErrorBounds extends Reals {
  /// What a compiler may do with a function.
  enum Freedom {
    /// Compute each op as it is written; only the order inside of reductions is free.
    ORDER,
    /// Also replace ops by others that are equal for real numbers.
    ALGEBRA
  }

  /// How many roundings of its terms each op may differ by under [Freedom#ALGEBRA].
  static final double ROUNDINGS = 32;

  /// A value and how far off it may be.
  record Ball(Value center, Value radius) {}

  private final Freedom freedom;
  private final boolean algebra;

  private ErrorBounds(Freedom freedom) {
    super(new Builder());
    this.freedom = freedom;
    this.algebra = freedom == Freedom.ALGEBRA;
  }

  /// A function of the same parameters whose results are those of `function` and then their radii.
  static Function of(Function function, Freedom freedom) {
    var bounds = new ErrorBounds(freedom);
    var balls = bounds.parameters(function).stream().map(p -> new Ball(p, bounds.zeros(p))).toList();
    return bounds.finish(function, balls);
  }

  /// The same for a body, which takes the radii of its parameters too, after all of them.
  static Function withRadii(Function function, Freedom freedom) {
    var bounds = new ErrorBounds(freedom);
    var centers = bounds.parameters(function);
    return bounds.finish(function, centers.stream().map(p -> new Ball(p, bounds.b.parameter(
        ((Op.Parameter) p.op()).name() + " radius", p.type().withDType(DType.F64)))).toList());
  }

  private List<Value> parameters(Function function) {
    return function.parameters().stream().map(p -> b.parameter(((Op.Parameter) p.op()).name(), p.type())).toList();
  }

  private Function finish(Function function, List<Ball> inputs) {
    var results = run(function, inputs);
    var all = Stream.concat(results.stream().map(Ball::center), results.stream().map(Ball::radius)).toList();
    var names = Stream.concat(function.outputs().stream(), function.outputs().stream().map(n -> n + " radius"));
    return b.finish(function.name(), all, names.toList());
  }

  private List<Ball> run(Function function, List<Ball> args) {
    var known = new HashMap<Value, Ball>();
    var tuples = new HashMap<Value, List<Ball>>();
    for (int i = 0; i < args.size(); i++) {
      known.put(function.parameters().get(i), args.get(i));
    }
    for (var v : function.body()) {
      var operands = v.op().operands().stream().map(known::get).toList();
      switch (v.op()) {
        case Control c -> tuples.put(v, new ControlBounds(b, freedom).of(c, operands));
        case Op.Composite c when c.body().results().size() > 1 -> tuples.put(v, run(c.body(), operands));
        case Op.Project(var tuple, var index) -> known.put(v, tuples.get(tuple).get(index));
        default -> known.put(v, ball(v.op(), operands));
      }
    }
    return function.results().stream().map(known::get).toList();
  }

  private Ball ball(Op op, List<Ball> args) {
    if (op instanceof Op.Composite c) {
      return run(c.body(), args).getFirst();
    }
    var value = b.add(over(op, args.stream().map(Ball::center).toList()));
    return new Ball(value, switch (op) {
      case Op.Parameter _, Op.Constant _ -> zeros(value);
      case Op.Apply a -> new PointwiseBounds(b, algebra, a.fn(), value,
          args.stream().map(Ball::center).toList(), args.stream().map(Ball::radius).toList()).radius();
      case Op.Convert _ -> convert(value, args.getFirst());
      case Op.Bitcast _ -> unless(isZero(args.getFirst().radius()), number(value, Double.POSITIVE_INFINITY));
      case Assert _ -> args.getFirst().radius();
      case Op.View _, Op.Pad _, Op.Concatenate _, Op.Relayout _ ->
          b.add(over(op, args.stream().map(Ball::radius).toList()));
      case Op.Reduce r -> fold(value, args.getFirst(), r.combiner(),
          (x, fn) -> b.add(new Op.Reduce(x, fn, r.axes())));
      case Op.ReduceWindow r -> fold(value, args.getFirst(), r.combiner(),
          (x, fn) -> b.add(new Op.ReduceWindow(x, fn, r.window())));
      case Op.Contraction _ -> products(op, value, args.getFirst(), args.getLast());
      case Counting _ -> zeros(value);
      case Op.CumulativeReduce r -> fold(value, args.getFirst(), r.combiner(),
          (x, fn) -> b.add(new Op.CumulativeReduce(x, fn, r.axis())));
      case Indexed.Gather g -> indexed(args.subList(1, args.size())).gather(g, args.getFirst().radius());
      case Indexed.Scatter s -> indexed(args.subList(1, args.size() - 1)).scatter(s, value, args.getFirst().center(),
          args.getFirst().radius(), args.getLast().center(), args.getLast().radius());
      case Op.Bind _ -> args.getFirst().radius();
      case Control _, Op.Project _, Op.Composite _ -> throw new IllegalStateException("not one value: " + op);
    });
  }

  private IndexedBounds indexed(List<Ball> indices) {
    return new IndexedBounds(
        b, indices.stream().map(Ball::center).toList(), indices.stream().map(Ball::radius).toList());
  }

  private static Op over(Op op, List<Value> args) {
    var next = new ArrayList<>(args).iterator();
    return op.withOperands(old -> next.next());
  }

  // ---- elementwise --------------------------------------------------------------------------------------------------

  private Value convert(Value value, Ball from) {
    var x = real(from.center());
    var r = from.radius();
    var to = value.type().dtype();
    var exact = isZero(r);
    if (to == DType.BOOL) {
      return select(either(exact, b.apply(ScalarFn.LT, r, abs(x))), 0, number(r, 1));
    }
    if (to.isFloat()) {
      return unless(exact, rounded(value, r, add(abs(real(value)), r), 1));
    }
    if (!from.center().type().dtype().isFloat()) {
      return select(exact, 0, number(r, Double.POSITIVE_INFINITY));
    }
    var high = b.add(new Op.Convert(add(x, r), to));
    var low = b.add(new Op.Convert(sub(x, r), to));
    var reach = max(sub(real(high), real(value)), sub(real(value), real(low)));
    return unless(exact, add(reach, sub(r, r)));
  }

  // ---- reductions ---------------------------------------------------------------------------------------------------

  /// The reduction at hand of other elements.
  private interface Fold {
    Value of(Value x, ScalarFn fn);
  }

  private Value fold(Value value, Ball x, ScalarFn fn, Fold fold) {
    var most = max(fold.of(x.radius(), ScalarFn.MAX), zeros(value));
    if (fn == ScalarFn.MAX || fn == ScalarFn.MIN || value.type().dtype() == DType.BOOL) {
      return most;
    }
    if (!value.type().dtype().isFloat()) {
      return select(isZero(most), 0, number(most, Double.POSITIVE_INFINITY));
    }
    var size = abs(real(x.center()));
    var count = fold.of(number(size, 1), ScalarFn.ADD);
    return fn == ScalarFn.ADD
        ? sum(value, count, most, fold.of(finite(size), ScalarFn.ADD), fold.of(x.radius(), ScalarFn.ADD),
            fold.of(special(size), ScalarFn.MAX))
        : product(value, count, size, x.radius(), fold);
  }

  /// The size, or 0 where it is not finite.
  private Value finite(Value size) {
    return select(atMost(size, Double.MAX_VALUE), size, zeros(size));
  }

  /// 1 where a size is not finite.
  private Value special(Value size) {
    return select(atMost(size, Double.MAX_VALUE), 0, number(size, 1));
  }

  /// @param count of terms
  /// @param most the largest radius that takes part
  /// @param size the sum of the magnitudes of what is finite
  /// @param moved how far the terms' radii move the sum
  /// @param special above 0 where a term is not finite
  private Value sum(Value value, Value count, Value most, Value size, Value moved, Value special) {
    var type = value.type().dtype();
    var one = both(isZero(most), atMost(count, 1));
    var total = add(size, moved);
    var units = mul(count, algebra ? ROUNDINGS : 1);
    var radius = add(moved, add(mul(mul(total, units), unit(type)), mul(units, tiny(type))));
    // sums of finite terms that cannot overflow leave NaN and infinity as they are
    var sure = both(isZero(most), atMost(total, largest(type) / 2));
    var settled = both(sure, b.apply(ScalarFn.NOT, atMost(special, 0)));
    var bounded = select(atMost(add(total, radius), largest(type) / 2), radius,
        number(radius, Double.POSITIVE_INFINITY));
    var known = select(atMost(special, 0), bounded, number(radius, Double.POSITIVE_INFINITY));
    return algebra ? known : unless(either(one, settled), known);
  }

  private Value product(Value value, Value count, Value size, Value radius, Fold fold) {
    var type = value.type().dtype();
    var grown = b.apply(ScalarFn.DIV, add(size, radius), size);
    var high = fold.of(max(add(size, radius), number(size, 1)), ScalarFn.MUL);
    var low = fold.of(b.apply(ScalarFn.MIN, sub(size, radius), number(size, 1)), ScalarFn.MUL);
    double normal = type == DType.F64 ? Double.MIN_NORMAL : Float.MIN_NORMAL;
    var inside = both(atMost(high, largest(type) / 2), b.apply(ScalarFn.LE, number(low, normal), low));
    var growth = mul(fold.of(grown, ScalarFn.MUL), add(mul(count, unit(type) * (algebra ? ROUNDINGS : 1)),
        number(count, 1)));
    var moved = mul(abs(real(value)), sub(growth, number(growth, 1)));
    var exact = both(isZero(fold.of(radius, ScalarFn.ADD)), atMost(count, 1));
    return unless(exact, select(inside, moved, number(moved, Double.POSITIVE_INFINITY)));
  }

  private Value products(Op op, Value value, Ball x, Ball y) {
    var ones = List.of(number(x.radius(), 1), number(y.radius(), 1));
    var most = add(sums(op, x.radius(), ones.get(1)), sums(op, ones.get(0), y.radius()));
    if (!value.type().dtype().isFloat()) {
      return select(isZero(most), 0, number(most, Double.POSITIVE_INFINITY));
    }
    var xs = abs(real(x.center()));
    var ys = abs(real(y.center()));
    var special = add(sums(op, special(xs), ones.get(1)), sums(op, ones.get(0), special(ys)));
    var moved = add(sums(op, finite(xs), y.radius()),
        add(sums(op, x.radius(), finite(ys)), sums(op, x.radius(), y.radius())));
    var count = sums(op, ones.get(0), ones.get(1));
    if (op instanceof Op.Convolution c) {
      // what lies outside takes part, as zeros
      count = add(count, number(count, c.window().sizes().stream().reduce(1L, (i, j) -> i * j) - 1));
    }
    return sum(value, count, most, sums(op, finite(xs), finite(ys)), moved, special);
  }

  private Value sums(Op contraction, Value x, Value y) {
    return b.add(over(contraction, List.of(x, y)));
  }
}

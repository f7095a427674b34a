package io.sinter.conformance;

import io.sinter.conformance.ErrorBounds.Ball;
import io.sinter.conformance.ErrorBounds.Freedom;
import io.sinter.ir.Builder;
import io.sinter.ir.Control;
import io.sinter.ir.Function;
import io.sinter.ir.Op;
import io.sinter.ir.ScalarFn;
import io.sinter.ir.Value;
import io.sinter.runtime.DType;
import io.sinter.runtime.Shape;
import io.sinter.runtime.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Radii through control ops: bodies take and give a radius beside each value. Where a condition or a number of trips
/// may be another one, nothing is known of the results.
final class ControlBounds extends Reals {
  private static final TensorType SCALAR = new TensorType(DType.F64, Shape.SCALAR);
  private static final String DOUBT = "doubt";

  private final Freedom freedom;

  ControlBounds(Builder b, Freedom freedom) {
    super(b);
    this.freedom = freedom;
  }

  /// The results of a control op over operands with radii.
  List<Ball> of(Control op, List<Ball> operands) {
    return switch (op) {
      case Control.If i -> branch(i, operands);
      case Control.Loop l -> loop(l, operands);
    };
  }

  private List<Ball> branch(Control.If i, List<Ball> operands) {
    var args = operands.subList(1, operands.size());
    var tuple = b.add(new Control.If(operands.getFirst().center(), Stream.concat(centers(args), radii(args)).toList(),
        ErrorBounds.withRadii(i.then(), freedom), ErrorBounds.withRadii(i.otherwise(), freedom),
        Stream.concat(i.types().stream(), i.types().stream().map(ControlBounds::radius)).toList(), i.binds()));
    return balls(tuple, 0, i.types().size(), i.types().size(), operands.getFirst().radius());
  }

  /// What is carried, its radii, and the largest radius of the conditions so far; then what is scanned and its radii.
  private List<Ball> loop(Control.Loop l, List<Ball> operands) {
    int n = l.carried().size();
    var state = operands.subList(2, 2 + n);
    var captured = operands.subList(2 + n, operands.size());
    var doubt = max(operands.get(0).radius(), operands.get(1).radius());
    var carried = l.types().subList(0, n);
    var scanned = l.types().subList(n, l.types().size());
    var types = Stream.of(carried.stream(), carried.stream().map(ControlBounds::radius), Stream.of(SCALAR),
        scanned.stream(), scanned.stream().map(ControlBounds::radius)).flatMap(t -> t).toList();
    var tuple = b.add(new Control.Loop(operands.get(0).center(), operands.get(1).center(),
        Stream.of(centers(state), radii(state), Stream.of(doubt)).flatMap(v -> v).toList(),
        Stream.concat(centers(captured), radii(captured)).toList(), body(l), types, l.binds()));
    var last = b.add(new Op.Project(tuple, 2 * n));
    return Stream.concat(balls(tuple, 0, n, n, last).stream(),
        balls(tuple, 2 * n + 1, scanned.size(), scanned.size(), last).stream()).toList();
  }

  /// The body with radii, in the order that [#loop] wants.
  private Function body(Control.Loop l) {
    var f = ErrorBounds.withRadii(l.body(), freedom);
    int n = l.carried().size();
    int all = l.body().parameters().size();
    var inner = new Builder();
    var parameters = new ArrayList<Value>();
    IntStream.range(0, 1 + n).forEach(i -> parameters.add(f.parameters().get(i)));
    IntStream.range(0, n).forEach(i -> parameters.add(f.parameters().get(all + 1 + i)));
    var given = new ArrayList<>(parameters.stream().map(p -> parameter(inner, p)).toList());
    var doubt = inner.parameter(DOUBT, SCALAR);
    var rest = new ArrayList<Value>();
    IntStream.range(1 + n, all).forEach(i -> rest.add(f.parameters().get(i)));
    IntStream.range(all + 1 + n, 2 * all).forEach(i -> rest.add(f.parameters().get(i)));
    given.addAll(rest.stream().map(p -> parameter(inner, p)).toList());
    parameters.addAll(rest);
    var zero = inner.scalar(DType.F64, 0);
    var args = f.parameters().stream()
        .map(p -> parameters.contains(p) ? given.get(parameters.indexOf(p)) : zero).toList();
    var results = inner.inline(f, args);
    int count = l.body().results().size();
    var ordered = new ArrayList<Value>(results.subList(0, 1 + n));
    ordered.addAll(results.subList(count + 1, count + 1 + n));
    ordered.add(inner.apply(ScalarFn.MAX, doubt, results.get(count)));
    ordered.addAll(results.subList(1 + n, count));
    ordered.addAll(results.subList(count + 1 + n, 2 * count));
    return inner.finish(f.name(), ordered, IntStream.range(0, ordered.size()).mapToObj(i -> "r" + i).toList());
  }

  private static Value parameter(Builder b, Value p) {
    return b.parameter(((Op.Parameter) p.op()).name(), p.type());
  }

  /// @param first the number of the first value, of `count`
  /// @param radii how far behind each its radius stands
  private List<Ball> balls(Value tuple, int first, int count, int radii, Value doubt) {
    return IntStream.range(first, first + count).mapToObj(i -> {
      var radius = b.add(new Op.Project(tuple, i + radii));
      var sure = b.broadcast(isZero(doubt), radius.type().shape());
      return new Ball(b.add(new Op.Project(tuple, i)),
          select(sure, radius, number(radius, Double.POSITIVE_INFINITY)));
    }).toList();
  }

  private static Stream<Value> centers(List<Ball> balls) {
    return balls.stream().map(Ball::center);
  }

  private static Stream<Value> radii(List<Ball> balls) {
    return balls.stream().map(Ball::radius);
  }

  private static TensorType radius(TensorType type) {
    return type.withDType(DType.F64);
  }
}

package io.sinter.onnx;

import static io.sinter.onnx.Operator.of;

import io.sinter.ir.Combiners;
import io.sinter.ir.Counting;
import io.sinter.ir.Op;
import io.sinter.ir.ScalarFn;
import io.sinter.ir.Value;
import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// Numbers in arithmetic progression, and what sums and products run up to.
final class RunningOps {
  static final List<Operator> TABLE = List.of(
      of("Range", 11, RunningOps::range),
      of("CumSum", 11, n -> running(n, ScalarFn.ADD)),
      of("CumProd", 26, n -> running(n, ScalarFn.MUL)));

  private RunningOps() {}

  private static Value range(OnnxNode n) {
    var from = n.single(0, "start");
    var limit = n.single(1, "limit");
    var by = n.single(2, "delta");
    var type = from.type().dtype();
    boolean half = type == DType.F16 || type == DType.BF16;
    var wide = half ? n.attributes().dtype("stash_type", DType.F32) : type;
    n.attributes().ignore("stash_type");
    var count = count(n, from, limit, by);
    var at = n.convert(n.builder().add(new Counting.Iota(Shape.of(count), 0)), wide);
    var start = n.builder().broadcast(n.convert(from, wide), at.type().shape());
    var delta = n.builder().broadcast(n.convert(by, wide), at.type().shape());
    return n.convert(n.apply(ScalarFn.ADD, start, n.apply(ScalarFn.MUL, at, delta)), type);
  }

  /// `max(ceil((limit - start) / delta), 0)`; floats are divided in f64.
  private static Dim count(OnnxNode n, Value from, Value to, Value delta) {
    var start = n.sizes(0);
    var limit = n.sizes(1);
    var known = n.sizes(2).flatMap(Sizes::tensor);
    if (start.isPresent() && limit.isPresent() && known.isPresent()) {
      long step = known.get().longAt(0);
      n.require(step != 0, "A Range does not move.", "delta 0", "another delta");
      var distance = limit.get().elements().getFirst().minus(start.get().elements().getFirst());
      return (step > 0 ? distance : distance.times(-1)).ceilDiv(Math.absExact(step)).max(Dim.ZERO);
    }
    boolean real = from.type().dtype().isFloat();
    var type = real ? DType.F64 : DType.I64;
    var wide = n.convert(delta, type);
    var by = Demand.that(n, wide, n.apply(ScalarFn.NOT, n.apply(ScalarFn.EQ, wide, n.splat(wide, 0))),
        "A Range does not move.", "another delta");
    var zero = n.splat(by, 0);
    var count = real ? real(n, n.convert(from, type), n.convert(to, type), by)
        : roundedUp(n, distance(n, n.convert(from, type), n.convert(to, type)), by);
    return Counts.of(n, n.convert(n.apply(ScalarFn.MAX, count, zero), DType.I64), "count");
  }

  private static Value real(OnnxNode n, Value from, Value to, Value by) {
    var count = n.apply(ScalarFn.CEIL, n.apply(ScalarFn.DIV, n.apply(ScalarFn.SUB, to, from), by));
    return Demand.that(n, count, n.apply(ScalarFn.EQ, count, count), "A Range has no length.", "numbers");
  }

  /// `to - from`, which has the sign of `to` where `from` has the other one.
  private static Value distance(OnnxNode n, Value from, Value to) {
    var distance = n.apply(ScalarFn.SUB, to, from);
    var apart = n.apply(ScalarFn.AND, n.apply(ScalarFn.XOR, to, from), n.apply(ScalarFn.XOR, to, distance));
    return Demand.that(n, distance, n.apply(ScalarFn.LE, n.splat(apart, 0), apart), "A Range is too long.",
        "a limit less than 2^63 from the start");
  }

  /// `ceil(a / b)` of integers: division goes towards zero, so that what is left of a positive quotient counts as one
  /// more.
  private static Value roundedUp(OnnxNode n, Value a, Value b) {
    var quotient = n.apply(ScalarFn.DIV, a, b);
    var zero = n.splat(a, 0);
    var exact = n.apply(ScalarFn.EQ, n.apply(ScalarFn.MUL, quotient, b), a);
    var negative = n.apply(ScalarFn.XOR, n.apply(ScalarFn.LT, a, zero), n.apply(ScalarFn.LT, b, zero));
    return n.apply(ScalarFn.SELECT, n.apply(ScalarFn.OR, exact, negative), quotient,
        n.apply(ScalarFn.ADD, quotient, n.splat(a, 1)));
  }

  /// Along an axis that is known only at run time: along each one, and then the one that is meant.
  private static Value running(OnnxNode n, ScalarFn combiner) {
    var x = n.value(0);
    int rank = x.type().rank();
    n.require(rank > 0, "A scalar has no axis.", x.type(), "rank 1 or more");
    var given = n.convert(n.single(1, "axis"), DType.I64);
    var known = n.sizes(1).flatMap(Sizes::tensor);
    if (known.isPresent()) {
      return along(n, x, combiner, n.axis(known.get().longAt(0), rank));
    }
    var axis = Demand.within(n, given, Dim.of(-rank), Dim.of(rank), "An axis does not exist.");
    var result = x;
    for (int i = 0; i < rank; i++) {
      var meant = n.apply(ScalarFn.OR,
          n.apply(ScalarFn.EQ, axis, n.splat(axis, i)), n.apply(ScalarFn.EQ, axis, n.splat(axis, i - rank)));
      result = n.apply(
          ScalarFn.SELECT, n.builder().broadcast(meant, x.type().shape()), along(n, x, combiner, i), result);
    }
    return result;
  }

  private static Value along(OnnxNode n, Value x, ScalarFn combiner, int axis) {
    boolean reverse = n.attributes().flag("reverse", false);
    boolean exclusive = n.attributes().flag("exclusive", false);
    var in = reverse ? reversed(n, x, axis) : x;
    var terms = exclusive ? shifted(n, in, combiner, axis) : in;
    var sums = n.builder().add(new Op.CumulativeReduce(terms, combiner, axis));
    return reverse ? reversed(n, sums, axis) : sums;
  }

  private static Value reversed(OnnxNode n, Value x, int axis) {
    var size = x.type().dim(axis);
    return SliceOps.part(n, x, axis, size.minus(1), size, -1);
  }

  /// The neutral element first, and no last element.
  private static Value shifted(OnnxNode n, Value x, ScalarFn combiner, int axis) {
    var type = x.type().dtype();
    var low = new ArrayList<>(Collections.nCopies(x.type().rank(), 0L));
    low.set(axis, 1L);
    var high = low.stream().map(l -> -l).toList();
    return n.builder().add(
        Op.Pad.around(x, n.builder().scalar(type, Combiners.identity(combiner, type)), low, high));
  }
}

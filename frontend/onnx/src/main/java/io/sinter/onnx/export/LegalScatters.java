package io.sinter.onnx.export;

import io.sinter.ir.Combiners;
import io.sinter.ir.Counting;
import io.sinter.ir.Indexed;
import io.sinter.ir.Op;
import io.sinter.ir.ScalarFn;
import io.sinter.ir.Value;
import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
import io.sinter.runtime.TensorType;
import io.sinter.runtime.Truth;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Scatters to the first axes at indices inside of them. What is left out is an update that changes nothing. ScatterND
/// does not say which of several updates of one place replaces it, so the last one is found first.
final class LegalScatters {
  private final Legal l;
  private final Indexed.Scatter s;
  private final List<Value> indices;
  private final Value x;

  private LegalScatters(Legal l, Indexed.Scatter s) {
    this.l = l;
    this.s = s;
    this.indices = LegalIndices.clamped(l, s);
    this.x = LegalIndices.chosenFirst(l, s.x(), s);
  }

  static Value of(Legal l, Indexed.Scatter s) {
    var scatter = new LegalScatters(l, s);
    var updated = s.update() != Indexed.Update.SET ? scatter.combined()
        : s.indices().getFirst().type().shape().elements().isConstant(1) ? scatter.single() : scatter.replaced();
    return LegalIndices.inPlace(l, updated, s);
  }

  private Value scatter(Value into, Value updates, Indexed.Update update) {
    return l.keep(new Indexed.Scatter(into, indices, updates, LegalIndices.first(s), update));
  }

  /// Whether each index lies inside of its axis.
  private Value inside() {
    return IntStream.range(0, indices.size()).mapToObj(k -> {
      var index = s.indices().get(k);
      var size = l.size(s.x().type().dim(s.axes().get(k)), index.type().dtype(), index.type().shape());
      return l.apply(ScalarFn.AND, l.apply(ScalarFn.LE, l.splat(index.type(), 0), index),
          l.apply(ScalarFn.LT, index, size));
    }).reduce((a, b) -> l.apply(ScalarFn.AND, a, b)).orElseThrow();
  }

  /// Of u64, sums and products have the low bits of those of i64. Half floats are rounded once, after the last update.
  private Value combined() {
    var type = x.type().dtype();
    var fn = Indexed.fn(s.update());
    var wide = type == DType.U64 && (fn == ScalarFn.ADD || fn == ScalarFn.MUL) ? DType.I64
        : type == DType.F16 ? DType.F32 : LegalScalars.wide(type);
    double neutral = fn == ScalarFn.ADD && type.isFloat() ? -0.0 : Combiners.identity(fn, type);
    var updates = l.apply(ScalarFn.SELECT, l.spread(inside(), s.updates().type().shape()), s.updates(),
        l.splat(s.updates().type(), neutral));
    return l.convert(scatter(l.convert(x, wide), l.convert(updates, wide), s.update()), type);
  }

  /// One update, which is the old element where it is left out.
  private Value single() {
    var old = l.keep(new Indexed.Gather(x, indices, LegalIndices.first(s)));
    var updates = l.apply(ScalarFn.SELECT,
        l.spread(inside(), old.type().shape()), l.reshape(s.updates(), old.type().shape()), old);
    return scatter(x, updates, Indexed.Update.SET);
  }

  /// Numbers the updates, finds the highest number of each place, and picks the update of that number.
  private Value replaced() {
    var batch = s.indices().getFirst().type().shape();
    var count = batch.elements();
    var numbers = l.reshape(l.keep(new Counting.Iota(Shape.of(count), 0)), batch);
    var numbered = l.apply(ScalarFn.SELECT, inside(), numbers, l.splat(numbers.type(), -1));
    var places = new Shape(x.type().shape().dims().subList(0, indices.size()));
    var winners = scatter(l.splat(new TensorType(DType.I64, places), -1), numbered, Indexed.Update.MAX);
    var wins = l.apply(ScalarFn.LE, l.splat(winners.type(), 0), winners);
    var picked = picked(winners, wins, count);
    return l.apply(ScalarFn.SELECT, l.spread(wins, x.type().shape()), l.reshape(picked, x.type().shape()), x);
  }

  /// Where nothing wins, the first update or, since there may be none, a zero behind the last one.
  private Value picked(Value winners, Value wins, Dim count) {
    var shape = s.updates().type().shape();
    var one = shape.dims().subList(s.indices().getFirst().type().rank(), shape.rank());
    var rows = l.reshape(s.updates(), row(count, one));
    boolean any = Dim.ONE.atMost(count) == Truth.YES;
    var all = any ? rows : l.add(new Op.Concatenate(
        List.of(rows, l.splat(rows.type().withShape(row(Dim.ONE, one)), 0)), 0));
    var other = any ? l.splat(winners.type(), 0) : l.size(count, DType.I64, winners.type().shape());
    return l.keep(new Indexed.Gather(all, List.of(l.apply(ScalarFn.SELECT, wins, winners, other)), List.of(0)));
  }

  private static Shape row(Dim count, List<Dim> one) {
    return new Shape(Stream.concat(Stream.of(count), one.stream()).toList());
  }
}

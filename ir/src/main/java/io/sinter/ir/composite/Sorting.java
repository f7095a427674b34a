package io.sinter.ir.composite;

import io.sinter.ir.Builder;
import io.sinter.ir.Control;
import io.sinter.ir.Counting;
import io.sinter.ir.Indexed;
import io.sinter.ir.Literal;
import io.sinter.ir.Op;
import io.sinter.ir.ScalarFn;
import io.sinter.ir.Value;
import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
import io.sinter.runtime.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Elements in order. Equal ones keep the order that they have; NaN is above all numbers, and -0 equals +0.
///
/// Up to [#COUNTED] elements each one counts those that come before it: n² comparisons, in one pass without memory.
/// More are sorted by a bitonic network (Batcher 1968) in which each comparator puts the smaller element first, so that
/// it serves any n as if the next power of two were filled up with elements that are above all: n log²(n) / 4
/// comparisons, in a loop of log(n) (log(n) + 1) / 2 passes.
public final class Sorting {
  /// How many elements are sorted by counting.
  static final int COUNTED = 128;

  /// @param values in order
  /// @param indices where each of them stood, as i64
  public record Sorted(Value values, Value indices) {}

  /// Sorted keys, and where they stood.
  private record State(Value keys, Value order) {}

  private Sorting() {}

  /// The elements of `x` along `axis` in ascending or descending order, which keeps equal ones as they stand too.
  public static Sorted of(Builder b, Value x, int axis, boolean descending) {
    var moved = new ArrayList<>(List.of(axis));
    IntStream.range(0, x.type().rank()).filter(i -> i != axis).forEach(moved::add);
    var first = b.add(new Op.Transpose(x, moved));
    var shape = first.type().shape();
    var rest = new Shape(shape.dims().subList(1, shape.rank())).elements();
    var keys = b.add(new Op.Reshape(first, Shape.of(shape.get(0), rest)));
    var order = b.add(new Counting.Iota(keys.type().shape(), 0));
    var sorted = sort(b, new State(keys, order), descending ? KeyOrder.DESCENDING : KeyOrder.ASCENDING);
    return new Sorted(back(b, sorted.keys(), shape, moved), back(b, sorted.order(), shape, moved));
  }

  private static Value back(Builder b, Value x, Shape shape, List<Integer> moved) {
    var inverse = IntStream.range(0, moved.size()).map(moved::indexOf).boxed().toList();
    return b.add(new Op.Transpose(b.add(new Op.Reshape(x, shape)), inverse));
  }

  /// Where the rows of a matrix stand when they are in ascending order, compared by their first elements that differ.
  public static Value rows(Builder b, Value matrix) {
    var order = b.add(new Counting.Iota(Shape.of(matrix.type().dim(0)), 0));
    return sort(b, new State(matrix, order), KeyOrder.ROWS).order();
  }

  private static State sort(Builder b, State state, KeyOrder by) {
    return state.order().type().dim(0).constant().orElse(COUNTED + 1) <= COUNTED
        ? counted(b, state, by) : network(b, state, by);
  }

  /// Each element goes to the place that is the number of those before it.
  private static State counted(Builder b, State state, KeyOrder by) {
    var shape = state.order().type().shape();
    var mine = b.add(new Op.Broadcast(state.keys(), twice(state.keys()), without(state.keys(), 1)));
    var other = b.add(new Op.Broadcast(state.keys(), twice(state.keys()), without(state.keys(), 0)));
    var at = b.add(new Counting.Iota(twice(state.order()), 0));
    var otherAt = b.add(new Counting.Iota(twice(state.order()), 1));
    var before = by.before(b, other, mine, b.apply(ScalarFn.LT, otherAt, at));
    var place = b.add(new Op.Reduce(b.add(new Op.Convert(before, DType.I64)), ScalarFn.ADD, List.of(1)));
    var to = new ArrayList<>(List.of(place));
    IntStream.range(1, shape.rank()).forEach(i -> to.add(b.add(new Counting.Iota(shape, i))));
    var axes = IntStream.range(0, shape.rank()).boxed().toList();
    var order = b.add(new Indexed.Scatter(state.order(), to, state.order(), axes, Indexed.Update.SET));
    var from = new ArrayList<>(to);
    from.set(0, order);
    return new State(b.add(new Indexed.Gather(state.keys(), from, axes)), order);
  }

  private static Shape twice(Value x) {
    var dims = new ArrayList<>(x.type().shape().dims());
    dims.addFirst(dims.getFirst());
    return new Shape(dims);
  }

  /// The axes of [#twice] but one of the first two.
  private static List<Integer> without(Value x, int axis) {
    return IntStream.rangeClosed(0, x.type().rank()).filter(i -> i != axis).boxed().toList();
  }

  // ---- the network ------------------------------------------------------------------------------------------------

  /// Blocks of 2, 4, 8 … elements become sorted one after the other. In a block the element at `i` meets the one at
  /// `i ^ mask`, with the masks `block - 1`, then `block / 4`, `block / 8` … 1.
  private static State network(Builder b, State state, KeyOrder by) {
    var size = state.order().type().dim(0);
    var body = new Builder().at(b.origin());
    var scalar = i64(b, 0).type();
    body.parameter("pass", scalar);
    var block = body.parameter("block", scalar);
    var mask = body.parameter("mask", scalar);
    var keys = body.parameter("keys", state.keys().type());
    var order = body.parameter("order", state.order().type());
    var met = exchanged(body, new State(keys, order), mask, size, by);
    var first = body.apply(ScalarFn.EQ, mask, body.apply(ScalarFn.SUB, block, i64(body, 1)));
    var next = body.apply(ScalarFn.SELECT, first, body.apply(ScalarFn.SHR, block, i64(body, 2)),
        body.apply(ScalarFn.SHR, mask, i64(body, 1)));
    var done = body.apply(ScalarFn.EQ, next, i64(body, 0));
    var larger = body.apply(ScalarFn.ADD, block, block);
    var nextBlock = body.apply(ScalarFn.SELECT, done, larger, block);
    var nextMask = body.apply(ScalarFn.SELECT, done, body.apply(ScalarFn.SUB, larger, i64(body, 1)), next);
    var more = body.apply(ScalarFn.LT, nextBlock, Measure.of(body, size.times(2)));
    var function = body.finish("exchange", List.of(more, nextBlock, nextMask, met.keys(), met.order()),
        List.of("more", "block", "mask", "keys", "order"));
    var loop = b.add(new Control.Loop(i64(b, Long.MAX_VALUE), b.apply(ScalarFn.LT, i64(b, 1), Measure.of(b, size)),
        List.of(i64(b, 2), i64(b, 1), state.keys(), state.order()), List.of(), function,
        List.of(scalar, scalar, keys.type(), order.type()), List.of()));
    return new State(b.add(new Op.Project(loop, 2)), b.add(new Op.Project(loop, 3)));
  }

  private static Value i64(Builder b, long value) {
    return b.constant(Literal.of(Tensor.scalar(value)));
  }

  /// Of two elements that meet, the lower place takes the one that comes first. Who meets nobody stays.
  private static State exchanged(Builder b, State state, Value mask, Dim size, KeyOrder by) {
    var places = Shape.of(size);
    var at = b.add(new Counting.Iota(places, 0));
    var partner = b.apply(ScalarFn.XOR, at, b.broadcast(mask, places));
    var meets = b.apply(ScalarFn.LT, partner, b.broadcast(Measure.of(b, size), places));
    var keys = b.add(new Indexed.Gather(state.keys(), List.of(partner), List.of(0)));
    var order = b.add(new Indexed.Gather(state.order(), List.of(partner), List.of(0)));
    var before = by.before(b, keys, state.keys(), b.apply(ScalarFn.LT, order, state.order()));
    var lower = along(b, b.apply(ScalarFn.LT, at, partner), order);
    var swaps = b.apply(ScalarFn.AND, along(b, meets, order), b.apply(ScalarFn.EQ, before, lower));
    var swapped = b.add(new Op.Broadcast(
        swaps, keys.type().shape(), IntStream.range(0, swaps.type().rank()).boxed().toList()));
    return new State(b.apply(ScalarFn.SELECT, swapped, keys, state.keys()),
        b.apply(ScalarFn.SELECT, swaps, order, state.order()));
  }

  private static Value along(Builder b, Value places, Value like) {
    return b.add(new Op.Broadcast(places, like.type().shape(), List.of(0)));
  }
}

package io.sinter.onnx;

import io.sinter.ir.Combiners;
import io.sinter.ir.Indexed;
import io.sinter.ir.Op;
import io.sinter.ir.ScalarFn;
import io.sinter.ir.Value;
import io.sinter.ir.Window;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Which element of [N, C, spatial…] is the largest under a window, as its index in the flattened tensor; the first one
/// of those that are equal. Reads each element as often as windows are over it.
final class PoolIndices {
  private final OnnxNode n;
  private final Value x;
  private final Window window;
  private final Shape spatial;
  /// The places of the window, then the elements under it.
  private final Shape taps;

  private PoolIndices(OnnxNode n, Value x, Window window) {
    this.n = n;
    this.x = x;
    this.window = window;
    this.spatial = new Shape(x.type().shape().dims().subList(2, x.type().rank()));
    var dims = new ArrayList<>(window.over(spatial).dims());
    window.sizes().forEach(size -> dims.add(Dim.of(size)));
    this.taps = new Shape(dims);
  }

  /// @param window over the spatial axes
  /// @param columnMajor whether the first spatial axis is the innermost one of the flattened tensor
  static Value of(OnnxNode n, Value x, Window window, boolean columnMajor) {
    return new PoolIndices(n, x, window).indices(columnMajor);
  }

  private Value indices(boolean columnMajor) {
    var positions = IntStream.range(0, spatial.rank()).mapToObj(this::position).toList();
    var inside = IntStream.range(0, spatial.rank()).mapToObj(i -> inside(positions.get(i), spatial.get(i)))
        .reduce((a, b) -> n.apply(ScalarFn.AND, a, b)).orElseThrow();
    var axes = IntStream.range(2, x.type().rank()).boxed().toList();
    var taken = n.builder().add(new Indexed.Gather(x, positions, axes));
    var counts = spread(inside, taken);
    var type = x.type().dtype();
    var under = n.apply(ScalarFn.SELECT, counts, taken, n.splat(taken, Combiners.identity(ScalarFn.MAX, type)));
    var reduced = IntStream.range(spatial.rank(), taps.rank()).boxed().toList();
    var best = n.builder().spread(
        n.builder().add(new Op.Reduce(under, ScalarFn.MAX, reduced)), taken.type().shape(), reduced);
    var is = n.apply(ScalarFn.EQ, under, best);
    is = type.isFloat() ? n.apply(ScalarFn.OR, is, n.apply(ScalarFn.NOT, n.apply(ScalarFn.EQ, under, under))) : is;
    var number = spread(flat(positions, spatial.dims()), taken);
    var none = Indices.spread(n, spatial.elements(), number.type().shape());
    var first = n.builder().add(new Op.Reduce(
        n.apply(ScalarFn.SELECT, n.apply(ScalarFn.AND, counts, is), number, none), ScalarFn.MIN, reduced));
    return ordered(columnMajor ? columnMajor(first) : first);
  }

  private Value position(int axis) {
    var place = scaled(Indices.position(n, taps, axis), window.strides().get(axis));
    var tap = scaled(Indices.position(n, taps, spatial.rank() + axis), window.dilations().get(axis));
    var sum = n.apply(ScalarFn.ADD, place, tap);
    return n.apply(ScalarFn.SUB, sum, n.splat(sum, window.low().get(axis)));
  }

  private Value scaled(Value x, long by) {
    return n.apply(ScalarFn.MUL, x, n.splat(x, by));
  }

  private Value inside(Value at, Dim size) {
    return n.apply(ScalarFn.AND, n.apply(ScalarFn.LE, n.splat(at, 0), at),
        n.apply(ScalarFn.LT, at, Indices.spread(n, size, at.type().shape())));
  }

  private Value spread(Value x, Value like) {
    return n.builder().add(new Op.Broadcast(x, like.type().shape(), Indices.axes(x.type().rank())));
  }

  /// The number of an element in row-major order.
  private Value flat(List<Value> positions, List<Dim> sizes) {
    var number = positions.getFirst();
    for (int i = 1; i < positions.size(); i++) {
      var size = Indices.spread(n, sizes.get(i), number.type().shape());
      number = n.apply(ScalarFn.ADD, n.apply(ScalarFn.MUL, number, size), positions.get(i));
    }
    return number;
  }

  private Value columnMajor(Value number) {
    return flat(Selection.unravel(n, number, spatial).reversed(), spatial.dims().reversed());
  }

  /// [places…, N, C] as [N, C, places…], counted from the start of the whole tensor.
  private Value ordered(Value number) {
    int rank = number.type().rank();
    var moved = n.builder().add(new Op.Transpose(
        number, Indices.first(rank, List.of(rank - 2, rank - 1))));
    var shape = moved.type().shape();
    var plane = flat(List.of(Indices.position(n, shape, 0), Indices.position(n, shape, 1)),
        List.of(x.type().dim(0), x.type().dim(1)));
    return n.apply(ScalarFn.ADD,
        n.apply(ScalarFn.MUL, plane, Indices.spread(n, spatial.elements(), shape)), moved);
  }
}

package io.sinter.onnx;

import static io.sinter.onnx.Operator.of;

import io.sinter.ir.Indexed;
import io.sinter.ir.ScalarFn;
import io.sinter.ir.Value;
import io.sinter.ir.composite.Take;
import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
import io.sinter.runtime.Truth;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Elements read at indices that are data; see [Indices] for those outside of the tensor.
final class GatherOps {
  static final List<Operator> TABLE = List.of(
      of("Gather", 1, GatherOps::gather),
      of("GatherElements", 11, n -> {
        var x = n.value(0);
        int axis = n.axis(n.attributes().integer("axis", 0), x.type().rank());
        return read(n, x, Indices.elements(n, x, n.value(1), axis), Indices.axes(x.type().rank()));
      }),
      of("GatherND", 11, GatherOps::gatherRows),
      of("ReverseSequence", 10, GatherOps::reverse));

  private GatherOps() {}

  private static Value read(OnnxNode n, Value x, List<Value> indices, List<Integer> axes) {
    return n.builder().add(new Indexed.Gather(x, indices, axes));
  }

  /// The axes of the indices stand where `axis` was.
  private static Value gather(OnnxNode n) {
    var x = n.value(0);
    int axis = n.axis(n.attributes().integer("axis", 0), x.type().rank());
    var known = n.sizes(1);
    if (known.isPresent()) {
      requireInside(n, x.type().dim(axis), known.get().elements());
      if (isSlice(known.get().elements())) {
        return slice(n, x, axis, known.get());
      }
    }
    return along(n, x, axis, n.value(1));
  }

  /// `x` at `indices` along `axis`.
  static Value along(OnnxNode n, Value x, int axis, Value indices) {
    return Take.along(n.builder(), x, axis, Indices.inside(n, indices, x.type().dim(axis)));
  }

  private static void requireInside(OnnxNode n, Dim size, List<Dim> indices) {
    for (var index : indices) {
      if (index.plus(size).plus(1).atMost(Dim.ZERO) == Truth.YES || size.atMost(index) == Truth.YES) {
        throw n.error("An index lies outside its axis.", "index " + index,
            size.times(-1) + " to " + size.minus(1));
      }
    }
  }

  /// Whether indices are equally spaced and all count from one end.
  private static boolean isSlice(List<Dim> indices) {
    var first = indices.isEmpty() ? Dim.ZERO : indices.getFirst();
    long step = step(indices);
    boolean low = indices.stream().allMatch(i -> i.range(Dim.Ranges.NONE).low() >= 0);
    boolean high = indices.stream().allMatch(i -> i.range(Dim.Ranges.NONE).high() < 0);
    return step != 0 && (low || high) && IntStream.range(0, indices.size())
        .allMatch(i -> indices.get(i).minus(first).isConstant(i * step));
  }

  private static long step(List<Dim> indices) {
    return indices.size() < 2 ? 1 : indices.get(1).minus(indices.getFirst()).constant().orElse(0);
  }

  private static Value slice(OnnxNode n, Value x, int axis, Sizes indices) {
    var at = indices.elements();
    var first = at.isEmpty() ? Dim.ZERO : at.getFirst();
    boolean fromEnd = first.range(Dim.Ranges.NONE).high() < 0;
    var taken = SliceOps.part(
        n, x, axis, fromEnd ? x.type().dim(axis).plus(first) : first, Dim.of(at.size()), step(at));
    var dims = new ArrayList<>(x.type().shape().dims());
    dims.remove(axis);
    dims.addAll(axis, indices.shape().dims());
    return ShapeOps.reshape(n, taken, new Shape(dims));
  }

  /// Each row of indices is a position along as many axes, after those that the batch shares.
  private static Value gatherRows(OnnxNode n) {
    var x = n.value(0);
    var indices = n.value(1);
    int most = Math.min(x.type().rank(), indices.type().rank()) - 1;
    n.require(most >= 0, "A GatherND reads from or at a scalar.", x.type() + " at " + indices.type(),
        "ranks of 1 or more");
    int batch = (int) n.attributes().integer("batch_dims", 0, 0, most);
    for (int k = 0; k < batch; k++) {
      indices = n.sized(indices, k, x.type().dim(k), "Data and indices differ in their batches.");
    }
    var at = indices;
    int columns = Indices.columns(n, indices, x.type().rank() - batch);
    var positions = new ArrayList<Value>();
    var outer = new Shape(indices.type().shape().dims().subList(0, indices.type().rank() - 1));
    IntStream.range(0, batch).forEach(k -> positions.add(Indices.position(n, outer, k)));
    IntStream.range(0, columns).forEach(k -> positions.add(
        Indices.inside(n, Indices.column(n, at, k), x.type().dim(batch + k))));
    return read(n, x, positions, Indices.axes(batch + columns));
  }

  /// The first `lengths[b]` elements along the time axis in reverse order, the others as they are.
  private static Value reverse(OnnxNode n) {
    var x = n.value(0);
    long time = n.attributes().integer("time_axis", 0);
    long batch = n.attributes().integer("batch_axis", 1);
    n.require(x.type().rank() >= 2 && (time == 0 && batch == 1 || time == 1 && batch == 0),
        "The axes of ReverseSequence do not fit.", "time_axis " + time + " and batch_axis " + batch + " of " + x.type(),
        "0 and 1, in either order");
    var shape = Shape.of(x.type().dim(0), x.type().dim(1));
    var at = Indices.position(n, shape, (int) time);
    var lengths = Demand.within(n, n.convert(n.shaped(1, Shape.of(shape.get((int) batch))), DType.I64), Dim.ZERO,
        shape.get((int) time).plus(1), "A sequence has an impossible length.");
    var length = Indices.along(n, lengths, shape, (int) batch);
    var mirrored = n.apply(ScalarFn.SUB, n.apply(ScalarFn.SUB, length, at), n.splat(at, 1));
    var from = n.apply(ScalarFn.SELECT, n.apply(ScalarFn.LT, at, length), mirrored, at);
    var other = Indices.position(n, shape, (int) batch);
    return read(n, x, time == 0 ? List.of(from, other) : List.of(other, from), List.of(0, 1));
  }
}

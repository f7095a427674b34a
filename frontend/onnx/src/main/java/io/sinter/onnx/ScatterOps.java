package io.sinter.onnx;

import static io.sinter.onnx.Operator.of;

import io.sinter.ir.Indexed;
import io.sinter.ir.Op;
import io.sinter.ir.ScalarFn;
import io.sinter.ir.Value;
import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
import io.sinter.runtime.Truth;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Elements written at indices that are data; see [Indices] for those outside of the tensor. Updates that meet are
/// applied in row-major order.
final class ScatterOps {
  static final List<Operator> TABLE = List.of(
      of("Scatter", 9, ScatterOps::elements),
      of("ScatterElements", 11, ScatterOps::elements),
      of("ScatterND", 11, ScatterOps::rows),
      of("TensorScatter", 24, ScatterOps::cache));

  private ScatterOps() {}

  private static Indexed.Update reduction(OnnxNode n) {
    var known = n.version() < 18 ? List.of("none", "add", "mul") : List.of("none", "add", "mul", "max", "min");
    return switch (n.attributes().choice("reduction", "none", known)) {
      case "add" -> Indexed.Update.ADD;
      case "mul" -> Indexed.Update.MUL;
      case "max" -> Indexed.Update.MAX;
      case "min" -> Indexed.Update.MIN;
      default -> Indexed.Update.SET;
    };
  }

  /// Truth values count as 0 and 1, of which the sum is at most 1.
  private static Value write(
      OnnxNode n, Value x, List<Value> indices, Value updates, List<Integer> axes, Indexed.Update update) {
    if (x.type().dtype() != DType.BOOL || update == Indexed.Update.SET) {
      return n.builder().add(new Indexed.Scatter(x, indices, updates, axes, update));
    }
    boolean any = update == Indexed.Update.ADD || update == Indexed.Update.MAX;
    var written = n.builder().add(new Indexed.Scatter(n.convert(x, DType.U8), indices, n.convert(updates, DType.U8),
        axes, any ? Indexed.Update.MAX : Indexed.Update.MIN));
    return n.convert(written, DType.BOOL);
  }

  private static Value elements(OnnxNode n) {
    var x = n.value(0);
    int axis = n.axis(n.attributes().integer("axis", 0), x.type().rank());
    var indices = n.value(1);
    return write(n, x, Indices.elements(n, x, indices, axis), n.shaped(2, indices.type().shape()),
        Indices.axes(x.type().rank()), reduction(n));
  }

  private static Value rows(OnnxNode n) {
    var x = n.value(0);
    int columns = Indices.columns(n, n.value(1), x.type().rank());
    var positions = IntStream.range(0, columns)
        .mapToObj(k -> Indices.inside(n, Indices.column(n, n.value(1), k), x.type().dim(k))).toList();
    var rows = new ArrayList<>(positions.getFirst().type().shape().dims());
    rows.addAll(x.type().shape().dims().subList(columns, x.type().rank()));
    return write(n, x, positions, n.shaped(2, new Shape(rows)), Indices.axes(columns), reduction(n));
  }

  /// A piece of a sequence put into a cache, at a place of its own for each batch.
  private static Value cache(OnnxNode n) {
    var cache = n.value(0);
    int rank = cache.type().rank();
    int axis = n.axis(n.attributes().integer("axis", -2), rank);
    n.require(axis != 0, "The sequence of a cache cannot be its batch.", "axis 0", "another axis");
    var size = cache.type().dim(axis);
    var update = update(n, cache, axis);
    var shape = Shape.of(update.type().dim(0), update.type().dim(axis));
    var start = n.has(2) ? Indices.along(n, places(n, shape.get(0)), shape, 0) : Indices.spread(n, Dim.ZERO, shape);
    var at = n.apply(ScalarFn.ADD, start, Indices.position(n, shape, 1));
    boolean circular = n.attributes().choice("mode", "linear", List.of("linear", "circular")).equals("circular");
    var place = circular ? remainder(n, at, size)
        : Demand.within(n, at, Dim.ZERO, size, "A cache has no room for its update.");
    var order = Indices.first(rank, List.of(0, axis));
    var rows = n.builder().add(new Op.Transpose(update, order));
    return write(n, cache, List.of(Indices.position(n, shape, 0), place), rows, List.of(0, axis),
        Indexed.Update.SET);
  }

  /// What is put into a cache: at most as long along the axis, and as large along all others.
  private static Value update(OnnxNode n, Value cache, int axis) {
    var update = n.ranked(1, cache.type().rank(), "that of the cache " + cache.type());
    for (int k = 0; k < cache.type().rank(); k++) {
      update = k == axis ? update : n.sized(update, k, cache.type().dim(k), "An update does not fit its cache.");
    }
    n.require(update.type().dim(axis).atMost(cache.type().dim(axis)) != Truth.NO, "An update is longer than its cache.",
        update.type() + " for " + cache.type(), "at most " + cache.type().dim(axis) + " along axis " + axis);
    return update;
  }

  private static Value places(OnnxNode n, Dim batches) {
    var given = Indices.integers(n, n.shaped(2, Shape.of(batches)));
    return Demand.that(
        n, given, n.apply(ScalarFn.LE, n.splat(given, 0), given), "A cache has no such place.", "0 or more");
  }

  /// `x mod size` of what is not negative.
  private static Value remainder(OnnxNode n, Value x, Dim size) {
    var by = Indices.spread(n, size, x.type().shape());
    return n.apply(ScalarFn.SUB, x, n.apply(ScalarFn.MUL, n.apply(ScalarFn.DIV, x, by), by));
  }
}

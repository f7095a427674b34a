package io.sinter.onnx;

import static io.sinter.onnx.Operator.of;

import io.sinter.ir.Op;
import io.sinter.ir.ScalarFn;
import io.sinter.ir.Value;
import io.sinter.runtime.DType;
import io.sinter.runtime.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// What depends on where an element stands: diagonals, triangles, one-hot vectors.
final class MaskOps {
  static final List<Operator> TABLE = List.of(
      of("EyeLike", 9, MaskOps::diagonal),
      of("Trilu", 14, MaskOps::triangle),
      of("OneHot", 9, MaskOps::oneHot));

  private MaskOps() {}

  /// How far each element of a matrix lies to the right of its diagonal.
  private static Value distance(OnnxNode n, Shape matrix) {
    return n.apply(ScalarFn.SUB, Indices.position(n, matrix, 1), Indices.position(n, matrix, 0));
  }

  private static Value diagonal(OnnxNode n) {
    var x = n.value(0);
    n.require(x.type().rank() == 2, "EyeLike needs a matrix.", x.type(), "rank 2");
    var type = n.attributes().dtype("dtype", x.type().dtype());
    var distance = distance(n, x.type().shape());
    var on = n.apply(ScalarFn.EQ, distance, n.splat(distance, n.attributes().integer("k", 0)));
    return n.convert(on, type);
  }

  /// The upper or lower triangle of the last two axes; the rest is 0.
  private static Value triangle(OnnxNode n) {
    var x = n.value(0);
    int rank = x.type().rank();
    n.require(rank >= 2, "Trilu needs matrices.", x.type(), "rank 2 or more");
    var matrix = new Shape(x.type().shape().dims().subList(rank - 2, rank));
    var distance = distance(n, matrix);
    var k = n.has(1) ? n.builder().broadcast(n.single(1, "k"), matrix) : n.splat(distance, 0);
    var kept = n.attributes().flag("upper", true)
        ? n.apply(ScalarFn.LE, k, distance) : n.apply(ScalarFn.LE, distance, k);
    return n.apply(ScalarFn.SELECT, n.builder().broadcast(kept, x.type().shape()), x, n.splat(x, 0));
  }

  /// Only since version 11 may they count from the end.
  private static Value indices(OnnxNode n) {
    var given = n.convert(n.value(0), DType.I64);
    return n.version() >= 11 ? given : Demand.that(n, given, n.apply(ScalarFn.LE, n.splat(given, 0), given),
        "An index is negative.", "0 or more");
  }

  /// An index that is out of range is nowhere.
  private static Value oneHot(OnnxNode n) {
    var indices = indices(n);
    int rank = indices.type().rank();
    int axis = n.axis(n.attributes().integer("axis", -1), rank + 1);
    n.require(rank > 0, "OneHot needs a list of indices.", indices.type(), "rank 1 or more");
    var depth = Counts.of(n, 1, "depth");
    var dims = new ArrayList<>(indices.type().shape().dims());
    dims.add(axis, depth);
    var shape = new Shape(dims);
    var others = IntStream.rangeClosed(0, rank).filter(i -> i != axis).boxed().toList();
    var at = n.builder().add(new Op.Broadcast(Indices.wrapped(n, indices, depth), shape, others));
    var values = n.shaped(2, Shape.of(2));
    var off = Indices.column(n, values, 0);
    var on = Indices.column(n, values, 1);
    return n.apply(ScalarFn.SELECT, n.apply(ScalarFn.EQ, at, Indices.position(n, shape, axis)),
        n.builder().broadcast(on, shape), n.builder().broadcast(off, shape));
  }
}

package io.sinter.onnx.export;

import io.sinter.ir.Counting;
import io.sinter.ir.Op;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
import io.sinter.runtime.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/// Nodes that show elements under other indices.
final class ViewNodes {
  private final Graph graph;
  private final SizeNodes sizes;

  ViewNodes(Graph graph, SizeNodes sizes) {
    this.graph = graph;
    this.sizes = sizes;
  }

  String transpose(String x, List<Integer> permutation) {
    return graph.node("Transpose", List.of(x),
        Attributes.of("perm", permutation.stream().map(Integer::longValue).toList()));
  }

  // ---- repetition -------------------------------------------------------------------------------------------------

  /// The shape of the operand with axes of size 1 for those it lacks, from its first axis on: what broadcasts to the
  /// shape of the result when axes are aligned at the right.
  static Shape alignedShape(Op.Broadcast b) {
    int first = b.axes().isEmpty() ? b.shape().rank() : b.axes().getFirst();
    return new Shape(IntStream.range(first, b.shape().rank()).mapToObj(i -> {
      int at = b.axes().indexOf(i);
      return at < 0 ? Dim.ONE : b.x().type().dim(at);
    }).toList());
  }

  String aligned(String x, Op.Broadcast b) {
    return reshape(x, b.x().type().shape(), alignedShape(b));
  }

  /// `x`, which broadcasts to `to`, repeated. Expand leaves a size where it is asked for 1.
  String expand(String x, Shape from, Shape to) {
    if (from.equals(to)) {
      return x;
    }
    int shift = to.rank() - from.rank();
    var asked = IntStream.range(0, to.rank())
        .mapToObj(i -> i >= shift && from.get(i - shift).equals(to.get(i)) ? Dim.ONE : to.get(i)).toList();
    return graph.node("Expand", List.of(x, sizes.vector(asked)));
  }

  /// Positions along one axis.
  String iota(Counting.Iota i) {
    var count = i.shape().get(i.axis());
    var range = graph.node("Range", List.of(graph.constant(Tensor.scalar(0L)), sizes.scalar(count),
        graph.constant(Tensor.scalar(1L))));
    var dims = new ArrayList<>(Collections.nCopies(i.shape().rank() - i.axis(), Dim.ONE));
    dims.set(0, count);
    return expand(reshape(range, new Shape(List.of(count)), new Shape(dims)), new Shape(dims), i.shape());
  }

  // ---- shapes -----------------------------------------------------------------------------------------------------

  String reshape(String x, Shape from, Shape to) {
    if (from.equals(to)) {
      return x;
    }
    var removed = ones(from, to);
    if (!removed.isEmpty() && removed.equals(lastOnes(from, to))) {
      return graph.node("Squeeze", List.of(x, graph.longs(removed)));
    }
    var added = ones(to, from);
    if (!added.isEmpty()) {
      return graph.node("Unsqueeze", List.of(x, graph.longs(added)));
    }
    if (to.dims().contains(Dim.ZERO)) {
      return graph.node("Reshape", List.of(x, sizes.vector(to)), Attributes.of("allowzero", 1));
    }
    var asked = IntStream.range(0, to.rank()).mapToObj(i -> i < from.rank() && to.get(i).equals(from.get(i))
        && to.get(i).constant().isEmpty() ? Dim.ZERO : to.get(i)).toList();
    var open = asked.stream().filter(d -> d.constant().isEmpty()).toList();
    if (open.isEmpty()) {
      return graph.node("Reshape", List.of(x, sizes.vector(asked)));
    }
    return open.size() == 1 && !asked.contains(Dim.ZERO)
        ? graph.node("Reshape", List.of(x, sizes.vector(
            asked.stream().map(d -> d.constant().isPresent() ? d : Dim.of(-1)).toList())))
        : graph.node("Reshape", List.of(x, sizes.vector(to)), Attributes.of("allowzero", 1));
  }

  /// Which axes of size 1 of `longer` leave `shorter`; none where it differs in more.
  private static List<Long> ones(Shape longer, Shape shorter) {
    var axes = new ArrayList<Long>();
    int at = 0;
    for (int i = 0; i < longer.rank(); i++) {
      if (at < shorter.rank() && longer.get(i).equals(shorter.get(at))) {
        at++;
      } else if (longer.get(i).isConstant(1)) {
        axes.add((long) i);
      } else {
        return List.of();
      }
    }
    return at == shorter.rank() ? axes : List.of();
  }

  /// The same, where of neighbours the first one leaves; other axes where one size may stand for another.
  private static List<Long> lastOnes(Shape longer, Shape shorter) {
    return ones(new Shape(longer.dims().reversed()), new Shape(shorter.dims().reversed())).stream()
        .map(i -> longer.rank() - 1 - i).toList().reversed();
  }

  // ---- parts ------------------------------------------------------------------------------------------------------

  /// Only the axes that are cut.
  String slice(String x, Op.Slice s) {
    var shape = s.x().type().shape();
    var axes = IntStream.range(0, shape.rank()).filter(i -> !s.start().get(i).isConstant(0)
        || s.strides().get(i) != 1 || !s.sizes().get(i).equals(shape.get(i))).boxed().toList();
    if (axes.isEmpty()) {
      return x;
    }
    var starts = axes.stream().map(i -> position(s, i, s.start().get(i))).toList();
    var ends = axes.stream().map(i -> position(s, i, s.start().get(i)
        .plus(s.sizes().get(i).times(s.strides().get(i))))).toList();
    return graph.node("Slice", List.of(x, sizes.vector(starts), sizes.vector(ends),
        graph.longs(axes.stream().map(Integer::longValue).toList()),
        graph.longs(axes.stream().map(s.strides()::get).toList())));
  }

  /// Backwards, positions are counted from the end, so that one before the start of the axis is no other one.
  private static Dim position(Op.Slice s, int axis, Dim at) {
    return s.strides().get(axis) < 0 ? at.minus(s.x().type().dim(axis)) : at;
  }

  /// How much to pad: what stands before each axis, then what stands after each.
  String amounts(Op.Pad p) {
    var all = new ArrayList<>(p.low());
    all.addAll(p.high());
    return sizes.vector(all);
  }
}

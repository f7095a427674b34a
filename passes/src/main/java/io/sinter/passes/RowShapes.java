package io.sinter.passes;

import io.sinter.ir.Op;
import io.sinter.ir.Value;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/// The rows of kernels under construction: which trailing axes of the full shape their reductions run over. The first
/// member that needs rows decides for its kernel; others fit or stay outside.
final class RowShapes {
  /// @param rows axes of the full shape; empty in a kernel without reductions
  record Rows(int fullRank, Set<Integer> rows) {}

  /// How many values back the origin of a row's value is looked for.
  private static final int FAR = 96;

  private final Map<Value, Rows> byRoot = new HashMap<>();

  boolean has(Value root) {
    return byRoot.containsKey(root);
  }

  Rows of(Value root) {
    return byRoot.getOrDefault(root, new Rows(root.type().rank(), Set.of()));
  }

  /// A kernel whose root reduces.
  void start(Value root, Op.Reduce r) {
    byRoot.put(root, new Rows(r.x().type().rank(), Set.copyOf(r.axes())));
  }

  /// Whether a reduction may join: over the rows the kernel has, over the trailing axes of its root's shape, or over
  /// anything where the root's shape is the reduced one and `pointwise` says that it is read element by element.
  boolean joins(Op.Reduce r, Value root, boolean pointwise) {
    var own = new Rows(r.x().type().rank(), Set.copyOf(r.axes()));
    if (byRoot.containsKey(root)) {
      return byRoot.get(root).equals(own);
    }
    boolean fits = root.type().shape().equals(r.x().type().shape())
        ? r.axes().isEmpty() || isTrailing(own.rows(), own.fullRank()) : pointwise;
    if (fits) {
      byRoot.put(root, own);
    }
    return fits;
  }

  /// The rows of a kernel that has some, for [#reset] when a value does not join after all.
  Optional<Rows> find(Value root) {
    return Optional.ofNullable(byRoot.get(root));
  }

  void reset(Value root, Optional<Rows> before) {
    before.ifPresentOrElse(rows -> byRoot.put(root, rows), () -> byRoot.remove(root));
  }

  /// Whether `operand` spreads `v` along exactly the kernel's row axes. The first value read so decides which these
  /// are, when it comes from a reduction over them.
  boolean spreads(Value operand, Value v, Value root) {
    var axes = spreadAxes(operand, v);
    int rank = operand.type().rank();
    if (!has(root) && operand.type().shape().equals(root.type().shape()) && isTrailing(axes, rank)
        && comesFromReduction(v, axes, operand.type().shape())) {
      byRoot.put(root, new Rows(rank, axes));
    }
    return has(root) && byRoot.get(root).equals(new Rows(rank, axes));
  }

  private static boolean isTrailing(Set<Integer> axes, int rank) {
    return !axes.isEmpty() && IntStream.range(rank - axes.size(), rank).allMatch(axes::contains);
  }

  /// Whether elementwise ops on `v`'s side start from a reduction of `full` over `axes`.
  private static boolean comesFromReduction(Value v, Set<Integer> axes, Shape full) {
    var seen = new HashSet<Value>();
    var next = new ArrayList<>(List.of(v));
    while (!next.isEmpty()) {
      var x = FreeViews.resolve(next.removeLast());
      if (x.op() instanceof Op.Reduce r && r.x().type().shape().equals(full) && Set.copyOf(r.axes()).equals(axes)) {
        return true;
      }
      if (x.op() instanceof Op.Elementwise && seen.add(x) && seen.size() < FAR) {
        next.addAll(x.op().operands());
      }
    }
    return false;
  }

  /// The axes of `operand` that do not change which element of `v` is read, or an impossible set when the others are
  /// not read in place.
  private static Set<Integer> spreadAxes(Value operand, Value v) {
    int rank = operand.type().rank();
    List<Dim> index = IntStream.range(0, rank).mapToObj(i -> Dim.symbol("i" + i)).toList();
    var kept = new ArrayList<Integer>();
    for (var d : FreeViews.source(operand, v, index)) {
      if (d.isConstant(0)) {
        continue;
      }
      int axis = index.indexOf(d);
      if (axis < 0 || !kept.isEmpty() && axis <= kept.getLast()) {
        return Set.of(-1);
      }
      kept.add(axis);
    }
    var spread = new HashSet<Integer>();
    IntStream.range(0, rank).filter(i -> !kept.contains(i) && !operand.type().dim(i).isConstant(1))
        .forEach(spread::add);
    return spread;
  }
}

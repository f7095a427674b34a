package io.sinter.ir;

import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
import java.util.ArrayList;
import java.util.List;

/// Index arithmetic of reshapes.
final class IndexMaps {
  private IndexMaps() {}

  /// The index into `from` of the element that stands at `index` of `to`, in row-major order. Runs of axes with equal
  /// products are mapped on their own, so that an unchanged axis keeps its index.
  static List<Dim> reshape(List<Dim> index, Shape to, Shape from) {
    var source = new ArrayList<Dim>();
    int t = 0;
    int f = 0;
    while (f < from.rank()) {
      int tStart = t;
      int fStart = f;
      var tSize = t < to.rank() ? to.get(t++) : Dim.ONE;
      var fSize = from.get(f++);
      while (!tSize.equals(fSize) && (t < to.rank() || f < from.rank())) {
        boolean growTo = f == from.rank() || t < to.rank() && tSize.atMost(fSize) == io.sinter.runtime.Truth.YES;
        if (growTo && t < to.rank()) {
          tSize = tSize.times(to.get(t++));
        } else {
          fSize = fSize.times(from.get(f++));
        }
      }
      var linear = Dim.ZERO;
      for (int i = tStart; i < t; i++) {
        linear = linear.times(to.get(i)).plus(index.get(i));
      }
      unravel(linear, from.dims().subList(fStart, f), source);
    }
    return source;
  }

  private static void unravel(Dim linear, List<Dim> sizes, List<Dim> source) {
    var rest = linear;
    for (int i = 0; i < sizes.size(); i++) {
      var inner = sizes.subList(i + 1, sizes.size()).stream().reduce(Dim.ONE, Dim::times);
      if (sizes.get(i).isConstant(1) || inner.isConstant(0)) {
        source.add(Dim.ZERO);
        continue;
      }
      var q = rest.floorDiv(inner);
      source.add(q);
      rest = rest.minus(q.times(inner));
    }
  }
}

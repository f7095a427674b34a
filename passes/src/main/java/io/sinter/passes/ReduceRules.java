package io.sinter.passes;

import io.sinter.ir.Op;
import io.sinter.ir.ScalarFn;
import io.sinter.ir.Value;
import io.sinter.runtime.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Laws of reductions.
final class ReduceRules {
  private ReduceRules() {}

  static final List<Rule> RULES = List.of(
      Rule.exact("reduce-ones", "an axis of size 1 has nothing to combine", """
          (%x: f32[2, 1])
          %0 = reduce(%x) combiner(max) axes(1) : f32[2]
          =>
          %0 = reshape(%x) shape(2) : f32[2]
          """, (site, op) -> reduceOnes(site, op, false)),

      Rule.rounding("add-up-ones", "a sum over an axis of size 1 is its element, but for -0, which becomes 0", """
          (%x: f32[2, 1])
          %0 = reduce(%x) combiner(add) axes(1) : f32[2]
          =>
          %0 = reshape(%x) shape(2) : f32[2]
          """, (site, op) -> reduceOnes(site, op, true)),

      Rule.exact("reduce-twice", "two reductions by f are one where the order does not matter", """
          (%x: f32[2, 3, 4])
          %0 = reduce(%x) combiner(max) axes(1) : f32[2, 4]
          %1 = reduce(%0) combiner(max) axes(0) : f32[4]
          =>
          %0 = reduce(%x) combiner(max) axes(0, 1) : f32[4]
          """, ReduceRules::reduceTwice));

  private static @Nullable Value reduceOnes(Site site, Op op, boolean sums) {
    if (!(op instanceof Op.Reduce(var x, var fn, var axes))
        || sums != (fn == ScalarFn.ADD && x.type().dtype().isFloat())) {
      return null;
    }
    var rest = axes.stream().filter(i -> !x.type().dim(i).isConstant(1)).toList();
    boolean helps = rest.size() < axes.size() || axes.isEmpty();
    if (!helps || !rest.isEmpty() && FoldConstants.isRounded(fn, x)) {
      return null;
    }
    var kept = IntStream.range(0, x.type().rank())
        .filter(i -> !axes.contains(i) || rest.contains(i)).boxed().toList();
    var y = site.reshape(x, new Shape(kept.stream().map(x.type()::dim).toList()));
    return rest.isEmpty() ? y : site.add(new Op.Reduce(y, fn, rest.stream().map(kept::indexOf).toList()));
  }

  private static @Nullable Value reduceTwice(Site site, Op op) {
    if (!(op instanceof Op.Reduce(var r, var fn, var outer)) || !(r.op() instanceof Op.Reduce(var x, var gn, var inner))
        || fn != gn || FoldConstants.isRounded(fn, x) || site.isShared(r)) {
      return null;
    }
    var kept = IntStream.range(0, x.type().rank()).filter(i -> !inner.contains(i)).boxed().toList();
    var axes = new ArrayList<>(inner);
    outer.forEach(i -> axes.add(kept.get(i)));
    return site.add(new Op.Reduce(x, fn, axes.stream().sorted().toList()));
  }
}

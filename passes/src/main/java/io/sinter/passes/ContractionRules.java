package io.sinter.passes;

import static io.sinter.ir.ScalarFn.ADD;
import static io.sinter.ir.ScalarFn.MUL;
import static io.sinter.passes.Constants.isKnown;

import io.sinter.ir.Op;
import io.sinter.ir.Value;
import io.sinter.runtime.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Laws of `dot_general` and `convolution`. Those about constant factors fold a normalization at inference into the
/// weights before it: `((x * w + b) - mean) * scale + shift` becomes `x * w' + b'`.
final class ContractionRules {
  private ContractionRules() {}

  static final List<Rule> RULES = List.of(
      Rule.rounding("scale-weights", "(x * w) * c = x * (w * c), where c depends on axes of w only", """
          (%x: f32[1, 1, 3])
          %0 = constant f32[2, 1, 1] {1.0, 2.0}
          %1 = convolution(%x, %0) window(sizes(1) strides(1) low(0) high(0) dilations(1)) groups(1) : f32[1, 2, 3]
          %2 = constant f32[2] {3.0, 0.5}
          %3 = broadcast(%2) shape(1, 2, 3) axes(1) : f32[1, 2, 3]
          %4 = mul(%1, %3) : f32[1, 2, 3]
          =>
          %0 = constant f32[2, 1, 1] {1.0, 2.0}
          %1 = constant f32[2] {3.0, 0.5}
          %2 = broadcast(%1) shape(2, 1, 1) axes(0) : f32[2, 1, 1]
          %3 = mul(%0, %2) : f32[2, 1, 1]
          %4 = convolution(%x, %3) window(sizes(1) strides(1) low(0) high(0) dilations(1)) groups(1) : f32[1, 2, 3]
          """, (site, op) -> op instanceof Op.Apply(var fn, var a) && fn == MUL && isKnown(a.getLast())
              ? scaled(site, a.getFirst(), a.getLast()) : null),

      Rule.rounding("scale-weights-and-bias", "(x * w + b) * c = x * (w * c) + b * c", """
          (%x: f32[2, 3])
          %0 = constant f32[3, 2] {1.0, 2.0, 3.0, 4.0, 5.0, 6.0}
          %1 = dot_general(%x, %0) lhsBatch() rhsBatch() lhsContracting(1) rhsContracting(0) : f32[2, 2]
          %2 = constant f32[2] {0.5, -0.5}
          %3 = broadcast(%2) shape(2, 2) axes(1) : f32[2, 2]
          %4 = add(%1, %3) : f32[2, 2]
          %5 = constant f32[2] {2.0, 3.0}
          %6 = broadcast(%5) shape(2, 2) axes(1) : f32[2, 2]
          %7 = mul(%4, %6) : f32[2, 2]
          =>
          %0 = constant f32[3, 2] {1.0, 2.0, 3.0, 4.0, 5.0, 6.0}
          %1 = constant f32[2] {0.5, -0.5}
          %2 = broadcast(%1) shape(2, 2) axes(1) : f32[2, 2]
          %3 = constant f32[2] {2.0, 3.0}
          %4 = broadcast(%3) shape(2, 2) axes(1) : f32[2, 2]
          %5 = broadcast(%3) shape(3, 2) axes(1) : f32[3, 2]
          %6 = mul(%0, %5) : f32[3, 2]
          %7 = dot_general(%x, %6) lhsBatch() rhsBatch() lhsContracting(1) rhsContracting(0) : f32[2, 2]
          %8 = mul(%2, %4) : f32[2, 2]
          %9 = add(%7, %8) : f32[2, 2]
          """, (site, op) -> op instanceof Op.Apply(var fn, var a) && fn == MUL && isKnown(a.getLast())
              && a.getFirst().op() instanceof Op.Apply(var gn, var b) && gn == ADD && isKnown(b.getLast())
              && !site.isShared(a.getFirst()) && scaled(site, b.getFirst(), a.getLast()) instanceof Value y
              ? site.apply(ADD, y, site.apply(MUL, b.getLast(), a.getLast())) : null),

      Rule.exact("dot-of-transpose", "which axes pair says all: an operand need not be transposed for it", """
          (%x: f32[2, 3], %w: f32[4, 3])
          %0 = transpose(%w) permutation(1, 0) : f32[3, 4]
          %1 = dot_general(%x, %0) lhsBatch() rhsBatch() lhsContracting(1) rhsContracting(0) : f32[2, 4]
          =>
          %0 = dot_general(%x, %w) lhsBatch() rhsBatch() lhsContracting(1) rhsContracting(1) : f32[2, 4]
          """, ContractionRules::dotOfTranspose),

      Rule.exact("weights-on-the-right", "transpose(w * x) = x * w, for a constant w", """
          (%x: f32[3, 2])
          %0 = constant f32[2, 3] {1.0, 2.0, 3.0, 4.0, 5.0, 6.0}
          %1 = dot_general(%0, %x) lhsBatch() rhsBatch() lhsContracting(1) rhsContracting(0) : f32[2, 2]
          %2 = transpose(%1) permutation(1, 0) : f32[2, 2]
          =>
          %0 = constant f32[2, 3] {1.0, 2.0, 3.0, 4.0, 5.0, 6.0}
          %1 = dot_general(%x, %0) lhsBatch() rhsBatch() lhsContracting(0) rhsContracting(1) : f32[2, 2]
          """, ContractionRules::weightsOnTheRight));

  /// The contraction `y` with the factor `c` in its weights, if it is one whose weights have all axes that `c` has.
  private static @Nullable Value scaled(Site site, Value y, Value c) {
    if (site.isShared(y) || !y.type().dtype().isFloat()) {
      return null;
    }
    site.mergeOrigin(y);
    return switch (y.op()) {
      case Op.Convolution(var x, var w, var window, var groups) when isKnown(w) ->
        scale(site, w, c, List.of(-1, 0)) instanceof Value v ? site.add(new Op.Convolution(x, v, window, groups)) : null;
      case Op.DotGeneral d when isKnown(d.rhs()) -> {
        var axes = new ArrayList<>(d.rhsBatch());
        d.lhsFree().forEach(_ -> axes.add(-1));
        axes.addAll(d.rhsFree());
        yield scale(site, d.rhs(), c, axes) instanceof Value v ? withOperands(site, d, d.lhs(), v) : null;
      }
      case Op.DotGeneral d when isKnown(d.lhs()) -> {
        var axes = new ArrayList<>(d.lhsBatch());
        axes.addAll(d.lhsFree());
        yield scale(site, d.lhs(), c, axes) instanceof Value v ? withOperands(site, d, v, d.rhs()) : null;
      }
      default -> null;
    };
  }

  private static Value withOperands(Site site, Op.DotGeneral d, Value lhs, Value rhs) {
    return site.add(new Op.DotGeneral(lhs, rhs, d.lhsBatch(), d.rhsBatch(), d.lhsContracting(), d.rhsContracting()));
  }

  /// `w * c`.
  ///
  /// @param axes for each axis of `c` the axis of `w` that it is, -1 or nothing if none
  private static @Nullable Value scale(Site site, Value w, Value c, List<Integer> axes) {
    var x = c.op() instanceof Op.Broadcast b ? b.x() : c;
    var places = c.op() instanceof Op.Broadcast b ? b.axes() : IntStream.range(0, c.type().rank()).boxed().toList();
    var kept = IntStream.range(0, places.size()).filter(i -> !x.type().dim(i).isConstant(1)).boxed().toList();
    var to = kept.stream().map(places::get).map(k -> k < axes.size() ? axes.get(k) : -1).toList();
    if (to.contains(-1) || !ViewRules.isAscending(to)) {
      return null;
    }
    var factor = site.reshape(x, new Shape(kept.stream().map(x.type()::dim).toList()));
    return site.apply(MUL, w, site.broadcast(factor, w.type().shape(), to));
  }

  private static @Nullable Value dotOfTranspose(Site site, Op op) {
    if (!(op instanceof Op.DotGeneral d)) {
      return null;
    }
    if (d.lhs().op() instanceof Op.Transpose(var x, var p) && keepsOrder(d.lhsFree(), p)) {
      return site.add(new Op.DotGeneral(x, d.rhs(), through(d.lhsBatch(), p), d.rhsBatch(),
          through(d.lhsContracting(), p), d.rhsContracting()));
    }
    if (d.rhs().op() instanceof Op.Transpose(var x, var p) && keepsOrder(d.rhsFree(), p)) {
      return site.add(new Op.DotGeneral(d.lhs(), x, d.lhsBatch(), through(d.rhsBatch(), p), d.lhsContracting(),
          through(d.rhsContracting(), p)));
    }
    return null;
  }

  private static List<Integer> through(List<Integer> axes, List<Integer> permutation) {
    return axes.stream().map(permutation::get).toList();
  }

  private static boolean keepsOrder(List<Integer> free, List<Integer> permutation) {
    return ViewRules.isAscending(through(free, permutation));
  }

  private static @Nullable Value weightsOnTheRight(Site site, Op op) {
    if (!(op instanceof Op.Transpose(var t, var p)) || !(t.op() instanceof Op.DotGeneral d) || !isKnown(d.lhs())
        || isKnown(d.rhs()) || site.isShared(t)) {
      return null;
    }
    int batch = d.lhsBatch().size();
    int left = d.lhsFree().size();
    int right = d.rhsFree().size();
    var swapped = IntStream.range(0, batch + left + right)
        .map(k -> k < batch ? k : k < batch + right ? k + left : k - right).boxed().toList();
    return p.equals(swapped) ? site.add(new Op.DotGeneral(d.rhs(), d.lhs(), d.rhsBatch(), d.lhsBatch(),
        d.rhsContracting(), d.lhsContracting())) : null;
  }
}

package io.sinter.passes;

import static io.sinter.ir.ScalarFn.ADD;
import static io.sinter.ir.ScalarFn.DIV;
import static io.sinter.ir.ScalarFn.MUL;
import static io.sinter.passes.Constants.isKnown;

import io.sinter.ir.Literal;
import io.sinter.ir.Op;
import io.sinter.ir.Value;
import io.sinter.runtime.Shape;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Laws of `dot_general` and `convolution`. Those about constant factors fold a normalization at inference into the
/// weights before it: `((x * w + b) - mean) * scale + shift` becomes `x * w' + b'`.
final class ContractionRules {
  private ContractionRules() {}

  /// Scales next to weights, after all scales in a row have become one: this computes all weights again.
  static final List<Rule> WEIGHTS = List.of(
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
          """, (site, op) -> {
            if (!(op instanceof Op.Apply(var fn, var a)) || fn != MUL || !isKnown(a.getLast())
                || !isScalable(site, a.getFirst(), a.getLast())) {
              return null;
            }
            site.mergeOrigin(a.getFirst());
            return scaled(site, a.getFirst().op(), a.getLast());
          }));

  static final List<Rule> RULES = List.of(
      Rule.rounding("distribute-scale", "(x * w + b) * c = x * w * c + b * c, where w can absorb c", """
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
          %1 = dot_general(%x, %0) lhsBatch() rhsBatch() lhsContracting(1) rhsContracting(0) : f32[2, 2]
          %2 = constant f32[2] {0.5, -0.5}
          %3 = broadcast(%2) shape(2, 2) axes(1) : f32[2, 2]
          %4 = constant f32[2] {2.0, 3.0}
          %5 = broadcast(%4) shape(2, 2) axes(1) : f32[2, 2]
          %6 = mul(%1, %5) : f32[2, 2]
          %7 = mul(%3, %5) : f32[2, 2]
          %8 = add(%6, %7) : f32[2, 2]
          """, (site, op) -> op instanceof Op.Apply(var fn, var a) && fn == MUL && isKnown(a.getLast())
              && a.getFirst().op() instanceof Op.Apply(var gn, var b) && gn == ADD && isKnown(b.getLast())
              && !site.isShared(a.getFirst()) && isScalable(site, b.getFirst(), a.getLast())
              ? site.apply(ADD, site.apply(MUL, b.getFirst(), a.getLast()), site.apply(MUL, b.getLast(), a.getLast()))
              : null),

      Rule.rounding("divide-by-constant", "(x * w + b) / c = (x * w + b) * (1 / c), where w can absorb 1 / c", """
          (%x: f32[2, 3])
          %0 = constant f32[3, 2] {1.0, 2.0, 3.0, 4.0, 5.0, 6.0}
          %1 = dot_general(%x, %0) lhsBatch() rhsBatch() lhsContracting(1) rhsContracting(0) : f32[2, 2]
          %2 = constant f32[2] {3.0, 5.0}
          %3 = broadcast(%2) shape(2, 2) axes(1) : f32[2, 2]
          %4 = div(%1, %3) : f32[2, 2]
          =>
          %0 = constant f32[3, 2] {1.0, 2.0, 3.0, 4.0, 5.0, 6.0}
          %1 = dot_general(%x, %0) lhsBatch() rhsBatch() lhsContracting(1) rhsContracting(0) : f32[2, 2]
          %2 = constant f32[2] {3.0, 5.0}
          %3 = broadcast(%2) shape(2, 2) axes(1) : f32[2, 2]
          %4 = constant f32[] 1.0
          %5 = broadcast(%4) shape(2, 2) axes() : f32[2, 2]
          %6 = div(%5, %3) : f32[2, 2]
          %7 = mul(%1, %6) : f32[2, 2]
          """, ContractionRules::divideByConstant),

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

  private static @Nullable Value divideByConstant(Site site, Op op) {
    if (!(op instanceof Op.Apply(var fn, var a)) || fn != DIV || !isKnown(a.getLast())) {
      return null;
    }
    var y = a.getFirst();
    var product = y.op() instanceof Op.Apply(var gn, var b) && gn == ADD && isKnown(b.getLast()) && !site.isShared(y)
        ? b.getFirst() : y;
    if (!isScalable(site, product, a.getLast())) {
      return null;
    }
    var one = site.add(new Op.Constant(Literal.scalar(op.type().dtype(), 1)));
    var ones = site.broadcast(one, op.type().shape(), List.of());
    return site.apply(MUL, y, site.apply(DIV, ones, a.getLast()));
  }

  /// Whether the weights of `y` can absorb `c`, where `y` is a contraction or already a multiple of one.
  private static boolean isScalable(Site site, Value y, Value c) {
    if (site.isShared(y) || !y.type().dtype().isFloat()) {
      return false;
    }
    return y.op() instanceof Op.Apply(var fn, var a) && fn == MUL && isKnown(a.getLast())
        ? isScalable(site, a.getFirst(), c)
        : y.op() instanceof Op.Contraction k && weights(k) instanceof Value w
            && ViewRules.isAscending(places(k, w, c)) && !places(k, w, c).contains(-1);
  }

  /// The operand that is constant, the right one where both are.
  private static @Nullable Value weights(Op.Contraction contraction) {
    var operands = contraction.operands();
    return switch (contraction) {
      case Op.Convolution k -> isKnown(k.w()) ? k.w() : null;
      case Op.DotGeneral d -> operands.reversed().stream().filter(Constants::isKnown).findFirst().orElse(null);
    };
  }

  /// For each axis of the result the axis of `w` that it is, -1 if none.
  private static List<Integer> axes(Op.Contraction contraction, Value w) {
    return switch (contraction) {
      case Op.Convolution k -> IntStream.range(0, k.x().type().rank()).map(i -> i == 1 ? 0 : -1).boxed().toList();
      case Op.DotGeneral d -> Stream.of(w == d.rhs() ? d.rhsBatch() : d.lhsBatch(),
              d.lhsFree().stream().map(i -> w == d.rhs() ? -1 : i).toList(),
              d.rhsFree().stream().map(i -> w == d.rhs() ? i : -1).toList())
          .flatMap(List::stream).toList();
    };
  }

  /// What `c` repeats; itself if nothing.
  private static Value factor(Value c) {
    return c.op() instanceof Op.Broadcast b ? b.x() : c;
  }

  /// The axes of [#factor] that are larger than 1.
  private static List<Integer> wide(Value c) {
    var x = factor(c).type();
    return IntStream.range(0, x.rank()).filter(i -> !x.dim(i).isConstant(1)).boxed().toList();
  }

  /// For each axis of [#wide] the axis of `w` that it is, -1 if none.
  private static List<Integer> places(Op.Contraction contraction, Value w, Value c) {
    var axes = axes(contraction, w);
    return wide(c).stream().map(i -> axes.get(c.op() instanceof Op.Broadcast b ? b.axes().get(i) : i)).toList();
  }

  private static @Nullable Value scaled(Site site, Op op, Value c) {
    if (!(op instanceof Op.Contraction contraction) || !(weights(contraction) instanceof Value w)) {
      return null;
    }
    var small = site.reshape(factor(c), new Shape(wide(c).stream().map(factor(c).type()::dim).toList()));
    var scaled = site.apply(MUL, w, site.broadcast(small, w.type().shape(), places(contraction, w, c)));
    return switch (contraction) {
      case Op.Convolution k -> site.add(new Op.Convolution(k.x(), scaled, k.window(), k.groups()));
      case Op.DotGeneral d when w == d.rhs() -> site.add(new Op.DotGeneral(
          d.lhs(), scaled, d.lhsBatch(), d.rhsBatch(), d.lhsContracting(), d.rhsContracting()));
      case Op.DotGeneral d -> site.add(new Op.DotGeneral(
          scaled, d.rhs(), d.lhsBatch(), d.rhsBatch(), d.lhsContracting(), d.rhsContracting()));
    };
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

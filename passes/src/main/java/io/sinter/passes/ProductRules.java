package io.sinter.passes;

import static io.sinter.ir.ScalarFn.MUL;

import io.sinter.ir.Literal;
import io.sinter.ir.Op;
import io.sinter.ir.Value;
import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Laws of `dot_general` whose operands are both computed, as in attention.
final class ProductRules {
  private ProductRules() {}

  static final List<Rule> RULES = List.of(
      Rule.rounding("one-scale-of-a-product", "(x * c) (y * d) = (x * (c * d)) y", """
          (%x: f32[2, 3], %y: f32[3, 4])
          %0 = constant f32[] 0.5
          %1 = broadcast(%0) shape(2, 3) axes() : f32[2, 3]
          %2 = mul(%x, %1) : f32[2, 3]
          %3 = broadcast(%0) shape(3, 4) axes() : f32[3, 4]
          %4 = mul(%y, %3) : f32[3, 4]
          %5 = transpose(%4) permutation(1, 0) : f32[4, 3]
          %6 = dot_general(%2, %5) lhsBatch() rhsBatch() lhsContracting(1) rhsContracting(1) : f32[2, 4]
          =>
          %0 = constant f32[] 0.25
          %1 = broadcast(%0) shape(2, 3) axes() : f32[2, 3]
          %2 = mul(%x, %1) : f32[2, 3]
          %3 = transpose(%y) permutation(1, 0) : f32[4, 3]
          %4 = dot_general(%2, %3) lhsBatch() rhsBatch() lhsContracting(1) rhsContracting(1) : f32[2, 4]
          """, ProductRules::oneScale),

      Rule.exact("product-with-repeated", "what repeats along a batch axis takes more of the other operand at once", """
          (%x: f32[6, 3, 4], %y: f32[2, 4, 5])
          %0 = broadcast(%y) shape(2, 3, 4, 5) axes(0, 2, 3) : f32[2, 3, 4, 5]
          %1 = reshape(%0) shape(6, 4, 5) : f32[6, 4, 5]
          %2 = dot_general(%x, %1) lhsBatch(0) rhsBatch(0) lhsContracting(2) rhsContracting(1) : f32[6, 3, 5]
          =>
          %0 = reshape(%x) shape(2, 3, 3, 4) : f32[2, 3, 3, 4]
          %1 = dot_general(%0, %y) lhsBatch(0) rhsBatch(0) lhsContracting(3) rhsContracting(1) : f32[2, 3, 3, 5]
          %2 = reshape(%1) shape(6, 3, 5) : f32[6, 3, 5]
          """, ProductRules::withRepeated));

  // ---- scales -----------------------------------------------------------------------------------------------------

  /// Not for half floats, whose few bits show each rounding.
  private static @Nullable Value oneScale(Site site, Op op) {
    if (!(op instanceof Op.DotGeneral d) || !List.of(DType.F32, DType.F64).contains(d.lhs().type().dtype())) {
      return null;
    }
    var left = scale(site, d.lhs());
    var right = scale(site, d.rhs());
    return left.isEmpty() || right.isEmpty() ? null : site.add(new Op.DotGeneral(
        rescaled(site, d.lhs(), left.getAsDouble() * right.getAsDouble()), rescaled(site, d.rhs(), 1), d.lhsBatch(),
        d.rhsBatch(), d.lhsContracting(), d.rhsContracting()));
  }

  /// The constant that all elements of `v`, a view perhaps, are multiplied with for nobody else.
  private static OptionalDouble scale(Site site, Value v) {
    var at = v;
    while (at.op() instanceof Op.View view && !site.isShared(at)) {
      at = view.x();
    }
    return at.op() instanceof Op.Apply(var fn, var a) && fn == MUL && !site.isShared(at)
        && Constants.splat(a.getLast()) instanceof Literal c
        ? OptionalDouble.of(c.tensor().doubleAt(0)) : OptionalDouble.empty();
  }

  /// What [#scale] looked at, with another factor.
  private static Value rescaled(Site site, Value v, double factor) {
    if (v.op() instanceof Op.View view) {
      var x = rescaled(site, view.x(), factor);
      return site.add(view.withOperands(old -> x));
    }
    var x = ((Op.Apply) v.op()).args().getFirst();
    if (factor == 1) {
      return x;
    }
    var c = site.add(new Op.Constant(Literal.scalar(x.type().dtype(), factor)));
    return site.apply(MUL, x, site.broadcast(c, x.type().shape(), List.of()));
  }

  // ---- repetition -------------------------------------------------------------------------------------------------

  private static @Nullable Value withRepeated(Site site, Op op) {
    if (!(op instanceof Op.DotGeneral d) || !(d.rhs().op() instanceof Op.Reshape(var b, var merged))
        || !(b.op() instanceof Op.Broadcast(var y, var shape, var axes))) {
      return null;
    }
    var runs = ViewRules.runs(shape, merged);
    var batch = d.rhsBatch();
    boolean fits = runs.size() == merged.rank() && IntStream.range(0, merged.rank()).allMatch(
        i -> batch.contains(i) || runs.get(i).size() == 1 && axes.contains(runs.get(i).getFirst()))
        && IntStream.range(0, axes.size()).allMatch(i -> y.type().dim(i).equals(shape.get(axes.get(i))));
    if (!fits || axes.size() == shape.rank()) {
      return null;
    }
    var split = new Split(d, runs, shape);
    var lhsBatch = new ArrayList<Integer>();
    var rhsBatch = new ArrayList<Integer>();
    var order = new ArrayList<Integer>();
    for (int j = 0; j < batch.size(); j++) {
      for (int axis : runs.get(batch.get(j))) {
        int place = split.place(j, axis);
        order.add(place);
        if (axes.contains(axis)) {
          lhsBatch.add(place);
          rhsBatch.add(axes.indexOf(axis));
        }
      }
    }
    var product = new Op.DotGeneral(site.reshape(d.lhs(), split.shape()), y, lhsBatch, rhsBatch,
        split.starts(d.lhsContracting()),
        d.rhsContracting().stream().map(i -> axes.indexOf(runs.get(i).getFirst())).toList());
    order.addAll(split.starts(d.lhsFree()));
    var given = Stream.concat(lhsBatch.stream(),
        IntStream.range(0, split.shape().rank()).boxed().filter(i -> order.contains(i) && !lhsBatch.contains(i)));
    return given.toList().equals(order) ? site.reshape(site.add(product), op.type().shape()) : null;
  }

  /// The left operand of a product with its batch axes split as those of the right one are.
  private static final class Split {
    private final Op.DotGeneral product;
    private final List<List<Integer>> runs;
    private final List<Integer> starts = new ArrayList<>();
    private final List<Dim> dims = new ArrayList<>();

    Split(Op.DotGeneral product, List<List<Integer>> runs, Shape shape) {
      this.product = product;
      this.runs = runs;
      for (int i = 0; i < product.lhs().type().rank(); i++) {
        starts.add(dims.size());
        int j = product.lhsBatch().indexOf(i);
        if (j < 0) {
          dims.add(product.lhs().type().dim(i));
        } else {
          runs.get(product.rhsBatch().get(j)).forEach(axis -> dims.add(shape.get(axis)));
        }
      }
    }

    Shape shape() {
      return new Shape(dims);
    }

    /// Where `axis` of what batch axis `j` is split into stands.
    int place(int j, int axis) {
      return starts.get(product.lhsBatch().get(j)) + runs.get(product.rhsBatch().get(j)).indexOf(axis);
    }

    List<Integer> starts(List<Integer> axes) {
      return axes.stream().map(starts::get).toList();
    }
  }
}

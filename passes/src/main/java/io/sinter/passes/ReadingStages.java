package io.sinter.passes;

import io.sinter.ir.Combiners;
import io.sinter.ir.Indexed;
import io.sinter.ir.Op;
import io.sinter.ir.ScalarFn;
import io.sinter.ir.Value;
import io.sinter.ir.Window;
import io.sinter.ir.kernel.Expr;
import io.sinter.ir.kernel.Local;
import io.sinter.ir.kernel.Stage;
import io.sinter.ir.kernel.Stage.Axis;
import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// The stages of ops that read many elements for one, or write one for many: reductions, running sums, windows,
/// contractions, padding, scatters. The order in which terms combine is fixed here, a function of op and shape.
/// Reduction axes are `k` and the number of the operand's axis.
final class ReadingStages {
  /// How many lanes a row reduction has, on every target.
  static final int LANES = 16;

  private final Elements elements;

  ReadingStages(Elements elements) {
    this.elements = elements;
  }

  Stage reduce(Op.Reduce r, List<Axis> axes, String into) {
    var x = r.x().type();
    var index = new ArrayList<Dim>();
    var reduced = new ArrayList<Axis>();
    int next = 0;
    for (int i = 0; i < x.rank(); i++) {
      if (!r.axes().contains(i)) {
        index.add(axes.get(next++).index());
      } else if (x.dim(i).isConstant(1)) {
        index.add(Dim.ZERO);
      } else {
        reduced.add(new Axis("k" + i + "_" + into, x.dim(i)));
        index.add(reduced.getLast().index());
      }
    }
    int last = x.rank() - 1;
    while (last >= 0 && x.dim(last).isConstant(1)) {
      last--;
    }
    var order = r.axes().contains(last) ? new Stage.Order.Lanes(LANES) : new Stage.Order.Chain();
    return folded(into, axes, r.combiner(), identity(r.combiner(), Elements.computed(x.dtype())), order, reduced,
        elements.wide(r.x(), index));
  }

  /// Each element is the accumulator after it, rounded once. Sums start from -0, so that the first is the operand's.
  Stage cumulate(Op.CumulativeReduce c, List<Axis> axes, List<Dim> index, String into) {
    var type = Elements.computed(c.type().dtype());
    boolean sum = c.combiner() == ScalarFn.ADD && type.isFloat();
    var init = sum ? Expr.Const.of(type, -0.0) : identity(c.combiner(), type);
    return folded(into, axes, c.combiner(), init, new Stage.Order.Running(), List.of(axes.get(c.axis())),
        elements.wide(c.x(), index));
  }

  /// Updates of an array that holds the scattered op's operand already.
  ///
  /// @param empty whether there are no updates
  Stage scatter(Indexed.Scatter s, List<Axis> axes, List<Dim> index, String into, boolean empty) {
    int batch = s.indices().getFirst().type().rank();
    var free = index.subList(batch, index.size()).iterator();
    var at = new ArrayList<Expr>();
    for (int axis = 0; axis < s.x().type().rank(); axis++) {
      int k = s.axes().indexOf(axis);
      at.add(empty ? new Expr.Index(Dim.ZERO) : k < 0 ? new Expr.Index(free.next())
          : elements.number(s.indices().get(k), index.subList(0, batch)));
    }
    var combiner = s.update() == Indexed.Update.SET ? Optional.<ScalarFn>empty() : Optional.of(Indexed.fn(s.update()));
    var value = empty ? Elements.zero(s.type().dtype()) : elements.operand(s.updates(), index);
    return new Stage(into, axes, Optional.empty(), value, Optional.of(new Stage.Update(at, combiner)));
  }

  private static Stage folded(String into, List<Axis> axes, ScalarFn combiner, Expr init, Stage.Order order,
      List<Axis> reduced, Expr term) {
    var acc = Local.scalar("acc_" + into, init.type());
    if (isEmpty(reduced)) {
      return new Stage(into, axes, Optional.empty(), init);
    }
    return new Stage(into, axes, Optional.of(new Stage.Reduction(acc, init, combiner, order, reduced)),
        Expr.apply(combiner, new Expr.Read(acc), term));
  }

  private static boolean isEmpty(List<Axis> axes) {
    return axes.stream().anyMatch(a -> a.extent().isConstant(0));
  }

  private static Expr identity(ScalarFn combiner, DType type) {
    return Expr.Const.of(type, Combiners.identity(combiner, type));
  }

  Stage window(Value v, Op.ReduceWindow w, List<Axis> axes, List<Dim> index, String into) {
    var reduced = new ArrayList<Axis>();
    var at = windowIndex(w.window(), 0, index, into, reduced);
    var outside = identity(w.combiner(), Elements.computed(w.x().type().dtype()));
    var term = guarded(w.x(), at, w.window(), 0, outside);
    boolean numbered = Ordinal.isUsed(v);
    return folded(into, axes, w.combiner(), numbered ? identity(w.combiner(), DType.I32) : outside,
        new Stage.Order.Chain(), reduced, numbered ? Ordinal.of(term, w.combiner()) : term);
  }

  private static List<Dim> windowIndex(Window window, int first, List<Dim> index, String into, List<Axis> reduced) {
    var at = new ArrayList<Dim>(index.subList(0, first));
    for (int i = 0; i < window.rank(); i++) {
      var k = Dim.ZERO;
      if (window.sizes().get(i) > 1) {
        reduced.add(new Axis("k" + (first + i) + "_" + into, Dim.of(window.sizes().get(i))));
        k = reduced.getLast().index();
      }
      at.add(window.source(i, index.get(first + i), k));
    }
    return at;
  }

  /// `x` at an index that may lie outside by the window's padding: read from the halo where there is one with the
  /// right fill, tested otherwise.
  private Expr guarded(Value x, List<Dim> at, Window window, int first, Expr outside) {
    var shape = x.type().shape();
    var stored = elements.layout(x);
    var clamped = new ArrayList<>(at);
    Expr inside = null;
    for (int i = 0; i < window.rank(); i++) {
      int axis = first + i;
      long low = window.low().get(i);
      long high = window.high().get(i);
      boolean halo = stored.isPresent() && stored.get().low().get(axis) >= low && stored.get().high().get(axis) >= high
          && Expr.Const.of(outside.type(), stored.get().fill()).equals(outside);
      if (low <= 0 && high <= 0 || halo) {
        continue;
      }
      inside = both(inside, within(at.get(axis), shape.get(axis)));
      clamped.set(axis, clamp(at.get(axis), shape.get(axis)));
    }
    return chosen(inside, x, clamped, outside);
  }

  /// `x` where `inside` holds; of a value without elements nothing is read.
  private Expr chosen(@Nullable Expr inside, Value x, List<Dim> at, Expr outside) {
    if (inside == null) {
      return elements.wide(x, at);
    }
    return BuildKernel.isEmpty(x.type().shape()) ? outside
        : Expr.apply(ScalarFn.SELECT, inside, elements.wide(x, at), outside);
  }

  private static Expr within(Dim at, Dim size) {
    return Expr.apply(ScalarFn.AND,
        Expr.apply(ScalarFn.LE, new Expr.Const(DType.I64, 0), new Expr.Index(at)),
        Expr.apply(ScalarFn.LT, new Expr.Index(at), new Expr.Index(size)));
  }

  private static Dim clamp(Dim at, Dim size) {
    return at.min(size.minus(1)).max(Dim.ZERO);
  }

  private static Expr both(@Nullable Expr a, Expr b) {
    return a == null ? b : Expr.apply(ScalarFn.AND, a, b);
  }

  Stage convolution(Op.Convolution c, List<Axis> axes, List<Dim> index, String into) {
    var w = c.w().type().shape();
    var reduced = new ArrayList<Axis>();
    var at = windowIndex(c.window(), 2, index, into, reduced);
    var spatial = IntStream.range(0, c.window().rank()).mapToObj(i -> c.window().sizes().get(i) > 1
        ? Dim.symbol("k" + (2 + i) + "_" + into) : Dim.ZERO).toList();
    var channel = Dim.ZERO;
    if (!w.get(1).isConstant(1)) {
      reduced.add(new Axis("kc_" + into, w.get(1)));
      channel = reduced.getLast().index();
    }
    at.set(1, c.groups() == 1 ? channel
        : index.get(1).floorDiv(w.get(0).floorDiv(c.groups())).times(w.get(1)).plus(channel));
    var wAt = new ArrayList<>(List.of(index.get(1), channel));
    wAt.addAll(spatial);
    var type = Elements.computed(c.x().type().dtype());
    var order = new ArrayList<>(IntStream.range(2, w.rank()).boxed().toList());
    order.add(1);
    return products(into, axes, type, reduced, new Stage.Order.Chain(),
        guarded(c.x(), at, c.window(), 2, Expr.Const.of(type, 0)), elements.weights(c.w(), wAt, 0, order));
  }

  Stage dot(Op.DotGeneral d, List<Axis> axes, List<Dim> index, String into) {
    var l = new Dim[d.lhs().type().rank()];
    var r = new Dim[d.rhs().type().rank()];
    int next = 0;
    for (int i = 0; i < d.lhsBatch().size(); i++, next++) {
      l[d.lhsBatch().get(i)] = index.get(next);
      r[d.rhsBatch().get(i)] = index.get(next);
    }
    for (int axis : d.lhsFree()) {
      l[axis] = index.get(next++);
    }
    for (int axis : d.rhsFree()) {
      r[axis] = index.get(next++);
    }
    var reduced = new ArrayList<Axis>();
    for (int i = 0; i < d.lhsContracting().size(); i++) {
      var size = d.lhs().type().dim(d.lhsContracting().get(i));
      var k = Dim.ZERO;
      if (!size.isConstant(1)) {
        reduced.add(new Axis("k" + i + "_" + into, size));
        k = reduced.getLast().index();
      }
      l[d.lhsContracting().get(i)] = k;
      r[d.rhsContracting().get(i)] = k;
    }
    var lhs = elements.wide(d.lhs(), List.of(l));
    var type = Elements.computed(d.type().dtype());
    var free = d.rhsFree();
    if (free.isEmpty() || isOfRows(d)) {
      var order = isOfRows(d) ? new Stage.Order.Lanes(LANES) : new Stage.Order.Chain();
      return products(into, axes, type, reduced, order, lhs, elements.wide(d.rhs(), List.of(r)));
    }
    var order = new ArrayList<>(d.rhsBatch());
    order.addAll(free.subList(0, free.size() - 1));
    order.addAll(d.rhsContracting());
    return products(into, axes, type, reduced, new Stage.Order.Chain(), lhs,
        elements.weights(d.rhs(), List.of(r), free.getLast(), order));
  }

  /// Whether a product sums along rows of both operands, and reads those of one only once: a single query among keys.
  /// Its terms are summed as those of other rows are.
  private static boolean isOfRows(Op.DotGeneral d) {
    boolean once = isOne(d.rhs(), d.rhsFree()) || isOne(d.lhs(), d.lhsFree()) && !(d.rhs().op() instanceof Op.Constant);
    return once && isRow(d.lhs(), d.lhsContracting()) && isRow(d.rhs(), d.rhsContracting());
  }

  private static boolean isOne(Value v, List<Integer> axes) {
    return axes.stream().allMatch(i -> v.type().dim(i).isConstant(1));
  }

  /// Whether the last axis, and no other, is in `axes`, and has terms for all lanes.
  private static boolean isRow(Value v, List<Integer> axes) {
    var last = IntStream.range(0, v.type().rank()).filter(i -> !v.type().dim(i).isConstant(1)).max();
    return axes.size() == 1 && last.isPresent() && last.getAsInt() == axes.getFirst()
        && v.type().dim(axes.getFirst()).constant().orElse(LANES) >= LANES;
  }

  private static Stage products(String into, List<Axis> axes, DType type, List<Axis> reduced, Stage.Order order, Expr a,
      Expr b) {
    var acc = Local.scalar("acc_" + into, type);
    if (isEmpty(reduced)) {
      return new Stage(into, axes, Optional.empty(), Expr.Const.of(type, 0));
    }
    Expr value = type.isFloat() ? Expr.apply(ScalarFn.FMA, a, b, new Expr.Read(acc))
        : Expr.apply(ScalarFn.ADD, new Expr.Read(acc), Expr.apply(ScalarFn.MUL, a, b));
    return new Stage(into, axes, Optional.of(new Stage.Reduction(
        acc, Expr.Const.of(type, 0), ScalarFn.ADD, order, reduced)), value);
  }

  Expr pad(Op.Pad p, List<Dim> index) {
    var at = new ArrayList<Dim>();
    Expr inside = null;
    for (int i = 0; i < index.size(); i++) {
      var source = index.get(i).minus(p.low().get(i));
      long step = p.interior().get(i) + 1;
      boolean cuts = p.low().get(i).constant().orElse(1) <= 0 && p.high().get(i).constant().orElse(1) <= 0;
      if (!cuts || step > 1) {
        inside = both(inside, within(source, p.spread(i)));
        if (step > 1) {
          inside = both(inside, Expr.apply(ScalarFn.EQ, new Expr.Index(source.mod(step)), new Expr.Index(Dim.ZERO)));
          source = source.floorDiv(step);
        }
        source = clamp(source, p.x().type().dim(i));
      }
      at.add(source);
    }
    return chosen(inside, p.x(), at, elements.wide(p.value(), List.of()));
  }
}

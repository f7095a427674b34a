package io.sinter.passes;

import io.sinter.ir.Combiners;
import io.sinter.ir.Literal;
import io.sinter.ir.Op;
import io.sinter.ir.ScalarFn;
import io.sinter.ir.Value;
import io.sinter.ir.Window;
import io.sinter.ir.kernel.Buffer;
import io.sinter.ir.kernel.Expr;
import io.sinter.ir.kernel.Kernel;
import io.sinter.ir.kernel.Layout;
import io.sinter.ir.kernel.Local;
import io.sinter.ir.kernel.Stage;
import io.sinter.ir.kernel.Stage.Axis;
import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// The computed form of one fused group: its stages, and the arrays they read and write.
///
/// The root's axes are `i0, i1, …` after the axes of the group's full shape; axes of a stage that only it has are
/// `j…` and reduction axes `k…`. A value becomes a stage of its own when it reduces, when several readers share it, or
/// when whole rows read it; all else is written into its reader's expression.
final class BuildKernel {
  /// How many lanes a row reduction has, on every target.
  static final int LANES = 16;

  /// How wide the panels of packed weights are, on every target.
  static final long PANEL = 32;

  /// @param stages which stage is to be placed at which axis of the root: the innermost axis that rows share
  /// @param arrays the storage behind each buffer, scratch excluded
  /// @param rows the root's axes that its reductions run over, if it has the full shape
  record Built(Kernel.Computed kernel, Map<String, String> stages, List<Storages.Storage> arrays, List<String> rows) {}

  private final Fusion.Group group;
  private final Storages storages;
  private final Map<Storages.Place, String> inputs = new LinkedHashMap<>();
  private final List<Buffer> buffers = new ArrayList<>();
  private final List<Storages.Storage> arrays = new ArrayList<>();
  private final List<Buffer> scratch = new ArrayList<>();
  private final Map<Value, String> stageOf = new HashMap<>();
  private final List<Stage> stages = new ArrayList<>();
  private final Map<String, String> places = new LinkedHashMap<>();
  private final Map<Value, Long> readers;
  private final Shape full;

  private BuildKernel(Fusion.Group group, Storages storages) {
    this.group = group;
    this.storages = storages;
    this.full = group.members().stream().filter(v -> v.op() instanceof Op.Reduce)
        .map(v -> ((Op.Reduce) v.op()).x().type().shape()).findFirst().orElse(group.root().type().shape());
    this.readers = countReaders(group);
  }

  /// The kernel that computes a group's root.
  static Built of(Fusion.Group group, Storages storages, String name) {
    var place = storages.of(group.root());
    return new BuildKernel(group, storages).build(name, place, group.root(), Optional.empty());
  }

  /// A kernel that copies a value to another place.
  static Built copy(Value from, Storages.Place to, Storages storages, String name) {
    var group = new Fusion.Group(from, java.util.Set.of(), java.util.Set.of(), from.type().rank());
    return new BuildKernel(group, storages).build(name, to, from, Optional.of(from));
  }

  private static Map<Value, Long> countReaders(Fusion.Group group) {
    var count = new HashMap<Value, Long>();
    for (var v : group.members()) {
      for (var x : v.op().operands()) {
        count.merge(x, 1L, Long::sum);
        while (Fusion.isFree(x) && x.op() instanceof Op.View view) {
          x = view.x();
          count.merge(x, 1L, Long::sum);
        }
      }
    }
    return count;
  }

  private Built build(String name, Storages.Place out, Value root, Optional<Value> copied) {
    boolean empty = isEmpty(root.type().shape());
    if (copied.isEmpty() && !empty) {
      for (var v : group.members()) {
        if (v != root && isStage(v)) {
          stage(v, scratch(v));
        }
      }
      if (!(root.op() instanceof Op.Elementwise || root.op() instanceof Op.Relayout)) {
        stage(root, scratch(root));
      }
    }
    var axes = axes(root.type().shape(), true, "");
    var index = axes.stream().map(Axis::index).toList();
    var value = empty ? zero(root.type().dtype()) : copied.isPresent() ? operand(root, index)
        : root.op() instanceof Op.Relayout r ? operand(r.x(), index) : inline(root, index);
    var y = new Buffer("y", Buffer.Role.OUT, root.type().dtype(), root.type().shape(), out.layout());
    stages.add(new Stage("y", axes, Optional.empty(), value));
    dropUnread();
    var all = new ArrayList<>(buffers);
    all.add(y);
    arrays.add(out.storage());
    all.addAll(scratch);
    var parameters = new TreeSet<String>();
    all.forEach(b -> collectSymbols(b, parameters));
    stages.forEach(s -> collectSymbols(s, parameters));
    var rows = isFull(root.type().shape())
        ? group.rows().stream().sorted().map(i -> axes.get(i).name()).toList() : List.<String>of();
    return new Built(new Kernel.Computed(name, List.copyOf(parameters), all, stages), places, arrays, rows);
  }

  /// A reduction over nothing reads nothing.
  private void dropUnread() {
    var read = new HashSet<String>();
    for (var s : stages.reversed()) {
      if (s == stages.getLast() || read.contains(s.into())) {
        s.value().map(e -> {
          if (e instanceof Expr.Load l) {
            read.add(l.buffer());
          }
          return e;
        });
      }
    }
    stages.removeIf(s -> s != stages.getLast() && !read.contains(s.into()));
    scratch.removeIf(b -> !read.contains(b.name()));
    places.keySet().retainAll(read);
  }

  private static void collectSymbols(Buffer b, Collection<String> out) {
    b.shape().dims().forEach(d -> out.addAll(d.symbols()));
    b.layout().parts().forEach(p -> out.addAll(p.stride().symbols()));
    out.addAll(b.layout().offset().symbols());
    out.addAll(b.layout().size().symbols());
  }

  private static void collectSymbols(Stage s, Collection<String> out) {
    s.axes().forEach(a -> out.addAll(a.extent().symbols()));
    s.reduction().ifPresent(r -> r.axes().forEach(a -> out.addAll(a.extent().symbols())));
    var own = new ArrayList<String>();
    s.axes().forEach(a -> own.add(a.name()));
    s.reduction().ifPresent(r -> r.axes().forEach(a -> own.add(a.name())));
    s.value().mapDims(d -> {
      d.symbols().stream().filter(n -> !own.contains(n)).forEach(out::add);
      return d;
    });
  }

  /// Whether a shape has no elements whatever its symbols are.
  private static boolean isEmpty(Shape shape) {
    return shape.dims().stream().anyMatch(d -> d.isConstant(0));
  }

  private boolean isFull(Shape shape) {
    return shape.equals(full);
  }

  private boolean isStage(Value v) {
    if (!(v.op() instanceof Op.Elementwise)) {
      return true;
    }
    return readers.getOrDefault(v, 0L) > 1 || !isFull(v.type().shape()) && isFull(group.root().type().shape());
  }

  // ---- axes ---------------------------------------------------------------------------------------------------------

  /// Axes for a value: those that rows share are `i` and their number in the full shape.
  private List<Axis> axes(Shape shape, boolean root, String stage) {
    var kept = IntStream.range(0, full.rank()).filter(i -> !group.rows().contains(i)).boxed().toList();
    return IntStream.range(0, shape.rank()).mapToObj(i -> {
      boolean own = !root && group.rows().contains(i) && shape.rank() == full.rank();
      int axis = shape.rank() == full.rank() ? i : shape.rank() == kept.size() ? kept.get(i) : i;
      return new Axis((own ? "j" : "i") + axis + (own ? stage : ""), shape.get(i));
    }).toList();
  }

  /// The innermost axis of the root that rows share; none for a root of one element.
  private String rowAxis() {
    var axes = axes(group.root().type().shape(), true, "");
    boolean fullRoot = isFull(group.root().type().shape());
    String last = "";
    for (int i = 0; i < axes.size(); i++) {
      if (!fullRoot || !group.rows().contains(i)) {
        last = axes.get(i).name();
      }
    }
    return last;
  }

  private String scratch(Value v) {
    var name = "t" + scratch.size();
    var type = v.op() instanceof Op.Elementwise ? v.type().dtype() : computed(v.type().dtype());
    scratch.add(new Buffer(name, Buffer.Role.SCRATCH, type, v.type().shape(), Layout.dense(v.type().shape())));
    return name;
  }

  /// The type that values of a type are computed in: half floats in f32, rounded where a tensor op ends.
  private static DType computed(DType type) {
    return type == DType.F16 || type == DType.BF16 ? DType.F32 : type;
  }

  private static Expr zero(DType type) {
    return convert(Expr.Const.of(computed(type), 0), type);
  }

  private static Expr convert(Expr x, DType type) {
    return x.type() == type ? x : new Expr.Convert(type, x);
  }

  /// The element of a value in the type it is computed in.
  private Expr wide(Value v, List<Dim> index) {
    return convert(operand(v, index), computed(v.type().dtype()));
  }

  // ---- stages -------------------------------------------------------------------------------------------------------

  private void stage(Value v, String into) {
    var axes = axes(v.type().shape(), false, "_" + into);
    var index = axes.stream().map(Axis::index).toList();
    var made = switch (v.op()) {
      case Op.Reduce r -> reduce(r, axes, into);
      case Op.ReduceWindow w -> window(w, axes, index, into);
      case Op.Convolution c -> convolution(c, axes, index, into);
      case Op.DotGeneral d -> dot(d, axes, index, into);
      case Op.Pad p -> new Stage(into, axes, Optional.empty(), pad(p, index));
      case Op.Elementwise _ -> new Stage(into, axes, Optional.empty(), inline(v, index));
      case Op.Parameter _, Op.Constant _, Op.View _, Op.Concatenate _, Op.Relayout _, Op.Composite _ ->
          throw new IllegalStateException("not computed by a stage: " + v);
    };
    stages.add(made);
    stageOf.put(v, into);
    places.put(into, rowAxis());
  }

  private Stage reduce(Op.Reduce r, List<Axis> axes, String into) {
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
    return folded(into, axes, r.combiner(), computed(x.dtype()), order, reduced, wide(r.x(), index));
  }

  private static Stage folded(String into, List<Axis> axes, ScalarFn combiner, DType type, Stage.Order order,
      List<Axis> reduced, Expr term) {
    var acc = Local.scalar("acc_" + into, type);
    var init = identity(combiner, type);
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

  private Stage window(Op.ReduceWindow w, List<Axis> axes, List<Dim> index, String into) {
    var reduced = new ArrayList<Axis>();
    var at = windowIndex(w.window(), 0, index, into, reduced);
    var type = computed(w.x().type().dtype());
    var outside = identity(w.combiner(), type);
    return folded(into, axes, w.combiner(), type, new Stage.Order.Chain(), reduced,
        guarded(w.x(), at, w.window(), 0, outside));
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
    var stored = storages.has(x) && !group.members().contains(x) ? Optional.of(storages.of(x).layout()) : Optional.<Layout>empty();
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
      return wide(x, at);
    }
    return isEmpty(x.type().shape()) ? outside : Expr.apply(ScalarFn.SELECT, inside, wide(x, at), outside);
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

  private Stage convolution(Op.Convolution c, List<Axis> axes, List<Dim> index, String into) {
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
    var type = computed(c.x().type().dtype());
    var order = new ArrayList<>(IntStream.range(2, w.rank()).boxed().toList());
    order.add(1);
    return products(into, axes, type, reduced,
        guarded(c.x(), at, c.window(), 2, Expr.Const.of(type, 0)), weights(c.w(), wAt, 0, order));
  }

  private Stage dot(Op.DotGeneral d, List<Axis> axes, List<Dim> index, String into) {
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
    var lhs = wide(d.lhs(), List.of(l));
    var type = computed(d.type().dtype());
    var order = new ArrayList<>(d.rhsBatch());
    var free = d.rhsFree();
    if (free.isEmpty()) {
      return products(into, axes, type, reduced, lhs, wide(d.rhs(), List.of(r)));
    }
    order.addAll(free.subList(0, free.size() - 1));
    order.addAll(d.rhsContracting());
    return products(into, axes, type, reduced, lhs, weights(d.rhs(), List.of(r), free.getLast(), order));
  }

  private static Stage products(String into, List<Axis> axes, DType type, List<Axis> reduced, Expr a, Expr b) {
    var acc = Local.scalar("acc_" + into, type);
    if (isEmpty(reduced)) {
      return new Stage(into, axes, Optional.empty(), Expr.Const.of(type, 0));
    }
    Expr value = type.isFloat() ? Expr.apply(ScalarFn.FMA, a, b, new Expr.Read(acc))
        : Expr.apply(ScalarFn.ADD, new Expr.Read(acc), Expr.apply(ScalarFn.MUL, a, b));
    return new Stage(into, axes, Optional.of(new Stage.Reduction(
        acc, Expr.Const.of(type, 0), ScalarFn.ADD, new Stage.Order.Chain(), reduced)), value);
  }

  /// The weights of a contraction: constants are packed into panels along `blocked`, the other axes in `order`.
  private Expr weights(Value w, List<Dim> at, int blocked, List<Integer> order) {
    if (!(w.op() instanceof Op.Constant(var literal)) || literal.isSplat()) {
      return wide(w, at);
    }
    var layout = Layout.packed(w.type().shape(), order, blocked, PANEL, Storages.FIRST);
    return convert(load(storages.weight(literal, layout), w, at), computed(w.type().dtype()));
  }

  private Expr pad(Op.Pad p, List<Dim> index) {
    var at = new ArrayList<Dim>();
    Expr inside = null;
    for (int i = 0; i < index.size(); i++) {
      var source = index.get(i).minus(p.low().get(i));
      if (p.low().get(i) > 0 || p.high().get(i) > 0) {
        inside = both(inside, within(source, p.x().type().dim(i)));
        source = clamp(source, p.x().type().dim(i));
      }
      at.add(source);
    }
    return chosen(inside, p.x(), at, wide(p.value(), List.of()));
  }

  // ---- expressions --------------------------------------------------------------------------------------------------

  /// What a value is at an index, as its readers see it.
  private Expr operand(Value v, List<Dim> index) {
    var stage = stageOf.get(v);
    if (stage != null) {
      return computedBy(stage, v, index);
    }
    if (group.members().contains(v) && v != group.root()) {
      return inline(v, index);
    }
    return switch (v.op()) {
      case Op.Constant(var literal) when literal.isSplat() -> convert(constant(literal), v.type().dtype());
      case Op.Constant(var literal) -> {
        var layout = Layout.ordered(
            v.type().shape(), Orders.rowMajor(v.type().rank()), Storages.FIRST);
        yield load(storages.weight(literal, layout), v, index);
      }
      case Op.View view when Fusion.isFree(v) -> operand(view.x(), view.source(index));
      default -> load(storages.of(v), v, index);
    };
  }

  private Expr computedBy(String stage, Value v, List<Dim> index) {
    var type = v.op() instanceof Op.Elementwise ? v.type().dtype() : computed(v.type().dtype());
    return convert(new Expr.Load(stage, type, index), v.type().dtype());
  }

  private static Expr constant(Literal literal) {
    var t = literal.tensor();
    var type = computed(t.dtype());
    return type.isFloat() ? Expr.Const.of(type, t.doubleAt(0)) : new Expr.Const(type, t.longAt(0));
  }

  private Expr load(Storages.Place place, Value v, List<Dim> index) {
    var name = inputs.get(place);
    if (name == null) {
      name = "x" + inputs.size();
      inputs.put(place, name);
      buffers.add(new Buffer(name, Buffer.Role.IN, v.type().dtype(), v.type().shape(), place.layout()));
      arrays.add(place.storage());
    }
    return new Expr.Load(name, v.type().dtype(), index);
  }

  /// The expression of an elementwise value, or the read of what a stage computed.
  private Expr inline(Value v, List<Dim> index) {
    return switch (v.op()) {
      case Op.Apply a -> convert(
          new Expr.Apply(a.fn(), a.args().stream().map(x -> wide(x, index)).toList()), v.type().dtype());
      case Op.Convert c -> new Expr.Convert(c.to(), operand(c.x(), index));
      default -> computedBy(stageOf.get(v), v, index);
    };
  }
}

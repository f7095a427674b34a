package io.sinter.passes;

import io.sinter.ir.Assert;
import io.sinter.ir.Counting;
import io.sinter.ir.Indexed;
import io.sinter.ir.Literal;
import io.sinter.ir.Op;
import io.sinter.ir.ScalarFn;
import io.sinter.ir.Value;
import io.sinter.ir.kernel.Buffer;
import io.sinter.ir.kernel.Expr;
import io.sinter.ir.kernel.Layout;
import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What the elements of values are inside one kernel: constants, counts, loads of arrays, reads of what a stage
/// computed, or the expression of an elementwise value or a lookup. Views are substituted into indices. Arrays become
/// the kernel's inputs `x0, x1, …` as they are first read.
final class Elements {
  private final Fusion.Group group;
  private final Storages storages;
  private final Map<Storages.Place, String> inputs = new LinkedHashMap<>();
  private final List<Buffer> buffers = new ArrayList<>();
  private final List<Storages.Storage> arrays = new ArrayList<>();
  private final Map<Value, String> stageOf = new HashMap<>();

  Elements(Fusion.Group group, Storages storages) {
    this.group = group;
    this.storages = storages;
  }

  /// The input buffers so far.
  List<Buffer> buffers() {
    return buffers;
  }

  /// The storage behind each input buffer.
  List<Storages.Storage> arrays() {
    return arrays;
  }

  /// From now on a value is read from the buffer that a stage writes.
  void computedIn(Value v, String stage) {
    stageOf.put(v, stage);
  }

  /// The layout of a value that lies in memory.
  Optional<Layout> layout(Value v) {
    return storages.has(v) && !group.members().contains(v) ? Optional.of(storages.of(v).layout()) : Optional.empty();
  }

  /// The type that values of a type are computed in: half floats in f32, rounded where a tensor op ends.
  static DType computed(DType type) {
    return type == DType.F16 || type == DType.BF16 ? DType.F32 : type;
  }

  static Expr zero(DType type) {
    return convert(Expr.Const.of(computed(type), 0), type);
  }

  static Expr convert(Expr x, DType type) {
    return x.type() == type ? x : new Expr.Convert(type, x);
  }

  /// The element of a value in the type it is computed in.
  Expr wide(Value v, List<Dim> index) {
    return convert(operand(v, index), computed(v.type().dtype()));
  }

  /// What a value is at an index, as its readers see it.
  Expr operand(Value v, List<Dim> index) {
    var stage = stageOf.get(v);
    if (stage != null) {
      return computedBy(stage, v, index);
    }
    if (group.members().contains(v) && v != group.root()) {
      return inline(v, index);
    }
    return switch (v.op()) {
      case Op.Constant(var literal) when literal.isSplat() -> convert(constant(literal), v.type().dtype());
      case Op.Constant(var literal) -> load(rowMajor(literal), v, index);
      case Counting.Iota iota -> new Expr.Index(index.get(iota.axis()));
      case Counting.Size(var size) -> new Expr.Index(size);
      case Op.View view when FreeViews.isFree(v) -> operand(view.x(), view.source(index));
      default -> load(storages.of(v), v, index);
    };
  }

  private Expr computedBy(String stage, Value v, List<Dim> index) {
    var element = new Expr.Load(stage, stored(v), index);
    boolean numbered = Ordinal.isUsed(v);
    return convert(numbered ? Ordinal.value(element, ((Op.ReduceWindow) v.op()).combiner()) : element,
        v.type().dtype());
  }

  /// Whether the elements of a value are expressions that need no stage.
  static boolean isPointwise(Value v) {
    return v.op() instanceof Op.Elementwise || v.op() instanceof Indexed.Gather;
  }

  /// The type in which a stage keeps the elements of a value for others.
  static DType stored(Value v) {
    return isPointwise(v) ? v.type().dtype() : Ordinal.isUsed(v) ? DType.I32 : computed(v.type().dtype());
  }

  private Storages.Place rowMajor(Literal literal) {
    var shape = literal.type().shape();
    long first = Storages.first(literal.type().dtype());
    return storages.weight(literal, Layout.ordered(shape, Orders.rowMajor(shape.rank()), first));
  }

  private static Expr constant(Literal literal) {
    var t = literal.tensor();
    var type = computed(t.dtype());
    return type.isFloat() ? Expr.Const.of(type, t.doubleAt(0)) : new Expr.Const(type, t.longAt(0));
  }

  Expr load(Storages.Place place, Value v, List<Dim> index) {
    return new Expr.Load(input(place, v), v.type().dtype(), index);
  }

  private String input(Storages.Place place, Value v) {
    var name = inputs.get(place);
    if (name == null) {
      name = "x" + inputs.size();
      inputs.put(place, name);
      buffers.add(new Buffer(name, Buffer.Role.IN, v.type().dtype(), v.type().shape(), place.layout()));
      arrays.add(place.storage());
    }
    return name;
  }

  /// An index value as a number to count with.
  Expr number(Value v, List<Dim> index) {
    return convert(operand(v, index), DType.I64);
  }

  /// The element that a gather takes. Of an array without elements nothing is read, but its indices are checked.
  private Expr gathered(Indexed.Gather g, List<Dim> index) {
    int batch = g.indices().getFirst().type().rank();
    if (BuildKernel.isEmpty(g.x().type().shape())) {
      var zero = zero(g.x().type().dtype());
      return g.indices().stream().map(i -> number(i, index.subList(0, batch))).filter(Elements::isChecked)
          .reduce(zero, (z, at) -> Expr.apply(ScalarFn.SELECT,
              Expr.apply(ScalarFn.LT, at, new Expr.Const(DType.I64, 0)), zero, z));
    }
    var free = index.subList(batch, index.size()).iterator();
    var at = new ArrayList<Expr>();
    for (int axis = 0; axis < g.x().type().rank(); axis++) {
      int k = g.axes().indexOf(axis);
      at.add(k < 0 ? new Expr.Index(free.next())
          : Lookups.clamp(number(g.indices().get(k), index.subList(0, batch)), g.x().type().dim(axis)));
    }
    return picked(g.x(), at);
  }

  private static boolean isChecked(Expr e) {
    return e instanceof Expr.Check || e.children().stream().anyMatch(Elements::isChecked);
  }

  /// The element of a value at an index that may be data.
  private Expr picked(Value v, List<Expr> at) {
    if (at.stream().allMatch(i -> i instanceof Expr.Index)) {
      return operand(v, at.stream().map(i -> ((Expr.Index) i).value()).toList());
    }
    return switch (v.op()) {
      case Op.Constant(var literal) when literal.isSplat() -> convert(constant(literal), v.type().dtype());
      case Op.Constant(var literal) -> pick(rowMajor(literal), v, at);
      case Counting.Iota iota -> at.get(iota.axis());
      case Op.View view when FreeViews.isFree(v) -> picked(view.x(), Lookups.source(view, at));
      default -> pick(storages.of(v), v, at);
    };
  }

  private Expr pick(Storages.Place place, Value v, List<Expr> at) {
    return new Expr.Pick(input(place, v), v.type().dtype(), at);
  }

  /// The expression of an elementwise value or a lookup, or the read of what a stage computed.
  Expr inline(Value v, List<Dim> index) {
    return switch (v.op()) {
      case Op.Apply a -> convert(
          new Expr.Apply(a.fn(), a.args().stream().map(x -> wide(x, index)).toList()), v.type().dtype());
      case Op.Convert c -> new Expr.Convert(c.to(), operand(c.x(), index));
      case Op.Bitcast c -> new Expr.Bitcast(c.to(), operand(c.x(), index));
      case Assert a -> new Expr.Check(operand(a.x(), index), operand(a.holds(), index), a.sentence(), a.expected());
      case Indexed.Gather g -> gathered(g, index);
      default -> computedBy(stageOf.get(v), v, index);
    };
  }

  /// The weights of a contraction: constants are packed into panels along `blocked`, the other axes in `order`.
  Expr weights(Value w, List<Dim> at, int blocked, List<Integer> order) {
    if (!(w.op() instanceof Op.Constant(var literal)) || literal.isSplat()) {
      return wide(w, at);
    }
    long panel = storages.panels().width(w.type().dim(blocked));
    var layout = Layout.packed(w.type().shape(), order, blocked, panel, Storages.first(w.type().dtype()));
    return convert(load(storages.weight(literal, layout), w, at), computed(w.type().dtype()));
  }
}

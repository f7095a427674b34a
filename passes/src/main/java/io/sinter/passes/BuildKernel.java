package io.sinter.passes;

import io.sinter.ir.Control;
import io.sinter.ir.Counting;
import io.sinter.ir.Indexed;
import io.sinter.ir.Op;
import io.sinter.ir.Schema;
import io.sinter.ir.Value;
import io.sinter.ir.kernel.Buffer;
import io.sinter.ir.kernel.Expr;
import io.sinter.ir.kernel.Kernel;
import io.sinter.ir.kernel.Layout;
import io.sinter.ir.kernel.Stage;
import io.sinter.ir.kernel.Stage.Axis;
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
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/// The computed form of one fused group: its stages, and the arrays they read and write.
///
/// The root's axes are `i0, i1, …` after the axes of the group's full shape; axes of a stage that only it has are
/// `j…` and reduction axes `k…`. A value becomes a stage of its own when it reduces, when several readers share it, or
/// when whole rows read it; all else is written into its reader's expression.
final class BuildKernel {
  /// @param stages which stage is to be placed at which axis of the root: the innermost axis that rows share
  /// @param arrays the storage behind each buffer, scratch excluded
  /// @param rows the root's axes that its reductions run over, if it has the full shape
  record Built(Kernel.Computed kernel, Map<String, String> stages, List<Storages.Storage> arrays, List<String> rows) {}

  private final Fusion.Group group;
  private final Elements elements;
  private final ReadingStages reading;
  private final List<Buffer> scratch = new ArrayList<>();
  private final List<Stage> stages = new ArrayList<>();
  private final Map<String, String> places = new LinkedHashMap<>();
  private final Map<Value, Long> readers;
  private final String shared;
  private final Shape points;
  private final Shape full;

  private BuildKernel(Fusion.Group group, Storages storages, Shape points) {
    this.group = group;
    this.points = points;
    this.elements = new Elements(group, storages);
    this.reading = new ReadingStages(elements);
    this.full = group.members().stream().filter(v -> v.op() instanceof Op.Reduce)
        .map(v -> ((Op.Reduce) v.op()).x().type().shape()).findFirst().orElse(points);
    this.readers = countReaders(group);
    this.shared = sharedName(group);
  }

  /// What the names of shared axes begin with: `i`, longer where a size of the model is named so.
  private static String sharedName(Fusion.Group group) {
    var sizes = new TreeSet<String>();
    for (var v : group.members().isEmpty() ? Set.of(group.root()) : group.members()) {
      sizes.addAll(Schema.of(v.op()).symbols(v));
      for (var operand : v.op().operands()) {
        for (var x = operand; ; x = ((Op.View) x.op()).x()) {
          sizes.addAll(Schema.of(x.op()).symbols(x));
          if (!(FreeViews.isFree(x) && x.op() instanceof Op.View)) {
            break;
          }
        }
      }
    }
    var name = new StringBuilder("i");
    while (sizes.stream().anyMatch(s -> s.matches(name + "[0-9].*"))) {
      name.append('_');
    }
    return name.toString();
  }

  /// The kernel that computes a group's root.
  static Built of(Fusion.Group group, Storages storages, String name) {
    var place = storages.of(group.root());
    return new BuildKernel(group, storages, points(group.root())).build(name, place, group.root(), Optional.empty());
  }

  /// A kernel that copies a value to another place.
  static Built copy(Value from, Storages.Place to, Storages storages, String name) {
    var group = new Fusion.Group(from, Set.of(), Set.of(), Set.of(), from.type().rank());
    return new BuildKernel(group, storages, from.type().shape()).build(name, to, from, Optional.of(from));
  }

  private static Map<Value, Long> countReaders(Fusion.Group group) {
    var count = new HashMap<Value, Long>();
    for (var v : group.members()) {
      for (var x : v.op().operands()) {
        count.merge(x, 1L, Long::sum);
        while (FreeViews.isFree(x) && x.op() instanceof Op.View view) {
          x = view.x();
          count.merge(x, 1L, Long::sum);
        }
      }
    }
    return count;
  }

  /// The points at which the stage that writes a kernel's root runs.
  static Shape points(Value root) {
    return root.op() instanceof Indexed.Scatter s ? s.updates().type().shape() : root.type().shape();
  }

  private Built build(String name, Storages.Place out, Value root, Optional<Value> copied) {
    boolean empty = isEmpty(points);
    if (copied.isEmpty() && !empty) {
      for (var v : group.members()) {
        if (isStage(v)) {
          stage(v, scratch(v));
        }
      }
    }
    var axes = axes(points, true, "");
    var index = axes.stream().map(Axis::index).toList();
    stages.add(copied.isPresent() ? plain(axes, elements.operand(root, index)) : written(root, axes, index));
    var y = new Buffer("y", Buffer.Role.OUT, root.type().dtype(), root.type().shape(), out.layout());
    dropUnread();
    var all = new ArrayList<>(elements.buffers());
    all.add(y);
    var arrays = new ArrayList<>(elements.arrays());
    arrays.add(out.storage());
    all.addAll(scratch);
    var parameters = new TreeSet<String>();
    all.forEach(b -> collectSymbols(b, parameters));
    stages.forEach(s -> collectSymbols(s, parameters));
    var rows = isFull(points)
        ? group.rows().stream().sorted().map(i -> axes.get(i).name()).toList() : List.<String>of();
    return new Built(new Kernel.Computed(name, List.copyOf(parameters), all, stages), places, arrays, rows);
  }

  private static Stage plain(List<Axis> axes, Expr value) {
    return new Stage("y", axes, Optional.empty(), value);
  }

  /// The stage that writes the root; where it has no points, one that reads nothing.
  private Stage written(Value root, List<Axis> axes, List<Dim> index) {
    boolean empty = isEmpty(points);
    return switch (root.op()) {
      case Indexed.Scatter s -> reading.scatter(s, axes, index, "y", empty);
      case Op.CumulativeReduce c when !empty -> reading.cumulate(c, axes, index, "y");
      case Op.Relayout r when !empty -> plain(axes, elements.operand(r.x(), index));
      case Op.Elementwise _, Indexed.Gather _, Op.Pad _, Op.Reduce _, Op.ReduceWindow _, Op.Contraction _,
           Op.CumulativeReduce _, Op.Relayout _, Op.Parameter _, Op.Constant _, Counting _, Op.View _,
           Op.Concatenate _, Op.Composite _, Control _, Op.Project _, Op.Bind _ ->
          plain(axes, empty ? Elements.zero(root.type().dtype()) : elements.inline(root, index));
    };
  }

  /// A reduction over nothing reads nothing.
  private void dropUnread() {
    var read = new HashSet<String>();
    for (var s : stages.reversed()) {
      if (s == stages.getLast() || read.contains(s.into())) {
        var exprs = new ArrayList<>(List.of(s.value()));
        s.update().ifPresent(u -> exprs.addAll(u.at()));
        exprs.forEach(x -> x.map(e -> {
          if (e instanceof Expr.Load l) {
            read.add(l.buffer());
          }
          return e;
        }));
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
    UnaryOperator<Dim> collect = d -> {
      d.symbols().stream().filter(n -> !own.contains(n)).forEach(out::add);
      return d;
    };
    s.value().mapDims(collect);
    s.update().ifPresent(u -> u.at().forEach(e -> e.mapDims(collect)));
  }

  /// Whether a shape has no elements whatever its symbols are.
  static boolean isEmpty(Shape shape) {
    return shape.dims().stream().anyMatch(d -> d.isConstant(0));
  }

  private boolean isFull(Shape shape) {
    return shape.equals(full);
  }

  private boolean isStage(Value v) {
    if (v == group.root()) {
      return switch (v.op()) {
        case Op.Reduce _, Op.ReduceWindow _, Op.Contraction _, Op.Pad _ -> true;
        case Op.Elementwise _, Op.Relayout _, Indexed _, Op.CumulativeReduce _, Op.Parameter _, Op.Constant _,
             Counting _, Op.View _, Op.Concatenate _, Op.Composite _, Control _, Op.Project _, Op.Bind _ -> false;
      };
    }
    boolean wholeRows = !group.rows().isEmpty() && !isFull(v.type().shape()) && isFull(group.root().type().shape());
    return !group.aside().contains(v)
        && (!Elements.isPointwise(v) || readers.getOrDefault(v, 0L) > 1 || wholeRows);
  }

  // ---- axes ---------------------------------------------------------------------------------------------------------

  /// Axes for a value: those that rows share are `i` and their number in the full shape.
  private List<Axis> axes(Shape shape, boolean root, String stage) {
    var kept = IntStream.range(0, full.rank()).filter(i -> !group.rows().contains(i)).boxed().toList();
    return IntStream.range(0, shape.rank()).mapToObj(i -> {
      boolean own = !root && group.rows().contains(i) && shape.rank() == full.rank();
      int axis = shape.rank() == full.rank() ? i : shape.rank() == kept.size() ? kept.get(i) : i;
      return new Axis((own ? "j" : shared) + axis + (own ? stage : ""), shape.get(i));
    }).toList();
  }

  /// The innermost axis of the root that rows share; none for a root of one element.
  private String rowAxis() {
    var axes = axes(points, true, "");
    boolean fullRoot = isFull(points);
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
    var shape = v.type().shape();
    scratch.add(new Buffer(name, Buffer.Role.SCRATCH, Elements.stored(v), shape, Layout.dense(shape)));
    return name;
  }

  // ---- stages -------------------------------------------------------------------------------------------------------

  private void stage(Value v, String into) {
    var axes = axes(v.type().shape(), false, "_" + into);
    var index = axes.stream().map(Axis::index).toList();
    var made = switch (v.op()) {
      case Op.Reduce r -> reading.reduce(r, axes, into);
      case Op.ReduceWindow w -> reading.window(v, w, axes, index, into);
      case Op.Convolution c -> reading.convolution(c, axes, index, into);
      case Op.DotGeneral d -> reading.dot(d, axes, index, into);
      case Op.Pad p -> new Stage(into, axes, Optional.empty(), reading.pad(p, index));
      case Op.Elementwise _, Indexed.Gather _ -> new Stage(into, axes, Optional.empty(), elements.inline(v, index));
      case Op.Parameter _, Op.Constant _, Op.View _, Op.Concatenate _, Op.Relayout _, Op.Composite _, Counting _,
           Indexed.Scatter _, Op.CumulativeReduce _, Control _, Op.Project _, Op.Bind _ ->
          throw new IllegalStateException("not computed by a stage: " + v);
    };
    stages.add(made);
    elements.computedIn(v, into);
    places.put(into, rowAxis());
  }
}

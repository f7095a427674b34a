package io.sinter.passes;

import io.sinter.ir.Function;
import io.sinter.ir.Op;
import io.sinter.ir.Value;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/// Decides which values are kept in memory (the roots of kernels) and which are computed inside the kernel of their
/// readers.
///
/// A value joins the kernel of its readers when all of them are in one kernel and it fits there:
/// - point by point: any elementwise op, and at most one contraction or window (the kernel's epilogue follows from it);
/// - by rows: reductions over the trailing axes of the kernel's full shape, read back through broadcasts (softmax,
///   normalisations) or point by point (a mean), with the elementwise ops between them;
/// - as a prologue: cheap elementwise ops before a contraction that reads no halo.
///
/// Views are substituted into the indices of their readers and never stored, except reshapes that mix axes, which are
/// other names for a stored row-major array.
final class Fusion {
  /// A kernel: what it computes besides its root.
  ///
  /// @param rows the trailing axes its reductions run over, in the coordinates of `full`; empty without reductions
  record Group(Value root, Set<Value> members, Set<Integer> rows, int fullRank) {}

  /// How much scalar code a kernel may hold, in primitive operations: its methods must stay below what the JVM compiles.
  private static final int LARGEST = 96;

  private final Function function;
  private final Map<Value, List<Value>> users = new HashMap<>();
  private final Map<Value, Value> rootOf = new HashMap<>();
  private final Map<Value, Rows> shapes = new HashMap<>();
  private final Map<Value, Value> heavy = new HashMap<>();
  private final Set<Value> stored = new LinkedHashSet<>();
  private final Map<Value, Integer> sizes = new HashMap<>();

  /// The row structure of a kernel under construction.
  private record Rows(int fullRank, Set<Integer> rows) {}

  private Fusion(Function function) {
    this.function = function;
  }

  static Fusion of(Function function) {
    var fusion = new Fusion(function);
    fusion.collectUsers();
    for (var v : function.body().reversed()) {
      if (!isFree(v)) {
        fusion.place(v);
      }
    }
    return fusion;
  }

  /// Kernel roots in definition order, with their members.
  List<Group> groups() {
    var members = new LinkedHashMap<Value, Set<Value>>();
    for (var v : function.body()) {
      var root = rootOf.get(v);
      if (root != null) {
        members.computeIfAbsent(root, r -> new LinkedHashSet<>()).add(v);
      }
    }
    var groups = new ArrayList<Group>();
    for (var v : function.body()) {
      if (rootOf.get(v) == v) {
        var shape = shapes.getOrDefault(v, new Rows(v.type().rank(), Set.of()));
        groups.add(new Group(v, members.get(v), shape.rows(), shape.fullRank()));
      }
    }
    return groups;
  }

  /// Whether the value is an array in memory: computed by a kernel of its own, or another name for such an array.
  boolean isStored(Value v) {
    return stored.contains(v) || v.op() instanceof Op.Parameter;
  }

  /// Constants and index-mapped views cost nothing and belong to whoever reads them.
  static boolean isFree(Value v) {
    return switch (v.op()) {
      case Op.Constant _, Op.Parameter _ -> true;
      case Op.Reshape r -> ChooseLayout.isTrivial(r) || r.x().op() instanceof Op.Constant;
      case Op.View _ -> true;
      case Op.Elementwise _, Op.Pad _, Op.Concatenate _, Op.Reduce _, Op.ReduceWindow _, Op.Contraction _,
           Op.Relayout _, Op.Composite _ -> false;
    };
  }

  /// The users of each value; those of a free view count as users of what it views.
  private void collectUsers() {
    for (var v : function.body()) {
      if (isFree(v)) {
        continue;
      }
      for (var operand : v.op().operands()) {
        var x = operand;
        users.computeIfAbsent(x, k -> new ArrayList<>()).add(v);
        while (isFree(x) && x.op() instanceof Op.View view) {
          x = view.x();
          users.computeIfAbsent(x, k -> new ArrayList<>()).add(v);
        }
      }
    }
  }

  private void place(Value v) {
    var roots = new HashSet<Value>();
    for (var u : users.getOrDefault(v, List.of())) {
      roots.add(mustStore(v, u) ? v : rootOf.get(u));
    }
    boolean result = function.results().stream().anyMatch(r -> resolve(r) == v);
    if (!result && roots.size() == 1 && !roots.contains(v) && joins(v, roots.iterator().next())) {
      rootOf.put(v, roots.iterator().next());
    } else {
      rootOf.put(v, v);
      stored.add(v);
      start(v);
    }
  }

  /// What a free view shows in the end.
  private static Value resolve(Value v) {
    while (isFree(v) && v.op() instanceof Op.View view) {
      v = view.x();
    }
    return v;
  }

  /// Whether `user` reads `v` from memory whatever else holds.
  private boolean mustStore(Value v, Value user) {
    return switch (user.op()) {
      case Op.Contraction c -> !isPrologue(v, c);
      case Op.ReduceWindow _, Op.Relayout _, Op.Concatenate _, Op.Reshape _, Op.Pad _ -> true;
      case Op.Elementwise _, Op.Reduce _ -> isAlias(v);
      case Op.View _, Op.Parameter _, Op.Constant _, Op.Composite _ -> true;
    };
  }

  private static boolean isAlias(Value v) {
    return v.op() instanceof Op.Reshape || v.op() instanceof Op.Concatenate || v.op() instanceof Op.Relayout;
  }

  /// A cheap elementwise op over stored values that only this contraction reads, where no halo is involved.
  private boolean isPrologue(Value v, Op.Contraction c) {
    boolean padded = c instanceof Op.Convolution conv
        && (conv.window().low().stream().anyMatch(l -> l > 0) || conv.window().high().stream().anyMatch(h -> h > 0));
    return !padded && users.get(v).size() == 1 && isCheap(v) && v.op().operands().stream().allMatch(x -> {
      var source = resolve(x);
      return source.op() instanceof Op.Constant || source.op() instanceof Op.Parameter
          || users.getOrDefault(source, List.of()).size() > 1;
    });
  }

  private static boolean isCheap(Value v) {
    return v.op() instanceof Op.Apply a && switch (a.fn()) {
      case ADD, SUB, MUL, MAX, MIN, NEG, ABS, RELU -> true;
      default -> false;
    };
  }

  private void start(Value root) {
    if (root.op() instanceof Op.Reduce r) {
      shapes.put(root, new Rows(r.x().type().rank(), Set.copyOf(r.axes())));
    } else if (root.op() instanceof Op.Contraction || root.op() instanceof Op.ReduceWindow) {
      heavy.put(root, root);
    }
  }

  private boolean joins(Value v, Value root) {
    int size = sizes.getOrDefault(root, weight(root)) + weight(v);
    boolean fits = size <= LARGEST && fits(v, root);
    if (fits) {
      sizes.put(root, size);
    }
    return fits;
  }

  private static int weight(Value v) {
    return v.op() instanceof Op.Apply a ? CodeSize.of(a.fn(), v.type().dtype()) : 1;
  }

  private boolean fits(Value v, Value root) {
    return switch (v.op()) {
      case Op.Elementwise _ -> readsFit(v, root);
      case Op.Contraction _, Op.ReduceWindow _ -> {
        boolean fits = !shapes.containsKey(root) && !heavy.containsKey(root)
            && v.type().rank() == root.type().rank() && readsPointwise(v);
        if (fits) {
          heavy.put(root, v);
        }
        yield fits;
      }
      case Op.Reduce r -> joinsRows(v, r, root);
      case Op.Pad _, Op.Concatenate _, Op.Relayout _, Op.View _, Op.Parameter _, Op.Constant _, Op.Composite _ ->
          false;
    };
  }

  /// Every reader takes the element at its own index.
  private boolean readsPointwise(Value v) {
    return users.get(v).stream().allMatch(u -> u.op() instanceof Op.Elementwise && u.op().operands().contains(v)
        && u.op().operands().stream().noneMatch(o -> o != v && resolve(o) == v));
  }

  /// An elementwise value is computed where it is read unless a broadcast would repeat it outside of rows.
  private boolean readsFit(Value v, Value root) {
    for (var u : users.get(v)) {
      for (var operand : u.op().operands()) {
        if (resolve(operand) == v && operand != v && !(rowRead(operand, v, root) || isRearranged(operand))) {
          return false;
        }
      }
    }
    return true;
  }

  /// Read through views that repeat nothing.
  private static boolean isRearranged(Value operand) {
    var x = operand;
    while (isFree(x) && x.op() instanceof Op.View view) {
      if (view instanceof Op.Broadcast b && IntStream.range(0, b.shape().rank()).anyMatch(
          i -> !b.axes().contains(i) && !b.shape().get(i).isConstant(1)
              || b.axes().contains(i) && !b.x().type().dim(b.axes().indexOf(i)).equals(b.shape().get(i)))) {
        return false;
      }
      x = view.x();
    }
    return true;
  }

  /// Whether `operand` spreads `v` along exactly the kernel's row axes. The first value read so decides which these
  /// are, when it comes from a reduction over them.
  private boolean rowRead(Value operand, Value v, Value root) {
    var axes = spreadAxes(operand, v);
    var rows = shapes.get(root);
    if (rows == null && !heavy.containsKey(root) && operand.type().shape().equals(root.type().shape())
        && isTrailing(axes, operand.type().rank()) && comesFromReduction(v, axes, operand.type().shape())) {
      rows = new Rows(operand.type().rank(), axes);
      shapes.put(root, rows);
    }
    return rows != null && operand.type().rank() == rows.fullRank() && axes.equals(rows.rows());
  }

  private static boolean isTrailing(Set<Integer> axes, int rank) {
    return !axes.isEmpty() && IntStream.range(rank - axes.size(), rank).allMatch(axes::contains);
  }

  /// Whether elementwise ops on `v`'s side start from a reduction of `full` over `axes`.
  private static boolean comesFromReduction(Value v, Set<Integer> axes, Shape full) {
    var seen = new HashSet<Value>();
    var next = new ArrayList<>(List.of(v));
    while (!next.isEmpty()) {
      var x = resolve(next.removeLast());
      if (x.op() instanceof Op.Reduce r && r.x().type().shape().equals(full) && Set.copyOf(r.axes()).equals(axes)) {
        return true;
      }
      if (x.op() instanceof Op.Elementwise && seen.add(x) && seen.size() < LARGEST) {
        next.addAll(x.op().operands());
      }
    }
    return false;
  }

  /// The axes of `operand` that do not change which element of `v` is read, or an impossible set when the others are
  /// not read in place.
  private static Set<Integer> spreadAxes(Value operand, Value v) {
    int rank = operand.type().rank();
    List<Dim> index = IntStream.range(0, rank)
        .mapToObj(i -> Dim.symbol("i" + i)).toList();
    var at = index;
    var x = operand;
    while (x != v) {
      var view = (Op.View) x.op();
      at = view.source(at);
      x = view.x();
    }
    var kept = new ArrayList<Integer>();
    for (var d : at) {
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

  /// A reduction joins a kernel over its own full shape, or one over its result.
  private boolean joinsRows(Value v, Op.Reduce r, Value root) {
    if (heavy.containsKey(root)) {
      return false;
    }
    var axes = Set.copyOf(r.axes());
    var known = shapes.get(root);
    int fullRank = r.x().type().rank();
    boolean trailing = IntStream.range(0, r.axes().size())
        .allMatch(i -> r.axes().get(i) == fullRank - r.axes().size() + i);
    var full = r.x().type().shape();
    if (known != null) {
      boolean fits = known.fullRank() == fullRank && known.rows().equals(axes);
      if (!fits) {
        return false;
      }
    } else if (root.type().shape().equals(full)) {
      if (!trailing) {
        return false;
      }
    } else if (!readsPointwiseOrTrivially(v)) {
      return false;
    }
    var before = shapes.put(root, new Rows(fullRank, axes));
    boolean fits = readsFitRows(v, root);
    if (!fits) {
      if (before == null) {
        shapes.remove(root);
      } else {
        shapes.put(root, before);
      }
    }
    return fits;
  }

  private boolean readsPointwiseOrTrivially(Value v) {
    return users.get(v).stream().allMatch(u -> u.op() instanceof Op.Elementwise
        && u.op().operands().stream().allMatch(o -> resolve(o) != v || isRearranged(o)));
  }

  private boolean readsFitRows(Value v, Value root) {
    for (var u : users.get(v)) {
      if (!(u.op() instanceof Op.Elementwise)) {
        return false;
      }
      for (var operand : u.op().operands()) {
        if (resolve(operand) == v && operand != v && !rowRead(operand, v, root) && !isRearranged(operand)) {
          return false;
        }
      }
    }
    return true;
  }
}

package io.sinter.passes;

import io.sinter.ir.Assert;
import io.sinter.ir.Control;
import io.sinter.ir.Counting;
import io.sinter.ir.Function;
import io.sinter.ir.Indexed;
import io.sinter.ir.Op;
import io.sinter.ir.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/// Decides which values are kept in memory (the roots of kernels) and which are computed inside the kernel of their
/// readers. Enters: a function whose layout is chosen. Leaves: groups, each a kernel.
///
/// A value joins the kernel of its readers when all of them are in one kernel, take the same element of it
/// ([ReadIndices]), and it fits there:
/// - point by point: any elementwise op, and a window or a contraction, or several products of one operand (the
///   kernel's epilogue follows from it);
/// - by rows ([RowShapes]): reductions over the trailing axes of the kernel's full shape, read back through broadcasts
///   (softmax, normalisations) or point by point (a mean), with the elementwise ops between them;
/// - as a prologue: a cheap elementwise op over arrays before a contraction that reads no halo, and any such ops before
///   a relayout; before one that leaves rows together also the product that it moves;
/// - as a lookup: a gather from an array, computed where its readers compute their points, with the elementwise ops
///   that its indices come from. Scatters and running sums take elementwise ops over arrays.
///
/// Views are substituted into the indices of their readers and never stored ([FreeViews]), except reshapes that mix
/// axes, which are other names for a stored row-major array. What control flow reads, sizes that data gives, and what
/// elements are gathered from, are arrays.
final class Fusion {
  /// A kernel: what it computes besides its root.
  ///
  /// @param aside members that are written into each reader's expression, however many there are
  /// @param rows the trailing axes its reductions run over, in the coordinates of `full`; empty without reductions
  record Group(Value root, Set<Value> members, Set<Value> aside, Set<Integer> rows, int fullRank) {}

  /// How much scalar code a kernel may hold, in primitive operations: the JVM compiles no method that is too long.
  private static final int LARGEST = 96;

  /// How often a kernel may hold the expression of one value.
  private static final int MOST_COPIES = 4;

  /// How much scalar code a copy runs that has no vectors.
  private static final int MOST_MOVED = 4;

  /// How many products of one operand a kernel may hold.
  private static final int MOST_PRODUCTS = 4;

  private final Function function;
  private final Map<Value, List<Value>> users = new HashMap<>();
  private final Set<Value> results = new HashSet<>();
  private final Map<Value, Value> rootOf = new HashMap<>();
  private final Map<Value, Integer> sizes = new HashMap<>();
  private final RowShapes rows = new RowShapes();
  private final ReadIndices indices = new ReadIndices();
  /// The contractions or the window of a kernel, by root.
  private final Map<Value, List<Value>> heavy = new HashMap<>();
  /// What is computed for each term of a contraction, and so reads arrays only.
  private final Set<Value> prologues = new HashSet<>();
  /// What is computed for indices, or for the operands of a scatter or a running sum: point by point, from arrays.
  /// How often the kernel holds the expression of each.
  private final Map<Value, Integer> aside = new HashMap<>();
  /// Why each root joined no kernel of its readers.
  private final Map<Value, Apart> apart = new HashMap<>();

  private Fusion(Function function) {
    this.function = function;
  }

  static Fusion of(Function function) {
    var fusion = new Fusion(function);
    fusion.collectUsers();
    function.results().forEach(r -> fusion.results.add(FreeViews.resolve(r)));
    for (var v : function.body().reversed()) {
      if (!FreeViews.isFree(v)) {
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
        var shape = rows.of(v);
        groups.add(new Group(v, members.get(v), aside.keySet(), shape.rows(), shape.fullRank()));
      }
    }
    return groups;
  }

  /// Whether the value is an array in memory: computed by a kernel of its own, or another name for such an array.
  boolean isStored(Value v) {
    return rootOf.get(v) == v || v.op() instanceof Op.Parameter;
  }

  /// The users of each value; those of a free view count as users of what it views.
  private void collectUsers() {
    for (var v : function.body()) {
      if (FreeViews.isFree(v)) {
        continue;
      }
      for (var operand : v.op().operands()) {
        var x = operand;
        users.computeIfAbsent(x, k -> new ArrayList<>()).add(v);
        while (FreeViews.isFree(x) && x.op() instanceof Op.View view) {
          x = view.x();
          users.computeIfAbsent(x, k -> new ArrayList<>()).add(v);
        }
      }
    }
  }

  List<Value> users(Value v) {
    return users.getOrDefault(v, List.of());
  }

  private void place(Value v) {
    var obstacle = obstacle(v);
    if (obstacle.isPresent()) {
      apart.put(v, obstacle.get());
      start(v);
    }
  }

  /// Lets a value join the kernel of its readers, or says why it does not.
  private Optional<Apart> obstacle(Value v) {
    if (results.contains(v)) {
      return Optional.of(Apart.RESULT);
    }
    var roots = new HashSet<Value>();
    for (var u : users(v)) {
      if (mustStore(v, u).isPresent()) {
        return Optional.of(Apart.ANOTHER_READER);
      }
      roots.add(rootOf.get(u));
    }
    return roots.isEmpty() ? Optional.of(Apart.UNREAD) : roots.size() > 1 ? Optional.of(Apart.SEVERAL_KERNELS)
        : join(v, roots.iterator().next());
  }

  /// Why a reader does not compute a value that is the root of a kernel itself.
  ///
  /// @param reader one of its users, through free views too
  Apart why(Value root, Value reader) {
    return mustStore(root, reader).orElseGet(() -> Objects.requireNonNull(apart.get(root)));
  }

  private void start(Value root) {
    rootOf.put(root, root);
    indices.root(root);
    if (root.op() instanceof Op.Reduce r) {
      rows.start(root, r);
    } else if (isHeavy(root)) {
      heavy.put(root, List.of(root));
    }
  }

  private static boolean isHeavy(Value v) {
    return v.op() instanceof Op.Contraction || v.op() instanceof Op.ReduceWindow;
  }

  // ---- what must be an array ---------------------------------------------------------------------------------------

  /// Why `user` reads `v` from memory whatever else holds, if it does.
  private Optional<Apart> mustStore(Value v, Value user) {
    return switch (user.op()) {
      case Op.Contraction c -> Apart.CONTRACTED.unless(isPrologue(v, c));
      case Op.Relayout r -> Apart.MOVED.unless(isOfStored(v, r) || isMovedByRows(v, r));
      case Op.ReduceWindow _, Op.Pad _ -> Optional.of(Apart.WINDOWED);
      case Op.Concatenate _, Op.Reshape _ -> Optional.of(Apart.PART);
      case Op.Elementwise _, Op.Reduce _, Op.CumulativeReduce _ ->
          isAlias(v) ? Optional.of(Apart.ALIAS) : Apart.PROLOGUE.unless(!prologues.contains(user));
      case Indexed i -> isAlias(v) ? Optional.of(Apart.ALIAS) : Apart.CHOSEN.unless(FreeViews.resolve(i.x()) != v);
      case Op.View _, Op.Parameter _, Op.Constant _, Op.Composite _, Counting _, Control _, Op.Project _, Op.Bind _ ->
          Optional.of(Apart.CONTROL);
    };
  }

  /// Whether a value is computed point by point from arrays alone: a copy may compute it on the way, unless the copy
  /// has no vectors, which move the innermost axis, and there is much to compute. What is computed from sums is better
  /// off in their kernel.
  private static boolean isOfStored(Value v, Op.Relayout copy) {
    boolean vectors = copy.order().isEmpty() || copy.order().getLast() == v.type().rank() - 1;
    int work = 0;
    var seen = new HashSet<Value>();
    var next = new ArrayList<>(List.of(v));
    while (!next.isEmpty()) {
      var x = FreeViews.resolve(next.removeLast());
      boolean array = x.op() instanceof Op.Parameter || x.op() instanceof Op.Constant || x.op() instanceof Counting
          || isAlias(x) && x != v;
      if (!array && (!(x.op() instanceof Op.Elementwise) || seen.size() > LARGEST)) {
        return false;
      }
      if (!array && seen.add(x)) {
        work += weight(x);
        next.addAll(x.op().operands());
      }
      if (!vectors && work > MOST_MOVED) {
        return false;
      }
    }
    return true;
  }

  /// Whether a product is read by a relayout alone, which leaves its rows together: its kernel writes them where they
  /// belong.
  private boolean isMovedByRows(Value v, Op.Relayout relayout) {
    if (!(v.op() instanceof Op.DotGeneral) || users(v).stream().anyMatch(u -> u.op() != relayout)) {
      return false;
    }
    int inner = relayout.order().getLast();
    var x = relayout.x();
    while (x != v && x.op() instanceof Op.Transpose t) {
      inner = t.permutation().get(inner);
      x = t.x();
    }
    return x == v && inner == v.type().rank() - 1;
  }

  private static boolean isAlias(Value v) {
    return v.op() instanceof Op.Reshape || v.op() instanceof Op.Concatenate || v.op() instanceof Op.Relayout;
  }

  /// A cheap elementwise op over arrays that only this contraction reads, where no halo is involved. What others read
  /// too becomes an array ([#prologues]).
  private boolean isPrologue(Value v, Op.Contraction c) {
    boolean padded = c instanceof Op.Convolution conv
        && (conv.window().low().stream().anyMatch(l -> l > 0) || conv.window().high().stream().anyMatch(h -> h > 0));
    return !padded && users(v).size() == 1 && isCheap(v) && v.op().operands().stream().allMatch(x -> {
      var source = FreeViews.resolve(x);
      return source.op() instanceof Op.Constant || source.op() instanceof Op.Parameter || users(source).size() > 1;
    });
  }

  private static boolean isCheap(Value v) {
    return v.op() instanceof Op.Apply a && switch (a.fn()) {
      case ADD, SUB, MUL, MAX, MIN, NEG, ABS, RELU -> true;
      default -> false;
    };
  }

  // ---- what fits into a kernel -------------------------------------------------------------------------------------

  /// Makes a value a member of a kernel, or says why it is none.
  private Optional<Apart> join(Value v, Value root) {
    int copies = isAside(v) ? users(v).stream().mapToInt(u -> aside.getOrDefault(u, 1)).sum() : 1;
    int size = sizes.getOrDefault(root, weight(root)) + copies * weight(v);
    var before = rows.find(root);
    var obstacle = copies > MOST_COPIES || size > LARGEST ? Optional.of(Apart.LONG)
        : !indices.agree(v, users(v), root) ? Optional.of(Apart.INDICES) : misfit(v, root);
    if (obstacle.isPresent()) {
      rows.reset(root, before);
      return obstacle;
    }
    sizes.put(root, size);
    rootOf.put(v, root);
    if (isHeavy(v)) {
      heavy.computeIfAbsent(root, r -> new ArrayList<>()).add(v);
    }
    if (users(v).stream().anyMatch(u -> u.op() instanceof Op.Contraction)) {
      prologues.add(v);
    }
    if (isAside(v)) {
      aside.put(v, copies);
    }
    return Optional.empty();
  }

  private boolean isAside(Value v) {
    return users(v).stream()
        .anyMatch(u -> u.op() instanceof Indexed || u.op() instanceof Op.CumulativeReduce || aside.containsKey(u));
  }

  private static int weight(Value v) {
    return switch (v.op()) {
      case Op.Apply a -> CodeSize.of(a.fn(), v.type().dtype());
      case Indexed i -> 4 * i.axes().size();
      case Assert _ -> CodeSize.CHECK;
      case Op.Parameter _, Op.Constant _, Counting _, Op.Convert _, Op.Bitcast _, Op.View _, Op.Pad _,
           Op.Concatenate _, Op.Reduce _, Op.CumulativeReduce _, Op.ReduceWindow _, Op.Contraction _, Op.Relayout _,
           Op.Composite _, Control _, Op.Project _, Op.Bind _ -> 1;
    };
  }

  /// Why the kernel of `root` cannot compute a value in place, if it cannot.
  private Optional<Apart> misfit(Value v, Value root) {
    return switch (v.op()) {
      case Op.Elementwise _ ->
          Apart.REPEATED.unless(readsAre(v, o -> isRow(o, v, root) || FreeViews.repeatsNothing(o)));
      case Op.Contraction _, Op.ReduceWindow _ -> rows.has(root) || !heavy.getOrDefault(root, List.of()).stream()
          .allMatch(other -> sharesLoops(v, other)) || heavy.getOrDefault(root, List.of()).size() == MOST_PRODUCTS
          ? Optional.of(Apart.HEAVY)
          : Apart.EPILOGUE.unless(v.type().rank() == root.type().rank() && !isAside(v)
              && (isReadByElementwise(v) && readsAre(v, o -> false)
                  || root.op() instanceof Op.Relayout r && isMovedByRows(v, r)));
      case Op.Reduce r -> heavy.containsKey(root) ? Optional.of(Apart.HEAVY)
          : Apart.ROWS.unless(isReadByElementwise(v) && !isAside(v)
              && rows.joins(r, root, readsAre(v, FreeViews::repeatsNothing))
              && readsAre(v, o -> isRow(o, v, root) || FreeViews.repeatsNothing(o)));
      case Indexed.Gather _ -> Apart.REPEATED.unless(readsAre(v, FreeViews::repeatsNothing));
      case Op.Pad _, Op.Concatenate _, Op.Relayout _, Op.View _, Op.Parameter _, Op.Constant _, Op.Composite _,
           Counting _, Indexed.Scatter _, Op.CumulativeReduce _, Control _, Op.Project _, Op.Bind _ ->
          Optional.of(Apart.ALONE);
    };
  }

  /// Whether two sums of products have the same loops and read the same elements of one operand.
  private static boolean sharesLoops(Value a, Value b) {
    return a.op() instanceof Op.DotGeneral x && b.op() instanceof Op.DotGeneral y && x.lhs() == y.lhs()
        && x.lhsContracting().size() == 1 && x.lhsContracting().equals(y.lhsContracting())
        && x.lhsBatch().equals(y.lhsBatch()) && x.type().equals(y.type());
  }

  private boolean isRow(Value operand, Value v, Value root) {
    return !heavy.containsKey(root) && !isAside(v) && rows.spreads(operand, v, root);
  }

  private boolean isReadByElementwise(Value v) {
    return users(v).stream().allMatch(u -> u.op() instanceof Op.Elementwise);
  }

  /// Whether every view through which `v` is read satisfies a condition; reads of its element in place always do.
  private boolean readsAre(Value v, Predicate<Value> condition) {
    return users(v).stream().flatMap(u -> u.op().operands().stream())
        .filter(o -> o != v && FreeViews.resolve(o) == v).allMatch(condition);
  }
}

package io.sinter.passes;

import io.sinter.ir.Builder;
import io.sinter.ir.Control;
import io.sinter.ir.Counting;
import io.sinter.ir.Function;
import io.sinter.ir.Indexed;
import io.sinter.ir.Op;
import io.sinter.ir.Value;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/// Makes each change of memory order a [Op.Relayout] of its own: before windows that read row-major values or need a
/// halo that the caller's array lacks, before products whose right operand lies along the sums, before reshapes of
/// values that do not lie row-major, where point-by-point operands lie differently, before results, and before what
/// control ops hand to their bodies. Afterwards nobody reads the value of an [Op.Bind]: its operand is the same number.
///
/// @param states inputs and outputs that share arrays; others need not mind the [Room] in those
record ChooseLayout(List<StatePair> states) implements Pass {
  ChooseLayout {
    states = List.copyOf(states);
  }

  @Override
  public Function apply(Function function, Tally tally) {
    return new Layouts(function, states).chosen();
  }

  /// The value whose elements a chain of reshapes shows.
  static Value unreshaped(Value v) {
    while (v.op() instanceof Op.Reshape r) {
      v = r.x();
    }
    return v;
  }

  /// Whether a reshape only adds or removes axes of size 1, so that indices map without division.
  static boolean isTrivial(Op.Reshape r) {
    return significant(r.shape()).equals(significant(r.x().type().shape()));
  }

  private static List<?> significant(Shape shape) {
    return shape.dims().stream().filter(d -> !d.isConstant(1)).toList();
  }

  /// What may need a halo or a place inside a concatenation, which an array of its own from element 0 has not.
  private static Set<Value> placedElsewhere(Collection<Value> values) {
    var placed = new HashSet<Value>();
    for (var v : values) {
      switch (v.op()) {
        case Op.Convolution c -> placed.add(c.x());
        case Op.ReduceWindow w -> placed.add(w.x());
        case Op.Concatenate c -> placed.addAll(c.args());
        case Op.Parameter _, Op.Constant _, Op.Elementwise _, Op.View _, Op.Pad _, Op.Reduce _, Op.DotGeneral _,
             Op.Relayout _, Op.Composite _, Counting _, Indexed _, Op.CumulativeReduce _, Control _, Op.Project _,
             Op.Bind _ -> {}
      }
    }
    return placed;
  }

  /// The new function on its way.
  private static final class Layouts {
    private final Function function;
    private final Builder b = new Builder();
    private final Map<Value, Value> map = new HashMap<>();
    private final Orders orders = Orders.of(new Function("", List.of(), List.of(), List.of(), List.of()));
    /// Values of the new function that want another place than an array of their own.
    private final Set<Value> elsewhere = new HashSet<>();

    /// The inputs and outputs of the old function that lie in arrays with room, and the new values for them.
    private final Map<Value, Room> rooms = new HashMap<>();

    Layouts(Function function, List<StatePair> states) {
      this.function = function;
      for (var pair : states) {
        int output = function.outputs().indexOf(pair.output());
        if (output >= 0 && function.results().get(output).op() instanceof Op.Concatenate c
            && c.args().getFirst().op() instanceof Op.Parameter p && p.name().equals(pair.input())) {
          var room = new Room(c.axis(), Dim.symbol("capacity"));
          rooms.put(c.args().getFirst(), room);
          rooms.put(function.results().get(output), room);
        }
      }
    }

    Function chosen() {
      var placed = placedElsewhere(function.body());
      for (var v : function.values()) {
        b.at(v.origin());
        var op = v.op().withOperands(map::get);
        var made = op instanceof Op.Parameter p ? b.parameter(p.name(), p.type()) : b.add(placed(op));
        orders.put(made);
        if (placed.contains(v) && isComputed(made)) {
          elsewhere.add(made);
        }
        if (rooms.containsKey(v)) {
          rooms.put(made, rooms.get(v));
        }
        map.put(v, made.op() instanceof Op.Bind bind ? bind.x() : made);
      }
      return b.finish(function.name(), results(), function.outputs());
    }

    /// The results, each in an array of its own; those with room choose first.
    private List<Value> results() {
      var results = new HashMap<Integer, Value>();
      var given = new HashSet<Value>();
      var taken = placedElsewhere(map.values());
      var sizes = LateSizes.of(function);
      var indices = IntStream.range(0, function.results().size()).boxed()
          .sorted(Comparator.comparing(i -> !rooms.containsKey(function.results().get(i)))).toList();
      for (int i : indices) {
        var r = function.results().get(i);
        var v = map.get(r);
        b.at(v.origin());
        var base = unreshaped(v);
        boolean own = isComputed(base) && !(base.op() instanceof Op.Relayout)
            && (taken.add(base) || rooms.containsKey(r) && base == v)
            && isInOrder(base, Orders.rowMajor(base.type().rank()))
            && sizes.isKnown(r.type().shape(), unreshaped(r));
        var result = v;
        while (!own || !given.add(result)) {
          own = true;
          result = b.add(new Op.Relayout(result, Orders.rowMajor(v.type().rank())));
        }
        results.put(i, result);
      }
      return IntStream.range(0, indices.size()).mapToObj(results::get).toList();
    }

    /// Whether a kernel computes the value into an array.
    private static boolean isComputed(Value v) {
      return switch (v.op()) {
        case Op.Parameter _, Op.Constant _, Counting _, Op.View _, Control _, Op.Project _, Op.Bind _ -> false;
        case Op.Elementwise _, Op.Pad _, Op.Concatenate _, Indexed _, Op.Reduce _, Op.CumulativeReduce _,
             Op.ReduceWindow _, Op.Contraction _, Op.Relayout _, Op.Composite _ -> true;
      };
    }

    private Op placed(Op op) {
      return switch (op) {
        case Op.Convolution c -> new Op.Convolution(windowed(c.x()), c.w(), c.window(), c.groups());
        case Op.ReduceWindow w -> new Op.ReduceWindow(windowed(w.x()), w.combiner(), w.window());
        case Op.Reshape r when !isTrivial(r) -> new Op.Reshape(array(r), r.shape());
        case Op.Elementwise e -> alike(e);
        case Op.Concatenate c -> alike(c);
        case Control.If i -> new Control.If(
            stored(i.condition()), handed(i.args()), i.then(), i.otherwise(), i.types(), i.binds());
        case Control.Loop l -> new Control.Loop(stored(l.trips()), stored(l.condition()), handed(l.carried()),
            handed(l.captured()), l.body(), l.types(), l.binds());
        case Op.Bind s -> new Op.Bind(stored(s.x()), s.symbol());
        case Op.DotGeneral d -> turned(d);
        case Indexed.Scatter s -> new Indexed.Scatter(
            inOrder(s.x(), Orders.rowMajor(s.x().type().rank())), s.indices(), s.updates(), s.axes(), s.update());
        case Op.Parameter _, Op.Constant _, Op.View _, Op.Pad _, Op.Reduce _, Op.Relayout _,
             Op.Composite _, Counting _, Indexed.Gather _, Op.CumulativeReduce _, Op.Project _ -> op;
      };
    }

    /// A right operand that is computed, with the elements behind one row of the result side by side, as vectors want
    /// them. Only for rows that are known to be several, or as many as it has itself (one row beside one is no work),
    /// as a single row reads each element once; and not for a state, of which only new rows move.
    private Op turned(Op.DotGeneral d) {
      var inner = Innermost.of(d.rhs(), orders);
      boolean turns = inner.isPresent() && d.rhsContracting().contains(inner.getAsInt())
          && d.rhsFree().stream().anyMatch(i -> !d.rhs().type().dim(i).isConstant(1))
          && d.lhsFree().stream().map(d.lhs().type()::dim).anyMatch(rows -> rows.constant().orElse(1) > 1
              || d.rhsFree().stream().map(d.rhs().type()::dim).anyMatch(rows::equals))
          && !Constants.isKnown(unreshaped(d.rhs())) && !isState(d.rhs());
      if (!turns) {
        return d;
      }
      var order = new ArrayList<>(d.rhsBatch());
      order.addAll(d.rhsContracting());
      order.addAll(d.rhsFree());
      return new Op.DotGeneral(d.lhs(), moved(d.rhs(), order), d.lhsBatch(), d.rhsBatch(), d.lhsContracting(),
          d.rhsContracting());
    }

    private boolean isState(Value v) {
      var x = v;
      while (x.op() instanceof Op.View view) {
        x = view.x();
      }
      return rooms.containsKey(x);
    }

    /// The operand of a reshape as a row-major array that it may rename.
    private Value array(Op.Reshape r) {
      var x = r.x();
      var base = unreshaped(x);
      if (rooms.containsKey(base) && rooms.get(base).reshaped(base.type().shape(), r.shape()).isEmpty()) {
        return moved(base, Orders.rowMajor(base.type().rank()));
      }
      return switch (base.op()) {
        case Op.Constant _, Counting _ -> x;
        case Op.View _ -> moved(x, Orders.rowMajor(x.type().rank()));
        case Op.Parameter _, Op.Elementwise _, Op.Pad _, Op.Concatenate _, Op.Reduce _, Op.ReduceWindow _,
             Op.Contraction _, Op.Relayout _, Op.Composite _, Indexed _, Op.CumulativeReduce _, Control _,
             Op.Project _, Op.Bind _ -> inOrder(base, Orders.rowMajor(base.type().rank()));
      };
    }

    /// `x` as an array, or a constant, anywhere.
    private Value stored(Value x) {
      var base = unreshaped(x);
      return base.op() instanceof Op.View || base.op() instanceof Counting
          ? moved(x, Orders.rowMajor(x.type().rank())) : x;
    }

    /// Each of `args` as a row-major array of its own from element 0, or a constant.
    private List<Value> handed(List<Value> args) {
      return args.stream().map(x -> {
        var base = unreshaped(x);
        boolean own = !elsewhere.contains(base) && !rooms.containsKey(base)
            && isInOrder(base, Orders.rowMajor(base.type().rank()));
        return own ? stored(x) : moved(x, Orders.rowMajor(x.type().rank()));
      }).toList();
    }

    private Value windowed(Value x) {
      var order = Orders.channelsLast(x.type().rank());
      return isComputed(x) || x.op() instanceof Op.Constant ? inOrder(x, order) : moved(x, order);
    }

    private boolean isInOrder(Value x, List<Integer> order) {
      return Orders.same(x.type().shape(), orders.of(x), order);
    }

    private Value inOrder(Value x, List<Integer> order) {
      return isInOrder(x, order) ? x : moved(x, order);
    }

    private Value moved(Value x, List<Integer> order) {
      var moved = b.add(new Op.Relayout(x, order));
      orders.put(moved);
      return moved;
    }

    /// Operands computed in memory come into the order of the first that is not row-major.
    private Op alike(Op op) {
      int rank = op.type().rank();
      var order = op.operands().stream().filter(v -> !Orders.isBroadcast(v)).map(orders::of)
          .filter(o -> !o.equals(Orders.rowMajor(rank))).findFirst();
      return order.isEmpty() ? op : op.withOperands(v -> Orders.isBroadcast(v) ? v : inOrder(v, order.get()));
    }
  }
}

package io.sinter.passes;

import io.sinter.ir.Builder;
import io.sinter.ir.Control;
import io.sinter.ir.Function;
import io.sinter.ir.Op;
import io.sinter.ir.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/// Leaves control ops only what they need: constants move into bodies, a loop captures what it carries unchanged, and
/// arguments and results that nobody uses go.
record NarrowControl() implements Pass {
  @Override
  public Function apply(Function function, Tally tally) {
    if (!Bodies.hasControl(function)) {
      return function;
    }
    var read = new HashMap<Value, Set<Integer>>();
    for (var v : function.body()) {
      if (v.op() instanceof Op.Project(var tuple, var index)) {
        read.computeIfAbsent(tuple, t -> new HashSet<>()).add(index);
      }
    }
    var results = new HashMap<Value, Map<Integer, Value>>();
    int before = tally.total();
    var narrow = Builder.rebuild(function, (b, op, old) -> {
      if (old.op() instanceof Op.Project(var tuple, var index) && results.containsKey(tuple)) {
        return results.get(tuple).get(index);
      }
      if (!(op instanceof Control c)) {
        return b.add(op);
      }
      var kept = new ArrayList<>(IntStream.range(0, c.types().size())
          .filter(i -> isRead(c, i, read.getOrDefault(old, Set.of()))).boxed().toList());
      var now = new HashMap<Integer, Value>();
      var made = b.add(switch (c) {
        case Control.If i -> narrow(i, kept, tally);
        case Control.Loop l -> narrow(l, kept, now, tally);
      });
      if (made.op() != op) {
        kept.forEach(i -> now.put(i, b.add(new Op.Project(made, kept.indexOf(i)))));
        results.put(old, now);
      }
      return made;
    });
    return tally.total() == before ? function : narrow;
  }

  /// Whether a result is used, as a value or as a size; what a loop carries counts as used.
  private static boolean isRead(Control op, int result, Set<Integer> projected) {
    return projected.contains(result) || op instanceof Control.Loop l && result < l.carried().size()
        || op.types().get(result).shape().dims().stream().flatMap(d -> d.symbols().stream())
            .anyMatch(op.binds()::contains);
  }

  private static Op narrow(Control.If i, List<Integer> results, Tally tally) {
    var bodies = List.of(i.then(), i.otherwise());
    var args = WantedArguments.of(bodies, i.args(), 0, tally);
    boolean all = results.size() == i.types().size();
    if (args.kept().size() == i.args().size() && all) {
      return i;
    }
    if (!all) {
      tally.hit("unread-result");
    }
    var cut = bodies.stream().map(f -> args.cut(f, args.kept(), results)).toList();
    return new Control.If(i.condition(), args.kept().stream().map(i.args()::get).toList(), cut.get(0), cut.get(1),
        results.stream().map(i.types()::get).toList(), i.binds());
  }

  /// @param results the results to keep; loses those that do not change
  /// @param now gets the values of those
  private static Op narrow(Control.Loop l, List<Integer> results, Map<Integer, Value> now, Tally tally) {
    int carried = l.carried().size();
    var args = WantedArguments.of(List.of(l.body()), l.captured(), 1 + carried, tally);
    IntPredicate isFixed = k -> l.body().results().get(1 + k) == l.body().parameters().get(1 + k)
        && l.carried().get(k).type().equals(l.types().get(k))
        && l.carried().get(k).type().equals(l.body().parameters().get(1 + k).type());
    var fixed = IntStream.range(0, carried).filter(isFixed).boxed().toList();
    fixed.forEach(k -> now.put(k, l.carried().get(k)));
    boolean all = results.size() == l.types().size();
    if (args.kept().size() == l.captured().size() && all && fixed.isEmpty()) {
      return l;
    }
    if (!all) {
      tally.hit("unread-result");
    }
    fixed.forEach(k -> tally.hit("carried-unchanged"));
    results.removeAll(fixed);
    var changing = IntStream.range(0, carried).filter(isFixed.negate()).boxed().toList();
    var parameters = new ArrayList<>(List.of(0));
    changing.forEach(k -> parameters.add(1 + k));
    parameters.addAll(args.kept());
    fixed.forEach(k -> parameters.add(1 + k));
    var captured = new ArrayList<>(args.kept().stream().map(p -> l.captured().get(p - 1 - carried)).toList());
    fixed.forEach(k -> captured.add(l.carried().get(k)));
    var given = new ArrayList<>(List.of(0));
    results.forEach(r -> given.add(1 + r));
    return new Control.Loop(l.trips(), l.condition(), changing.stream().map(l.carried()::get).toList(), captured,
        args.cut(l.body(), parameters, given), results.stream().map(l.types()::get).toList(), l.binds());
  }
}

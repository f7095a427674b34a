package io.sinter.passes.kernel;

import io.sinter.ir.kernel.Expr;
import io.sinter.ir.kernel.Stmt;
import io.sinter.runtime.Dim;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// [Step.Join]. Of what stands between the loops, that which uses the first one's results runs behind both, all else
/// before them. Neither loop may use what the other one sets or writes, so that it does not show which runs first.
final class JoinLoops {
  private JoinLoops() {}

  static Stmt apply(Step.Join step, Stmt body) {
    var found = new boolean[1];
    var joined = body.map(s -> {
      if (!(s instanceof Stmt.Block b) || at(b.parts(), step.first()) < 0 || at(b.parts(), step.second()) < 0) {
        return s;
      }
      found[0] = true;
      return joined(b.parts(), at(b.parts(), step.first()), at(b.parts(), step.second()));
    });
    if (!found[0]) {
      throw new StepError(step.second() + " does not stand behind " + step.first());
    }
    return joined;
  }

  private static int at(List<Stmt> parts, String axis) {
    for (int i = 0; i < parts.size(); i++) {
      if (parts.get(i) instanceof Stmt.Loop l && l.axis().equals(axis)) {
        return i;
      }
    }
    return -1;
  }

  private static Stmt joined(List<Stmt> parts, int i, int j) {
    if (j < i) {
      throw new StepError("the second loop stands before the first");
    }
    var first = (Stmt.Loop) parts.get(i);
    var second = (Stmt.Loop) parts.get(j);
    if (!first.extent().equals(second.extent()) || first.label() != second.label()) {
      throw new StepError("the loops are not of one length and kind: " + first.extent() + " and " + second.extent());
    }
    var before = new ArrayList<>(parts.subList(0, i));
    var behind = new ArrayList<Stmt>(List.of(first));
    for (var part : parts.subList(i + 1, j)) {
      (behind.stream().allMatch(b -> common(b, part).isEmpty()) ? before : behind).add(part);
    }
    behind.forEach(part -> {
      if (!common(part, second).isEmpty()) {
        throw new StepError("one of them uses what the other one, or a part between them, sets: "
            + common(part, second));
      }
    });
    var body = new ArrayList<>(parts(first.body()));
    body.addAll(parts(OnLoop.substitute(second.body(), Map.of(second.axis(), Dim.symbol(first.axis())))));
    behind.set(0, new Stmt.Loop(first.axis(), first.extent(), first.label(), new Stmt.Block(body)));
    before.addAll(behind);
    before.addAll(parts.subList(j + 1, parts.size()));
    return new Stmt.Block(before);
  }

  private static List<Stmt> parts(Stmt s) {
    return s instanceof Stmt.Block b ? b.parts() : List.of(s);
  }

  /// What one of two statements uses and the other one sets or writes.
  private static Set<Object> common(Stmt a, Stmt b) {
    var common = new HashSet<>(written(a));
    common.retainAll(used(b));
    var back = new HashSet<>(written(b));
    back.retainAll(used(a));
    common.addAll(back);
    return common;
  }

  private static Set<Object> written(Stmt s) {
    var names = new HashSet<>();
    s.forEach(x -> {
      switch (x) {
        case Stmt.Set set -> names.add(set.local());
        case Stmt.Store store -> names.add(store.buffer());
        case Stmt.Reduce reduce -> names.add(reduce.local());
        case Stmt.Bind bind -> names.add(bind.name());
        case Stmt.Take take -> names.add(take.name());
        case Stmt.Loop _, Stmt.Block _, Stmt.If _, Stmt.Outline _, Stmt.Put _, Stmt.Barrier _ -> { }
      }
    });
    return names;
  }

  /// What is read or written.
  private static Set<Object> used(Stmt s) {
    var names = written(s);
    s.mapExprs(e -> e.map(x -> {
      switch (x) {
        case Expr.Read read -> names.add(read.local());
        case Expr.Fold fold -> names.add(fold.local());
        case Expr.Load load -> names.add(load.buffer());
        case Expr.Pick pick -> names.add(pick.buffer());
        default -> { }
      }
      return x;
    }));
    s.mapDims(d -> {
      names.addAll(d.symbols());
      return d;
    });
    return names;
  }
}

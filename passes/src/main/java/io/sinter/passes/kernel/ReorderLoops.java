package io.sinter.passes.kernel;

import io.sinter.ir.kernel.Stmt;
import io.sinter.runtime.Dim;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// [Step.Reorder]. Guards between the loops go inside of all of them.
final class ReorderLoops {
  private ReorderLoops() {}

  static Stmt apply(Step.Reorder step, Stmt body) {
    var axes = step.axes();
    if (new HashSet<>(axes).size() != axes.size()) {
      throw new StepError("an axis stands twice");
    }
    var outermost = new ArrayList<String>();
    body.forEach(s -> {
      if (s instanceof Stmt.Loop l && axes.contains(l.axis()) && outermost.isEmpty()) {
        outermost.add(l.axis());
      }
    });
    return OnLoop.apply(outermost.isEmpty() ? axes.getFirst() : outermost.getFirst(), body, l -> reorder(l, axes));
  }

  private static Stmt reorder(Stmt.Loop outermost, List<String> axes) {
    var nest = new LinkedHashMap<String, Stmt.Loop>();
    var guards = new ArrayList<Dim>();
    Stmt body = outermost;
    while (nest.size() < axes.size()) {
      if (body instanceof Stmt.If i) {
        guards.add(i.room());
        body = i.body();
        continue;
      }
      if (!(body instanceof Stmt.Loop l) || !axes.contains(l.axis())) {
        var missing = axes.stream().filter(a -> !nest.containsKey(a)).toList();
        throw new StepError("only loops directly inside each other can be reordered; inside "
            + String.join(" ", nest.keySet()) + " there is something else before " + String.join(" ", missing));
      }
      nest.put(l.axis(), l);
      body = l.body();
    }
    check(nest, axes);
    for (var room : guards.reversed()) {
      body = new Stmt.If(room, body);
    }
    for (var axis : axes.reversed()) {
      var l = nest.get(axis);
      body = new Stmt.Loop(axis, l.extent(), l.label(), body);
    }
    return body;
  }

  private static void check(Map<String, Stmt.Loop> nest, List<String> axes) {
    for (int i = 0; i < axes.size(); i++) {
      for (var inside : axes.subList(i, axes.size())) {
        if (nest.get(axes.get(i)).extent().mentions(inside)) {
          throw new StepError("the extent " + nest.get(axes.get(i)).extent() + " of " + axes.get(i) + " depends on "
              + inside);
        }
      }
    }
    var ordered = nest.keySet().stream().filter(a -> Carried.keepsOrder(nest.get(a))).toList();
    if (!axes.stream().filter(ordered::contains).toList().equals(ordered)) {
      throw new StepError("the loops " + String.join(" ", ordered)
          + " carry a reduction or an update, whose order is fixed when the kernel is computed");
    }
  }
}

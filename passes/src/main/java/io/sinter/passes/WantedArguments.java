package io.sinter.passes;

import io.sinter.ir.Builder;
import io.sinter.ir.Counting;
import io.sinter.ir.Function;
import io.sinter.ir.Op;
import io.sinter.ir.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/// Which arguments the bodies of a control op want from outside.
///
/// @param kept the numbers of their parameters
/// @param inside what stands for other parameters that the bodies use: values that need no array
record WantedArguments(List<Integer> kept, Map<Integer, Value> inside) {
  /// @param args those of the parameters from number `first` on
  static WantedArguments of(List<Function> bodies, List<Value> args, int first, Tally tally) {
    var used = new HashSet<Value>();
    for (var f : bodies) {
      f.body().forEach(v -> used.addAll(v.op().operands()));
      used.addAll(f.results());
    }
    var kept = new ArrayList<Integer>();
    var inside = new HashMap<Integer, Value>();
    for (int k = 0; k < args.size(); k++) {
      int number = first + k;
      var arg = args.get(k);
      if (bodies.stream().noneMatch(f -> used.contains(f.parameters().get(number)))) {
        tally.hit("unused-argument");
      } else if (isFromNothing(arg)
          && bodies.stream().allMatch(f -> f.parameters().get(number).type().equals(arg.type()))) {
        tally.hit("constant-into-body");
        inside.put(number, arg);
      } else {
        kept.add(number);
      }
    }
    return new WantedArguments(kept, inside);
  }

  private static boolean isFromNothing(Value v) {
    return v.op() instanceof Op.Constant || v.op() instanceof Counting
        || v.op() instanceof Op.View view && isFromNothing(view.x());
  }

  /// A body with some of its parameters and results, in the order in which their numbers are given.
  Function cut(Function body, List<Integer> parameters, List<Integer> results) {
    var b = new Builder();
    var map = new HashMap<Value, Value>();
    for (int i : parameters) {
      var p = (Op.Parameter) body.parameters().get(i).op();
      map.put(body.parameters().get(i), b.parameter(p.name(), p.type()));
    }
    inside.forEach((i, v) -> map.put(body.parameters().get(i), copied(v, b)));
    for (var v : body.body()) {
      map.put(v, b.at(v.origin()).add(v.op().withOperands(map::get)));
    }
    return b.finish(body.name(), results.stream().map(i -> map.get(body.results().get(i))).toList(),
        results.stream().map(body.outputs()::get).toList());
  }

  private static Value copied(Value v, Builder b) {
    var op = v.op().withOperands(x -> copied(x, b));
    return b.at(v.origin()).add(op);
  }
}

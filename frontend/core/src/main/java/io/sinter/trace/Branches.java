package io.sinter.trace;

import io.sinter.ir.Control;
import io.sinter.ir.Op;
import io.sinter.ir.Value;
import io.sinter.runtime.DType;
import io.sinter.runtime.Shape;
import io.sinter.runtime.TensorType;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/// Two bodies of which one runs.
final class Branches {
  private Branches() {}

  static List<Traced> of(
      Call c, Traced condition, Supplier<List<Traced>> then, Supplier<List<Traced>> otherwise) {
    if (!condition.type().equals(new TensorType(DType.BOOL, Shape.SCALAR))) {
      throw c.error("A condition is not one bool.", condition, "bool[]",
          "use select for a choice at each index, or all() and any() to make one bool of many");
    }
    var yes = c.trace().inner("then");
    var no = c.trace().inner("otherwise");
    var whenTrue = Body.results(yes, then);
    var whenFalse = Body.results(no, otherwise);
    var types = whenTrue.stream().map(Value::type).toList();
    var others = whenFalse.stream().map(Value::type).toList();
    if (types.isEmpty() || !types.equals(others)) {
      throw c.error("The two bodies of a condition give different types.", types + " and " + others,
          "results of the same types, at least one");
    }
    var outside = new LinkedHashSet<>(yes.captured().keySet());
    outside.addAll(no.captured().keySet());
    var args = List.copyOf(outside);
    var f = Body.finish(yes, "then", args, whenTrue);
    var g = Body.finish(no, "otherwise", args, whenFalse);
    var tuple = c.resumed().builder().add(new Control.If(c.in(condition), args, f, g, types, List.of()));
    return projections(c, tuple, 0, types.size());
  }

  static List<Traced> projections(Call c, Value tuple, int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> c.out(c.builder().add(new Op.Project(tuple, i)))).toList();
  }
}

package io.sinter.ir.composite;

import io.sinter.ir.Builder;
import io.sinter.ir.Op;
import io.sinter.ir.Value;
import java.util.List;
import java.util.stream.IntStream;

/// Makes a composite of its name, its arguments and a body.
final class Composition {
  private Composition() {}

  /// Writes the body over the arguments' stand-ins.
  interface Body {
    Value of(Builder b, List<Value> args);
  }

  /// The composite `name` of `args`, which are called `parameters` inside it.
  static Value of(Builder b, String name, List<String> parameters, List<Value> args, Body body) {
    return b.add(composite(b, name, parameters, args, (c, in) -> List.of(body.of(c, in)), List.of("result")));
  }

  /// Writes a body of several results.
  interface Bodies {
    List<Value> of(Builder b, List<Value> args);
  }

  /// The results of the composite `name` of `args`, of which there are at least two, called `results` inside it.
  static List<Value> several(
      Builder b, String name, List<String> parameters, List<Value> args, Bodies body, List<String> results) {
    var tuple = b.add(composite(b, name, parameters, args, body, results));
    return IntStream.range(0, results.size()).mapToObj(i -> b.add(new Op.Project(tuple, i))).toList();
  }

  private static Op.Composite composite(
      Builder b, String name, List<String> parameters, List<Value> args, Bodies body, List<String> results) {
    var inner = new Builder().at(b.origin());
    var inside = IntStream.range(0, args.size())
        .mapToObj(i -> inner.parameter(parameters.get(i), args.get(i).type())).toList();
    return new Op.Composite(name, args, inner.finish(name, body.of(inner, inside), results));
  }
}

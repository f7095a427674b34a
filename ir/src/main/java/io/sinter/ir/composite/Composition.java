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
    var inner = new Builder().at(b.origin());
    var inside = IntStream.range(0, args.size())
        .mapToObj(i -> inner.parameter(parameters.get(i), args.get(i).type())).toList();
    var function = inner.finish(name, List.of(body.of(inner, inside)), List.of("result"));
    return b.add(new Op.Composite(name, args, function));
  }
}

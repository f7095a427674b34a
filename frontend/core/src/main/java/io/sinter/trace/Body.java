package io.sinter.trace;

import io.sinter.ir.Function;
import io.sinter.ir.Op;
import io.sinter.ir.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/// The body of a condition or a loop as a function.
final class Body {
  private Body() {}

  /// What a body gives, as values of its own trace.
  static List<Value> results(Trace trace, Supplier<List<Traced>> body) {
    return trace.record(() -> Call.of("return").in(body.get()));
  }

  /// @param args the values around that it takes after its own parameters, of which it may use fewer
  static Function finish(Trace trace, String name, List<Value> args, List<Value> results) {
    var outer = args.stream().map(trace::capture).filter(v -> v.op() instanceof Op.Parameter).toList();
    var names = IntStream.range(0, results.size()).mapToObj(i -> "result" + i).toList();
    var f = trace.builder().finish(name, results, names);
    var parameters = new ArrayList<>(f.parameters());
    parameters.removeAll(outer);
    parameters.addAll(outer);
    return new Function(f.name(), parameters, f.body(), f.results(), f.outputs());
  }
}

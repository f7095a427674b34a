package io.sinter.trace;

import io.sinter.ir.Builder;
import io.sinter.ir.Function;
import io.sinter.ir.Op;
import io.sinter.ir.Value;
import io.sinter.runtime.ModelError;
import io.sinter.runtime.Problem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/// One function while it is recorded. The body of a condition or a loop is a trace of its own, around which others are;
/// what it uses of those becomes a parameter of it.
public final class Trace {
  private static final ScopedValue<Trace> CURRENT = ScopedValue.newInstance();

  private final String name;
  private final Optional<Trace> around;
  private final Builder builder = new Builder();
  private final Map<Value, Value> captured = new LinkedHashMap<>();
  /// The names of sizes that the inputs give, and those that bodies have besides.
  private final Set<String> symbols;
  private final Set<String> own;

  private Trace(String name, Optional<Trace> around) {
    this.name = name;
    this.around = around;
    this.symbols = around.map(a -> a.symbols).orElseGet(HashSet::new);
    this.own = around.map(a -> a.own).orElseGet(HashSet::new);
  }

  /// Records what `body` does with tensors of the types of the inputs; see `Sinter.trace`.
  ///
  /// @param body gives the outputs, in order; each has a name of its own, see [Traced#named]. One without is called
  ///     `result`, or `result0`, `result1`, … by its place among several
  /// @throws ModelError when the inputs or outputs are not well named, or what `body` does is not well typed
  public static Function function(
      String name, List<Input> inputs, java.util.function.Function<List<Traced>, List<Traced>> body) {
    return function(name, inputs, new Trace(name, Optional.empty()), body);
  }

  private static Function function(
      String name, List<Input> inputs, Trace trace, java.util.function.Function<List<Traced>, List<Traced>> body) {
    if (name.isBlank()) {
      throw error("A traced function has no name.", "'" + name + "'");
    }
    var names = new HashSet<String>();
    var parameters = new ArrayList<Traced>();
    for (var input : inputs) {
      if (!names.add(input.name())) {
        throw error("Two inputs have one name.", "'" + input.name() + "' twice among "
            + inputs.stream().map(Input::name).toList());
      }
      input.type().shape().dims().forEach(d -> trace.symbols.addAll(d.symbols()));
      parameters.add(new Traced(trace, trace.builder.parameter(input.name(), input.type())));
    }
    var results = Scope.none(() -> trace.record(() -> body.apply(List.copyOf(parameters))));
    return trace.finish(results);
  }

  private static ModelError error(String sentence, String given) {
    var problem = Problem.of(sentence).given(given);
    return new ModelError(Caller.line().map(problem::where).orElse(problem));
  }

  private Function finish(List<Traced> results) {
    var names = new ArrayList<String>();
    for (int i = 0; i < results.size(); i++) {
      var fallback = results.size() == 1 ? "result" : "result" + i;
      names.add(results.get(i).name().orElse(fallback));
    }
    if (results.isEmpty() || new HashSet<>(names).size() < names.size()) {
      throw error(results.isEmpty() ? "A traced function has no output." : "Two outputs have one name.",
          "the outputs " + names + " of '" + name + "'");
    }
    return record(() -> builder.finish(name, results.stream().map(r -> Call.of("return").in(r)).toList(), names));
  }

  // ---- what is going on -------------------------------------------------------------------------------------------

  static Optional<Trace> current() {
    return CURRENT.isBound() ? Optional.of(CURRENT.get()) : Optional.empty();
  }

  /// Runs `body` with this as the current trace.
  <T> T record(Supplier<T> body) {
    return ScopedValue.where(CURRENT, this).call(body::get);
  }

  /// A trace for a body inside of this one.
  Trace inner(String body) {
    return new Trace(body, Optional.of(this));
  }

  String name() {
    return name;
  }

  Builder builder() {
    return builder;
  }

  /// The outermost trace around this one.
  Trace root() {
    return around.map(Trace::root).orElse(this);
  }

  /// The names of sizes that users may say.
  Set<String> symbols() {
    return symbols;
  }

  /// A size that occurs nowhere else.
  String fresh(String hint) {
    var symbol = hint;
    for (int i = 1; symbols.contains(symbol) || !own.add(symbol); i++) {
      symbol = hint + "_" + i;
    }
    return symbol;
  }

  // ---- values of the traces around --------------------------------------------------------------------------------

  /// What `x` is in this trace; empty where it is of none that is around this one.
  Optional<Value> seen(Traced x) {
    return x.trace() == this ? Optional.of(x.value()) : around.flatMap(a -> a.seen(x)).map(this::capture);
  }

  /// What a value of the trace directly around is in this one.
  Value capture(Value outer) {
    return outer.op() instanceof Op.Constant c ? builder.constant(c.literal())
        : captured.computeIfAbsent(outer, v -> builder.parameter("captured" + captured.size(), v.type()));
  }

  /// The values of the trace directly around that are parameters of this one.
  Map<Value, Value> captured() {
    return captured;
  }
}

package io.sinter.ir;

import io.sinter.runtime.CompilerBug;
import io.sinter.runtime.ModelError;
import io.sinter.runtime.TensorType;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;

/// Checks that a function is what the rest of the compiler takes for granted: every operand stands before its use,
/// every type is the one its op derives, parameters have names of their own, every result is defined and named, and
/// all ops are legal at the stage. The bodies of composites are checked too.
public final class Verifier {
  private final String stage;
  private final Function function;
  private final Predicate<Op> legal;
  private final Set<Value> defined = new HashSet<>();

  private Verifier(String stage, Function function, Predicate<Op> legal) {
    this.stage = stage;
    this.function = function;
    this.legal = legal;
  }

  /// @param stage what made the function, for the message
  /// @throws CompilerBug naming the first value that is wrong
  public static void verify(String stage, Function function) {
    verify(stage, function, op -> true);
  }

  /// @param legal which ops may stand in the function after the stage
  public static void verify(String stage, Function function, Predicate<Op> legal) {
    new Verifier(stage, function, legal).verify();
  }

  /// All ops of some classes and families, such as `Op.Elementwise.class`.
  public static Predicate<Op> only(Class<?>... classes) {
    var all = Set.of(classes);
    return op -> all.stream().anyMatch(c -> c.isInstance(op));
  }

  private void verify() {
    var names = new HashSet<String>();
    for (var v : function.parameters()) {
      require(v.op() instanceof Op.Parameter, v, "stands among the parameters");
      require(defined.add(v), v, "is a parameter twice");
      require(!(v.op() instanceof Op.Parameter p) || names.add(p.name()), v, "has the name of another parameter");
      checkType(v);
    }
    for (var v : function.body()) {
      require(!(v.op() instanceof Op.Parameter), v, "stands in the body but is a parameter");
      for (var operand : v.op().operands()) {
        require(defined.contains(operand), v, "uses a value that is not defined before it, " + operand);
      }
      require(defined.add(v), v, "is defined twice");
      checkType(v);
      require(legal.test(v.op()), v, "is not legal here");
      Schema.of(v.op()).functions(v.op()).forEach(f -> verify(stage, f, legal));
    }
    for (var v : function.results()) {
      require(defined.contains(v), v, "is returned but not defined");
    }
    require(function.outputs().size() == function.results().size(),
        function.results().size() + " results have " + function.outputs().size() + " names");
    require(new HashSet<>(function.outputs()).size() == function.outputs().size(),
        "two results have one name: " + function.outputs());
  }

  private void checkType(Value v) {
    TensorType derived;
    try {
      derived = v.op().type();
    } catch (ModelError e) {
      throw new CompilerBug(stage, sentence(v, "is not well typed"), e);
    }
    require(derived.equals(v.type()), v, "has not the type that its op derives, " + derived);
  }

  private void require(boolean holds, Value v, String violation) {
    if (!holds) {
      throw new CompilerBug(stage, sentence(v, violation));
    }
  }

  private void require(boolean holds, String violation) {
    if (!holds) {
      throw new CompilerBug(stage, "In function '" + function.name() + "', " + violation + ".");
    }
  }

  private String sentence(Value v, String violation) {
    return "In function '" + function.name() + "', the value '" + new TextPrinter(Text.names(function)).line(v) + "' "
        + violation + ".";
  }
}

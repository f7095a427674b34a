package io.sinter.passes;

import io.sinter.ir.Builder;
import io.sinter.ir.Function;
import io.sinter.ir.Op;
import io.sinter.ir.Value;
import io.sinter.runtime.CompilerBug;
import io.sinter.runtime.TensorType;
import java.util.List;

/// Gives composites better bodies, those inside other composites too. The body that an override gives is looked through
/// for composites of other names only.
record OverrideComposites(List<CompositeOverride> overrides) implements Pass {
  OverrideComposites {
    overrides = List.copyOf(overrides);
  }

  @Override
  public Function apply(Function function, Tally tally) {
    if (overrides.isEmpty() || function.body().stream().noneMatch(v -> v.op() instanceof Op.Composite)) {
      return function;
    }
    return Builder.rebuild(function, (b, op, old) -> b.add(op instanceof Op.Composite c ? better(c, tally) : op));
  }

  private Op better(Op.Composite c, Tally tally) {
    var override = overrides.stream().filter(o -> o.composite().equals(c.name())).findFirst();
    var body = override.flatMap(o -> o.body().of(c));
    if (body.isEmpty()) {
      return Bodies.map(c, f -> inside(f, overrides, tally));
    }
    requireSameTypes(c, body.get());
    switch (override.get().exactness()) {
      case EXACT -> tally.hit(c.name());
      case ROUNDING -> tally.hitRounding(c.name());
    }
    var others = overrides.stream().filter(o -> o != override.get()).toList();
    return new Op.Composite(c.name(), c.args(), inside(body.get(), others, tally));
  }

  private static Function inside(Function body, List<CompositeOverride> overrides, Tally tally) {
    var pass = new OverrideComposites(overrides);
    return Bodies.mapControl(pass.apply(body, tally), f -> inside(f, overrides, tally));
  }

  private static void requireSameTypes(Op.Composite c, Function body) {
    if (!types(body.parameters()).equals(types(c.body().parameters()))
        || !types(body.results()).equals(types(c.body().results()))) {
      throw new CompilerBug("override of '" + c.name() + "'", "The other body has the types "
          + types(body.parameters()) + " -> " + types(body.results()) + ", not "
          + types(c.body().parameters()) + " -> " + types(c.body().results()) + ".");
    }
  }

  private static List<TensorType> types(List<Value> values) {
    return values.stream().map(Value::type).toList();
  }
}

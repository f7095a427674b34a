package io.sinter.passes;

import io.sinter.ir.Builder;
import io.sinter.ir.Control;
import io.sinter.ir.Function;
import io.sinter.ir.Op;
import io.sinter.ir.Schema;
import io.sinter.ir.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Computes before a loop what [LoopInvariants] finds in it: a recurrent layer's products with its input become one
/// product of all steps. Each element is computed as before, so every bit stays.
public record HoistFromLoops() implements Pass {
  @Override
  public Function apply(Function function, Tally tally) {
    if (function.body().stream().noneMatch(v -> v.op() instanceof Control.Loop)) {
      return function;
    }
    return Builder.rebuild(function, (b, op, old) ->
        b.add(op instanceof Control.Loop l ? new Split(b, l, tally).loop() : op));
  }

  /// One loop and what is taken out of it.
  private static final class Split {
    private final Control.Loop loop;
    private final LoopInvariants found;
    private final Tally tally;
    private final Builder inner = new Builder();
    private final List<Value> captured = new ArrayList<>();
    private final Map<Value, Value> inside = new HashMap<>();
    private final Set<String> names = new HashSet<>();

    Split(Builder b, Control.Loop loop, Tally tally) {
      this.loop = loop;
      this.found = new LoopInvariants(b, loop);
      this.tally = tally;
    }

    Control.Loop loop() {
      var live = live();
      if (live.stream().noneMatch(v -> found.isWorthwhile(v))) {
        return loop;
      }
      var parameters = loop.body().parameters();
      parameters.forEach(p -> names.add(name(p)));
      for (int i = 0; i < parameters.size(); i++) {
        var p = parameters.get(i);
        if (i <= loop.carried().size()) {
          inside.put(p, inner.parameter(name(p), p.type()));
        } else if (live.contains(p)) {
          inside.put(p, capture(name(p), found.outside(p)));
        }
      }
      for (var v : loop.body().body()) {
        if (live.contains(v)) {
          inner.at(v.origin());
          inside.put(v, found.isWorthwhile(v) ? taken(v) : inner.add(v.op().withOperands(inside::get)));
        }
      }
      var results = loop.body().results().stream().map(inside::get).toList();
      var body = inner.finish(loop.body().name(), results, loop.body().outputs());
      return new Control.Loop(loop.trips(), loop.condition(), loop.carried(), captured, body, loop.types(),
          loop.binds());
    }

    /// What the results need when all that is worthwhile comes from outside.
    private Set<Value> live() {
      var live = new HashSet<>(loop.body().results());
      var sizes = new HashSet<String>();
      for (var v : loop.body().body().reversed()) {
        if (!live.contains(v) && v.op().binds().stream().noneMatch(sizes::contains)) {
          continue;
        }
        live.add(v);
        if (found.isWorthwhile(v)) {
          found.step(v).ifPresent(step -> sizes.addAll(step.at().symbols()));
        } else {
          live.addAll(v.op().operands());
          sizes.addAll(Schema.of(v.op()).symbols(v));
        }
      }
      return live;
    }

    private Value taken(Value v) {
      tally.hit("hoisted");
      return found.step(v).map(step -> step.read(inner, capture(fresh(), step.all())))
          .orElseGet(() -> capture(fresh(), found.outside(v)));
    }

    private Value capture(String name, Value outer) {
      captured.add(outer);
      return inner.parameter(name, outer.type());
    }

    private static String name(Value parameter) {
      return ((Op.Parameter) parameter.op()).name();
    }

    private String fresh() {
      int k = 0;
      while (!names.add("before" + k)) {
        k++;
      }
      return "before" + k;
    }
  }
}

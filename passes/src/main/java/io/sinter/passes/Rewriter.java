package io.sinter.passes;

import io.sinter.ir.Builder;
import io.sinter.ir.Function;
import io.sinter.ir.Op;
import io.sinter.ir.Origin;
import io.sinter.ir.Value;
import io.sinter.runtime.CompilerBug;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Applies rules until none applies: sweeps over the function, each building it again with every new op rewritten on
/// the way. Each rule has a budget; one that exceeds it (a rule that undoes another, or feeds itself) is named.
final class Rewriter {
  private static final int DEPTH = 64;

  private final List<Rule> rules;
  private final Tally tally;
  private final Map<Rule, Integer> hits = new HashMap<>();
  private final int budget;

  private Rewriter(List<Rule> rules, Tally tally, int values) {
    this.rules = rules;
    this.tally = tally;
    this.budget = 100 + 20 * values;
  }

  static Function rewrite(Function function, List<Rule> rules, Tally tally) {
    var rewriter = new Rewriter(rules, tally, function.body().size());
    var f = function;
    while (true) {
      int before = tally.total();
      var next = rewriter.sweep(f);
      if (tally.total() == before || Same.functions(f, next)) {
        return f;
      }
      f = next;
    }
  }

  private Function sweep(Function function) {
    var uses = new HashMap<Value, Integer>();
    function.results().forEach(r -> uses.merge(r, 1, Integer::sum));
    function.body().forEach(v -> v.op().operands().stream().distinct().forEach(o -> uses.merge(o, 1, Integer::sum)));
    var sweep = new HashMap<Builder, Sweep>();
    return Builder.rebuild(function, (b, op, old) -> {
      tally.allowance().check(old.origin().toString());
      var s = sweep.computeIfAbsent(b, Sweep::new);
      var value = s.add(op);
      s.uses.merge(value, uses.getOrDefault(old, 0), Integer::sum);
      return value;
    });
  }

  private void count(Rule rule) {
    int n = hits.merge(rule, 1, Integer::sum);
    if (n > budget) {
      throw new CompilerBug("rule '" + rule + "'", "The rule was applied " + n + " times and no end is in sight.");
    }
    switch (rule.exactness()) {
      case EXACT -> tally.hit(rule.name());
      case ROUNDING -> tally.hitRounding(rule.name());
    }
  }

  /// The new function so far.
  private final class Sweep implements Site {
    private final Builder builder;
    private final Map<Op, Value> done = new HashMap<>();
    private final Map<Value, Integer> uses = new HashMap<>();
    private int depth;

    Sweep(Builder builder) {
      this.builder = builder;
    }

    @Override
    public Value add(Op op) {
      var known = done.get(op);
      if (known == null) {
        known = rewritten(op);
        done.put(op, known);
      }
      return known;
    }

    private Value rewritten(Op op) {
      Origin place = builder.origin();
      for (var rule : rules) {
        if (++depth > DEPTH) {
          throw new CompilerBug("rule '" + rule + "'", "The rule makes what it applies to, over and over.");
        }
        var value = rule.rewrite().of(this, op);
        depth--;
        builder.at(place);
        if (value != null) {
          count(rule);
          return value;
        }
      }
      return builder.add(op);
    }

    @Override
    public boolean isShared(Value value) {
      return uses.getOrDefault(value, 0) > 1;
    }

    @Override
    public void mergeOrigin(Value value) {
      builder.at(builder.origin().and(value.origin()));
    }
  }
}

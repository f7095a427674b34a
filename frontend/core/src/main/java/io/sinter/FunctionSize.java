package io.sinter;

import io.sinter.ir.Function;
import io.sinter.ir.Schema;
import io.sinter.runtime.LimitExceeded;
import io.sinter.runtime.Problem;
import java.util.HashMap;
import java.util.Map;

/// How many ops a function has when each body that its ops hold stands in the place of the op, counted without doing
/// so.
final class FunctionSize {
  /// How many levels operators have in themselves.
  private static final int COMPOSITES = 16;

  private final ModelLimits limits;
  private final Map<Function, Count> known = new HashMap<>();

  /// Ops, and levels of functions in one another.
  private record Count(long ops, int depth) {}

  private FunctionSize(ModelLimits limits) {
    this.limits = limits;
  }

  /// @throws LimitExceeded when it has more, or bodies stand deeper in one another, than the limits
  static void require(Function function, ModelLimits limits) {
    long ops = new FunctionSize(limits).count(function, 1).ops();
    if (ops > limits.nodes()) {
      throw new LimitExceeded(Problem.of("The model has more ops than is granted.")
          .where("function '" + function.name() + "'")
          .given((ops == Long.MAX_VALUE ? "more than 2^63" : ops) + " ops")
          .expected("at most " + limits.nodes())
          .tryThis("grant more with --max-nodes, or ModelLimits.withNodes"));
    }
  }

  private Count count(Function function, int level) {
    var counted = known.get(function);
    int most = limits.depth() + COMPOSITES;
    if (level + (counted == null ? 0 : counted.depth()) > most) {
      throw new LimitExceeded(Problem.of("The bodies of ops stand too deep in one another.")
          .where("function '" + function.name() + "'")
          .given("more than " + most + " levels")
          .expected("at most " + limits.depth() + ", and " + COMPOSITES + " of composites")
          .tryThis("grant more with --max-depth, or ModelLimits.withDepth"));
    }
    if (counted == null) {
      counted = inside(function, level);
      known.put(function, counted);
    }
    return counted;
  }

  private Count inside(Function function, int level) {
    long ops = function.body().size();
    int depth = 0;
    for (var v : function.body()) {
      for (var body : Schema.of(v.op()).functions(v.op())) {
        var inner = count(body, level + 1);
        ops = ops + inner.ops() < 0 ? Long.MAX_VALUE : ops + inner.ops();
        depth = Math.max(depth, inner.depth() + 1);
      }
    }
    return new Count(ops, depth);
  }
}

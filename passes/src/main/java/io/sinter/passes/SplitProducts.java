package io.sinter.passes;

import io.sinter.ir.Builder;
import io.sinter.ir.Function;
import io.sinter.ir.Op;
import io.sinter.ir.Value;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A product with constant weights whose result is read in equal parts of its last axis becomes one product for each
/// part, with a part of the weights: the gates of a recurrent layer, the two halves of a gated unit. Elementwise ops
/// between the product and its parts are split with it. What the parts are combined in can then be one kernel with the
/// products ([Fusion]). Each element is computed as before, so every bit stays.
public record SplitProducts() implements Pass {
  @Override
  public Function apply(Function function, Tally tally) {
    var plans = new Search(function).plans();
    if (plans.isEmpty()) {
      return function;
    }
    var made = new HashMap<Value, Value>();
    return Builder.rebuild(function, (b, op, old) -> {
      var plan = old.op() instanceof Op.Slice s ? plans.get(s.x()) : null;
      if (plan != null) {
        tally.hit("split");
      }
      for (int i = 0; i < op.operands().size(); i++) {
        made.put(old.op().operands().get(i), op.operands().get(i));
      }
      return plan == null ? b.add(op) : new Part(b, plan, (Op.Slice) old.op(), made).of(plan.last());
    });
  }

  /// @param chain the product, and the elementwise ops behind it up to `last`, which is read in parts
  private record Plan(Value product, Set<Value> chain, Value last) {}

  private static final class Search {
    private final Function function;
    private final Map<Value, Set<Value>> users = new HashMap<>();
    private final Set<Value> results;

    Search(Function function) {
      this.function = function;
      this.results = new HashSet<>(function.results());
      for (var v : function.body()) {
        v.op().operands().forEach(o -> users.computeIfAbsent(o, k -> new LinkedHashSet<>()).add(v));
      }
    }

    Map<Value, Plan> plans() {
      var plans = new HashMap<Value, Plan>();
      for (var v : function.body()) {
        if (v.op() instanceof Op.DotGeneral d && d.rhs().op() instanceof Op.Constant && !d.rhsFree().isEmpty()) {
          var chain = chain(v);
          var last = chain.getLast();
          if (isReadInParts(last)) {
            plans.putIfAbsent(last, new Plan(v, new HashSet<>(chain), last));
          }
        }
      }
      return plans;
    }

    private List<Value> chain(Value product) {
      var chain = new ArrayList<>(List.of(product));
      while (true) {
        var last = chain.getLast();
        var next = users.getOrDefault(last, Set.of());
        if (results.contains(last) || next.size() != 1 || !(next.iterator().next().op() instanceof Op.Apply)) {
          return chain;
        }
        chain.add(next.iterator().next());
      }
    }

    private boolean isReadInParts(Value v) {
      var parts = users.getOrDefault(v, Set.of());
      var starts = new HashSet<Dim>();
      return !results.contains(v) && parts.size() > 1 && parts.stream().allMatch(part -> isPart(part, v)
          && part.type().equals(parts.iterator().next().type())
          && starts.add(((Op.Slice) part.op()).start().getLast()));
    }

    /// Whether a user takes one of several equal parts of the last axis, for elementwise ops.
    private boolean isPart(Value user, Value v) {
      int axis = v.type().rank() - 1;
      if (!(user.op() instanceof Op.Slice s) || results.contains(user)) {
        return false;
      }
      long whole = v.type().dim(axis).constant().orElse(0);
      long part = s.sizes().get(axis).constant().orElse(0);
      long first = s.start().get(axis).constant().orElse(-1);
      boolean others = s.strides().stream().allMatch(n -> n == 1)
          && s.start().subList(0, axis).stream().allMatch(n -> n.isConstant(0))
          && s.sizes().dims().subList(0, axis).equals(v.type().shape().dims().subList(0, axis));
      return others && part > 0 && part < whole && whole % part == 0 && first >= 0 && first % part == 0
          && users.getOrDefault(user, Set.of()).stream().allMatch(u -> u.op() instanceof Op.Apply);
    }
  }

  /// One part of what a plan splits.
  ///
  /// @param made the new values by the old ones, of all operands so far
  private record Part(Builder b, Plan plan, Op.Slice slice, Map<Value, Value> made) {
    Value of(Value v) {
      return v == plan.product() ? product((Op.DotGeneral) v.op())
          : plan.chain().contains(v) ? b.add(v.op().withOperands(this::of))
          : b.add(new Op.Slice(made.get(v), slice.start(), slice.sizes(), slice.strides()));
    }

    private Value product(Op.DotGeneral d) {
      var weights = d.rhs().type().shape();
      int axis = d.rhsFree().getLast();
      var start = new ArrayList<Dim>();
      var sizes = new ArrayList<>(weights.dims());
      var strides = new ArrayList<Long>();
      for (int i = 0; i < weights.rank(); i++) {
        start.add(i == axis ? slice.start().getLast() : Dim.ZERO);
        strides.add(1L);
      }
      sizes.set(axis, slice.sizes().dims().getLast());
      var rhs = b.add(new Op.Slice(made.get(d.rhs()), start, new Shape(sizes), strides));
      return b.add(new Op.DotGeneral(made.get(d.lhs()), rhs, d.lhsBatch(), d.rhsBatch(), d.lhsContracting(),
          d.rhsContracting()));
    }
  }
}

package io.sinter.passes;

import io.sinter.ir.Assert;
import io.sinter.ir.Builder;
import io.sinter.ir.Control;
import io.sinter.ir.Counting;
import io.sinter.ir.Indexed;
import io.sinter.ir.Op;
import io.sinter.ir.ScalarFn;
import io.sinter.ir.Schema;
import io.sinter.ir.Value;
import io.sinter.ir.composite.Part;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
import io.sinter.runtime.Truth;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// What of a loop's body can be computed before it: values that are the same in every iteration, and values made of a
/// slice of something that is, of which each iteration takes the next or the last one. The latter are computed for all
/// slices at once, as a tensor with one more axis in front.
///
/// Nothing is moved that can fail where no iteration runs, and of slices only what holds a product: views and
/// arithmetic alone cost less where they are used.
final class LoopInvariants {
  /// A value of an iteration as part of a tensor outside of the loop: `all[at]`.
  ///
  /// @param heavy whether products went into it
  record Step(Value all, Dim at, boolean heavy) {
    /// The value, where `parameter` stands for `all` in the body.
    Value read(Builder b, Value parameter) {
      return Part.at(b, parameter, 0, at);
    }
  }

  private final Builder b;
  private final Control.Loop loop;
  private final Set<String> own = new HashSet<>();
  private final Map<Value, Value> outside = new HashMap<>();
  private final Set<Value> worthwhile = new HashSet<>();
  private final Map<Value, Step> steps = new HashMap<>();

  /// @param b gets what is computed before the loop, needed or not
  LoopInvariants(Builder b, Control.Loop loop) {
    this.b = b;
    this.loop = loop;
    var parameters = loop.body().parameters();
    for (int i = 0; i < loop.captured().size(); i++) {
      outside.put(parameters.get(1 + loop.carried().size() + i), loop.captured().get(i));
    }
    var place = b.origin();
    loop.body().body().forEach(v -> own.addAll(v.op().binds()));
    loop.body().body().forEach(this::look);
    b.at(place);
  }

  /// Whether the value is to be taken from outside rather than computed in the body.
  boolean isWorthwhile(Value v) {
    return worthwhile.contains(v) || step(v).isPresent();
  }

  /// A value that is the same in every iteration.
  Value outside(Value v) {
    return outside.get(v);
  }

  Optional<Step> step(Value v) {
    return Optional.ofNullable(steps.get(v)).filter(Step::heavy);
  }

  private void look(Value v) {
    b.at(v.origin());
    var operands = v.op().operands();
    if (outside.keySet().containsAll(operands) && isSafe(v)) {
      outside.put(v, b.add(v.op().withOperands(outside::get)));
      if (!isCheap(v.op())
          && operands.stream().anyMatch(o -> o.op() instanceof Op.Parameter || worthwhile.contains(o))) {
        worthwhile.add(v);
      }
      return;
    }
    var step = step(v.op());
    if (step != null) {
      steps.put(v, step);
    }
  }

  /// Computed where it is read, for nothing.
  private static boolean isCheap(Op op) {
    return op instanceof Op.Constant || op instanceof Counting || op instanceof Op.Broadcast;
  }

  private boolean isSafe(Value v) {
    if (Schema.of(v.op()).symbols(v).stream().anyMatch(own::contains)) {
      return false;
    }
    return switch (v.op()) {
      case Op.Constant _, Counting _, Op.Convert _, Op.Bitcast _, Op.Broadcast _, Op.Transpose _, Op.Reshape _,
           Op.Contraction _, Op.Reduce _ -> true;
      case Op.Apply a -> a.fn() != ScalarFn.DIV || v.type().dtype().isFloat();
      case Op.Slice s -> IntStream.range(0, v.type().rank()).allMatch(i -> isInside(s, i));
      case Op.Parameter _, Op.Pad _, Op.Concatenate _, Indexed _, Op.CumulativeReduce _, Op.ReduceWindow _,
           Op.Relayout _, Op.Composite _, Control _, Op.Project _, Op.Bind _, Assert _ -> false;
    };
  }

  private static boolean isInside(Op.Slice s, int axis) {
    var first = s.start().get(axis);
    var last = first.plus(s.sizes().get(axis).minus(1).times(s.strides().get(axis)));
    return List.of(first, last).stream().allMatch(at -> Dim.ZERO.atMost(at) == Truth.YES
        && at.plus(1).atMost(s.x().type().dim(axis)) == Truth.YES);
  }

  // ---- slices -----------------------------------------------------------------------------------------------------

  private @Nullable Step step(Op op) {
    return switch (op) {
      case Op.Slice s -> outside.containsKey(s.x()) ? taken(s) : null;
      case Op.Reshape r -> view(r.x(), x -> new Op.Reshape(x, stacked(x, r.shape())));
      case Op.Transpose t -> view(t.x(), x -> new Op.Transpose(x, behind(t.permutation())));
      case Op.Elementwise e -> elementwise(e);
      case Op.DotGeneral d -> product(d);
      case Op.Parameter _, Op.Constant _, Counting _, Op.Broadcast _, Op.Pad _, Op.Concatenate _, Indexed _,
           Op.Reduce _, Op.CumulativeReduce _, Op.ReduceWindow _, Op.Convolution _, Op.Relayout _, Op.Composite _,
           Control _, Op.Project _, Op.Bind _ -> null;
    };
  }

  /// A slice of one element of one axis that has one for each iteration, and of all of the others.
  private @Nullable Step taken(Op.Slice s) {
    var from = s.x().type();
    var moving = IntStream.range(0, from.rank())
        .filter(i -> s.start().get(i).symbols().stream().anyMatch(own::contains)).boxed().toList();
    if (moving.size() != 1) {
      return null;
    }
    int axis = moving.getFirst();
    boolean whole = IntStream.range(0, from.rank()).allMatch(i -> i == axis
        ? s.sizes().get(i).isConstant(1) && trips().equals(Optional.of(from.dim(i)))
        : s.start().get(i).equals(Dim.ZERO) && s.sizes().get(i).equals(from.dim(i)) && s.strides().get(i) == 1);
    if (!whole) {
      return null;
    }
    var order = new ArrayList<>(IntStream.range(0, from.rank()).boxed().toList());
    order.remove(axis);
    order.addFirst(axis);
    var front = axis == 0 ? outside.get(s.x()) : b.add(new Op.Transpose(outside.get(s.x()), order));
    return new Step(b.add(new Op.Reshape(front, stacked(front, s.sizes()))), s.start().get(axis), false);
  }

  private Optional<Dim> trips() {
    return switch (loop.trips().op()) {
      case Counting.Size(var size) -> Optional.of(size);
      case Op.Constant(var literal) -> Optional.of(Dim.of(literal.tensor().longAt(0)));
      default -> Optional.empty();
    };
  }

  private interface View {
    Op of(Value all);
  }

  /// Views of products are left where they are read: one tensor serves them all.
  private @Nullable Step view(Value x, View view) {
    var step = steps.get(x);
    return step == null || step.heavy() ? null : new Step(b.add(view.of(step.all())), step.at(), false);
  }

  private @Nullable Step elementwise(Op.Elementwise op) {
    var sliced = op.operands().stream().map(steps::get).filter(s -> s != null).toList();
    boolean known = op.operands().stream().allMatch(o -> steps.containsKey(o) || outside.containsKey(o));
    if (sliced.isEmpty() || !known || sliced.stream().map(Step::at).distinct().count() > 1
        || op instanceof Assert
        || op instanceof Op.Apply a && a.fn() == ScalarFn.DIV && !a.args().getFirst().type().dtype().isFloat()) {
      return null;
    }
    var first = sliced.getFirst();
    var shape = first.all().type().shape();
    return new Step(b.add(op.withOperands(o -> steps.containsKey(o) ? steps.get(o).all()
        : b.spread(outside.get(o), shape, List.of(0)))), first.at(), sliced.stream().anyMatch(Step::heavy));
  }

  /// The slices' axis becomes a free one of the product, and comes to the front.
  private @Nullable Step product(Op.DotGeneral d) {
    boolean left = steps.containsKey(d.lhs());
    var moving = left ? d.lhs() : d.rhs();
    var fixed = left ? d.rhs() : d.lhs();
    if (!steps.containsKey(moving) || !outside.containsKey(fixed)) {
      return null;
    }
    var step = steps.get(moving);
    var product = left
        ? new Op.DotGeneral(step.all(), outside.get(fixed), shifted(d.lhsBatch()), d.rhsBatch(),
            shifted(d.lhsContracting()), d.rhsContracting())
        : new Op.DotGeneral(outside.get(fixed), step.all(), d.lhsBatch(), shifted(d.rhsBatch()), d.lhsContracting(),
            shifted(d.rhsContracting()));
    int at = d.lhsBatch().size() + (left ? 0 : d.lhsFree().size());
    var all = b.add(product);
    if (at > 0) {
      var order = new ArrayList<>(IntStream.range(0, all.type().rank()).boxed().toList());
      order.remove(at);
      order.addFirst(at);
      all = b.add(new Op.Transpose(all, order));
    }
    return new Step(all, step.at(), true);
  }

  private static List<Integer> shifted(List<Integer> axes) {
    return axes.stream().map(a -> a + 1).toList();
  }

  private static List<Integer> behind(List<Integer> permutation) {
    var all = new ArrayList<>(Collections.singletonList(0));
    all.addAll(shifted(permutation));
    return all;
  }

  /// `shape` with the first axis of `all` in front.
  private static Shape stacked(Value all, Shape shape) {
    var dims = new ArrayList<>(List.of(all.type().dim(0)));
    dims.addAll(shape.dims());
    return new Shape(dims);
  }
}

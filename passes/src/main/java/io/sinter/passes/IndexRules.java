package io.sinter.passes;

import io.sinter.ir.Control;
import io.sinter.ir.Counting;
import io.sinter.ir.Indexed;
import io.sinter.ir.Literal;
import io.sinter.ir.Op;
import io.sinter.ir.ScalarFn;
import io.sinter.ir.Value;
import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
import io.sinter.runtime.Tensor;
import io.sinter.runtime.Truth;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Laws of counts, and of gathers whose indices are no data.
final class IndexRules {
  private IndexRules() {}

  /// The largest number that sizes are computed with.
  private static final long LARGEST = 1L << 31;

  static final List<Rule> RULES = List.of(
      Rule.exact("size-is-constant", "a size that no symbol has a part in is a number", """
          ()
          %0 = size() value(3) : i64[]
          =>
          %0 = constant i64[] 3
          """, (site, op) -> op instanceof Counting.Size(var d) && d.constant().isPresent()
              ? site.add(new Op.Constant(Literal.of(Tensor.scalar(d.asLong())))) : null),

      Rule.exact("size-arithmetic", "what is computed from sizes alone is a size", """
          (%x: f32[n])
          %0 = size() value(n) : i64[]
          %1 = constant i64[] 2
          %2 = mul(%0, %1) : i64[]
          =>
          %0 = size() value(2*n) : i64[]
          """, IndexRules::sizeArithmetic),

      Rule.exact("gather-at-one-index", "all elements at one known index are a slice", """
          (%x: f32[4, 3])
          %0 = constant i64[] 7
          %1 = gather(%x, %0) axes(0) : f32[3]
          =>
          %0 = slice(%x) start(3, 0) sizes(1, 3) strides(1, 1) : f32[1, 3]
          %1 = reshape(%0) shape(3) : f32[3]
          """, IndexRules::gatherAtOneIndex),

      Rule.exact("gather-in-steps", "elements at evenly spaced known indices are a slice", """
          (%x: f32[2, 9])
          %0 = constant i64[3] {7, 5, 3}
          %1 = gather(%x, %0) axes(1) : f32[3, 2]
          =>
          %0 = slice(%x) start(0, 7) sizes(2, 3) strides(1, -2) : f32[2, 3]
          %1 = transpose(%0) permutation(1, 0) : f32[3, 2]
          """, IndexRules::gatherInSteps),

      Rule.exact("cumulative-ones", "an axis of size 1 has nothing to add up", """
          (%x: f32[2, 1])
          %0 = cumulative_reduce(%x) combiner(add) axis(1) : f32[2, 1]
          =>
          %x
          """, (site, op) -> op instanceof Op.CumulativeReduce(var x, _, var axis) && x.type().dim(axis).isConstant(1)
              ? x : null));

  // ---- sizes -------------------------------------------------------------------------------------------------------

  /// The number that every element of `v` is, where that is a size.
  private static @Nullable Dim known(Value v) {
    if (v.op() instanceof Op.Broadcast b && b.x().type().rank() == 0) {
      return known(b.x());
    }
    if (v.op() instanceof Counting.Size(var d)) {
      return d;
    }
    var literal = Constants.splat(v);
    boolean counts = literal != null && (v.type().dtype() == DType.I64 || v.type().dtype() == DType.I32);
    return counts && Math.abs(literal.tensor().longAt(0)) <= LARGEST ? Dim.of(literal.tensor().longAt(0)) : null;
  }

  private static @Nullable Value sizeArithmetic(Site site, Op op) {
    if (!(op instanceof Op.Apply(var fn, var args)) || op.type().rank() > 0
        || args.stream().noneMatch(a -> a.op() instanceof Counting.Size)) {
      return null;
    }
    var x = known(args.getFirst());
    var y = known(args.getLast());
    var size = x == null || y == null ? null : combined(fn, x, y);
    return size == null ? null : site.add(new Counting.Size(size));
  }

  /// What is no short expression in 64 bits stays a number.
  static @Nullable Dim combined(ScalarFn fn, Dim x, Dim y) {
    try {
      var size = switch (fn) {
        case ADD -> x.plus(y);
        case SUB -> x.minus(y);
        case MUL -> x.isSmallWith(y) ? x.times(y) : null;
        case MIN -> x.min(y);
        case MAX -> x.max(y);
        case NEG -> Dim.ZERO.minus(x);
        default -> null;
      };
      return size != null && size.isShort() ? size : null;
    } catch (ArithmeticException e) {
      return null;
    }
  }

  // ---- gathers -----------------------------------------------------------------------------------------------------

  private static @Nullable Value gatherAtOneIndex(Site site, Op op) {
    if (!(op instanceof Indexed.Gather(var x, var indices, var axes))) {
      return null;
    }
    int k = IntStream.range(0, axes.size()).filter(i -> known(indices.get(i)) != null).findFirst().orElse(-1);
    if (k < 0 || x.type().dim(axes.get(k)).isConstant(0)) {
      return null;
    }
    int axis = axes.get(k);
    var at = known(indices.get(k)).min(x.type().dim(axis).minus(1)).max(Dim.ZERO);
    var one = sliced(site, x, axis, at, Dim.ONE, 1);
    var kept = new ArrayList<>(x.type().shape().dims());
    kept.remove(axis);
    var rest = site.reshape(one, new Shape(kept));
    if (axes.size() == 1) {
      int batch = indices.getFirst().type().rank();
      return site.broadcast(rest, op.type().shape(),
          IntStream.range(batch, op.type().rank()).boxed().toList());
    }
    var others = IntStream.range(0, axes.size()).filter(i -> i != k).boxed().toList();
    return site.add(new Indexed.Gather(rest, others.stream().map(indices::get).toList(),
        others.stream().map(axes::get).map(a -> a > axis ? a - 1 : a).toList()));
  }

  private static Value sliced(Site site, Value x, int axis, Dim first, Dim size, long stride) {
    var start = new ArrayList<Dim>();
    var sizes = new ArrayList<>(x.type().shape().dims());
    var strides = new ArrayList<Long>();
    for (int i = 0; i < sizes.size(); i++) {
      start.add(i == axis ? first : Dim.ZERO);
      strides.add(i == axis ? stride : 1L);
    }
    sizes.set(axis, size);
    return site.add(new Op.Slice(x, start, new Shape(sizes), strides));
  }

  /// `first + step * i`.
  private record Steps(Dim first, long step) {
    Steps plus(Dim shift) {
      return new Steps(first.plus(shift), step);
    }

    Steps times(long by) {
      return new Steps(first.times(by), step * by);
    }
  }

  private static @Nullable Value gatherInSteps(Site site, Op op) {
    if (!(op instanceof Indexed.Gather(var x, var indices, var axes)) || axes.size() > 1
        || indices.getFirst().type().rank() != 1) {
      return null;
    }
    var steps = steps(indices.getFirst());
    var count = indices.getFirst().type().dim(0);
    int axis = axes.getFirst();
    if (steps == null || steps.step() == 0 || !isInside(steps.first(), x.type().dim(axis))
        || !isInside(steps.first().plus(count.minus(1).times(steps.step())), x.type().dim(axis))) {
      return null;
    }
    var order = new ArrayList<>(List.of(axis));
    IntStream.range(0, x.type().rank()).filter(i -> i != axis).forEach(order::add);
    return site.add(new Op.Transpose(sliced(site, x, axis, steps.first(), count, steps.step()), order));
  }

  private static boolean isInside(Dim at, Dim size) {
    return Dim.ZERO.atMost(at) == Truth.YES && at.plus(1).atMost(size) == Truth.YES;
  }

  /// The elements of a list as evenly spaced numbers, where they are.
  private static @Nullable Steps steps(Value v) {
    return switch (v.op()) {
      case Counting.Iota _ -> new Steps(Dim.ZERO, 1);
      case Op.Constant(var literal) when literal.elements() > 1 -> steps(literal.tensor());
      case Op.Apply(var fn, var args) when fn == ScalarFn.ADD || fn == ScalarFn.SUB || fn == ScalarFn.MUL ->
          steps(fn, args.getFirst(), args.getLast());
      case Op.Parameter _, Op.Constant _, Op.Elementwise _, Op.View _, Op.Pad _, Op.Concatenate _, Op.Reduce _,
           Op.CumulativeReduce _, Op.ReduceWindow _, Op.Contraction _, Op.Relayout _, Op.Composite _,
           Counting.Size _, Indexed _, Control _, Op.Project _, Op.Bind _ -> null;
    };
  }

  private static @Nullable Steps steps(Tensor t) {
    long step = t.longAt(1) - t.longAt(0);
    boolean even = Math.abs(t.longAt(0)) <= LARGEST && Math.abs(step) <= LARGEST
        && IntStream.range(1, t.elements()).allMatch(i -> t.longAt(i) - t.longAt(i - 1) == step);
    return even ? new Steps(Dim.of(t.longAt(0)), step) : null;
  }

  private static @Nullable Steps steps(ScalarFn fn, Value x, Value y) {
    var number = known(y);
    var list = number == null ? steps(y) : steps(x);
    var by = number == null ? known(x) : number;
    if (list == null || by == null) {
      return null;
    }
    return switch (fn) {
      case ADD -> list.plus(by);
      case SUB -> number == null ? list.times(-1).plus(by) : list.plus(Dim.ZERO.minus(by));
      case MUL -> by.constant().isPresent() && Math.abs(list.step()) <= LARGEST ? list.times(by.asLong()) : null;
      default -> null;
    };
  }
}

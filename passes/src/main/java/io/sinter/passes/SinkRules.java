package io.sinter.passes;

import io.sinter.ir.Op;
import io.sinter.ir.ScalarFn;
import io.sinter.ir.Value;
import io.sinter.runtime.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Laws that move views below elementwise ops, where they meet their inverses and the scales of weights become
/// visible. A view moves only if that makes no more of them.
final class SinkRules {
  private SinkRules() {}

  static final List<Rule> RULES = List.of(
      Rule.exact("elementwise-of-broadcasts", "f(repeat(x), repeat(y)) = repeat(f(x, y))", """
          (%x: f32[3], %y: f32[])
          %0 = broadcast(%x) shape(2, 3) axes(1) : f32[2, 3]
          %1 = broadcast(%y) shape(2, 3) axes() : f32[2, 3]
          %2 = mul(%0, %1) : f32[2, 3]
          =>
          %0 = broadcast(%y) shape(3) axes() : f32[3]
          %1 = mul(%x, %0) : f32[3]
          %2 = broadcast(%1) shape(2, 3) axes(1) : f32[2, 3]
          """, SinkRules::elementwiseOfBroadcasts),

      Rule.exact("elementwise-of-transposes", "f(transpose(x), transpose(y)) = transpose(f(x, y))", """
          (%x: f32[2, 3], %c: f32[2])
          %0 = transpose(%x) permutation(1, 0) : f32[3, 2]
          %1 = broadcast(%c) shape(3, 2) axes(1) : f32[3, 2]
          %2 = add(%0, %1) : f32[3, 2]
          =>
          %0 = broadcast(%c) shape(3, 2) axes(1) : f32[3, 2]
          %1 = transpose(%0) permutation(1, 0) : f32[2, 3]
          %2 = add(%x, %1) : f32[2, 3]
          %3 = transpose(%2) permutation(1, 0) : f32[3, 2]
          """, SinkRules::elementwiseOfTransposes),

      Rule.exact("elementwise-of-reshapes", "f(reshape(x), reshape(y)) = reshape(f(x, y))", """
          (%x: f32[2, 3], %y: f32[])
          %0 = reshape(%x) shape(6) : f32[6]
          %1 = broadcast(%y) shape(6) axes() : f32[6]
          %2 = add(%0, %1) : f32[6]
          =>
          %0 = broadcast(%y) shape(2, 3) axes() : f32[2, 3]
          %1 = add(%x, %0) : f32[2, 3]
          %2 = reshape(%1) shape(6) : f32[6]
          """, SinkRules::elementwiseOfReshapes),

      Rule.exact("concatenate-of-transposes", "transposed operands are concatenated first", """
          (%x: f32[2, 3], %y: f32[4, 3])
          %0 = transpose(%x) permutation(1, 0) : f32[3, 2]
          %1 = transpose(%y) permutation(1, 0) : f32[3, 4]
          %2 = concatenate(%0, %1) axis(1) : f32[3, 6]
          =>
          %0 = concatenate(%x, %y) axis(0) : f32[6, 3]
          %1 = transpose(%0) permutation(1, 0) : f32[3, 6]
          """, (site, op) -> {
            if (!(op instanceof Op.Concatenate(var args, var axis))
                || !(args.getFirst().op() instanceof Op.Transpose(_, var p))
                || !args.stream().allMatch(a -> !site.isShared(a) && a.op() instanceof Op.Transpose(_, var q) && q.equals(p))) {
              return null;
            }
            var inner = args.stream().map(a -> a.op().operands().getFirst()).toList();
            return site.add(new Op.Transpose(site.add(new Op.Concatenate(inner, p.get(axis))), p));
          }),

      Rule.exact("pad-of-transpose", "a transposed operand is padded first", """
          (%x: f32[2, 3], %v: f32[])
          %0 = transpose(%x) permutation(1, 0) : f32[3, 2]
          %1 = pad(%0, %v) low(0, 1) high(0, 0) : f32[3, 3]
          =>
          %0 = pad(%x, %v) low(1, 0) high(0, 0) : f32[3, 3]
          %1 = transpose(%0) permutation(1, 0) : f32[3, 3]
          """, (site, op) -> op instanceof Op.Pad(var t, var v, var low, var high) && !site.isShared(t)
              && t.op() instanceof Op.Transpose(var x, var p)
              ? site.add(new Op.Transpose(site.add(new Op.Pad(x, v, moved(low, p), moved(high, p))), p)) : null));

  /// Per-axis amounts of a transposed tensor, for the tensor itself.
  private static List<Long> moved(List<Long> amounts, List<Integer> permutation) {
    return inverse(permutation).stream().map(amounts::get).toList();
  }

  static List<Integer> inverse(List<Integer> permutation) {
    return IntStream.range(0, permutation.size()).mapToObj(permutation::indexOf).toList();
  }

  private static Value withOperands(Site site, Op op, List<Value> operands) {
    var next = operands.iterator();
    return site.add(op.withOperands(_ -> next.next()));
  }

  private static @Nullable Value elementwiseOfBroadcasts(Site site, Op op) {
    if (!(op instanceof Op.Elementwise) || !op.operands().stream().allMatch(v -> v.op() instanceof Op.Broadcast)) {
      return null;
    }
    var all = op.operands().stream().map(v -> (Op.Broadcast) v.op()).toList();
    var largest = all.stream().max(java.util.Comparator.comparingInt(b -> b.axes().size())).orElseThrow();
    var shape = largest.x().type().shape();
    var small = new ArrayList<Value>();
    for (var b : all) {
      var places = b.axes().stream().map(largest.axes()::indexOf).toList();
      boolean fits = !places.contains(-1) && IntStream.range(0, places.size())
          .allMatch(i -> b.x().type().dim(i).equals(shape.get(places.get(i))) || b.x().type().dim(i).isConstant(1));
      if (!fits) {
        return null;
      }
      small.add(site.broadcast(b.x(), shape, places));
    }
    return site.broadcast(withOperands(site, op, small), largest.shape(), largest.axes());
  }

  private static @Nullable Value elementwiseOfTransposes(Site site, Op op) {
    if (!(op instanceof Op.Elementwise)) {
      return null;
    }
    var first = op.operands().stream().filter(v -> v.op() instanceof Op.Transpose).findFirst();
    if (first.isEmpty() || !(first.get().op() instanceof Op.Transpose(_, var p))) {
      return null;
    }
    var back = inverse(p);
    var inner = new ArrayList<Value>();
    for (var v : op.operands()) {
      if (v.op() instanceof Op.Transpose(var x, var q) && q.equals(p) && !site.isShared(v)) {
        inner.add(x);
      } else if (v.op() instanceof Op.Broadcast || Constants.isKnown(v)) {
        inner.add(site.add(new Op.Transpose(v, back)));
      } else {
        return null;
      }
    }
    return site.add(new Op.Transpose(withOperands(site, op, inner), p));
  }

  private static @Nullable Value elementwiseOfReshapes(Site site, Op op) {
    if (!(op instanceof Op.Elementwise)) {
      return null;
    }
    var first = op.operands().stream().filter(v -> v.op() instanceof Op.Reshape).findFirst();
    if (first.isEmpty()) {
      return null;
    }
    var shape = first.get().op().operands().getFirst().type().shape();
    var inner = new ArrayList<Value>();
    for (var v : op.operands()) {
      if (v.op() instanceof Op.Reshape(var x, _) && x.type().shape().equals(shape) && !site.isShared(v)) {
        inner.add(x);
      } else if (v.op() instanceof Op.Broadcast(var x, _, var axes) && axes.isEmpty()) {
        inner.add(site.broadcast(x, shape, List.of()));
      } else {
        return null;
      }
    }
    return site.reshape(withOperands(site, op, inner), op.type().shape());
  }
}

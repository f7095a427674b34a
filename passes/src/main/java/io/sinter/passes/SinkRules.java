package io.sinter.passes;

import io.sinter.ir.Op;
import io.sinter.ir.Value;
import io.sinter.runtime.Shape;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
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
                || !args.stream().allMatch(a -> isTranspose(site, a, p))) {
              return null;
            }
            var inner = args.stream().map(a -> a.op().operands().getFirst()).toList();
            return site.add(new Op.Transpose(site.add(new Op.Concatenate(inner, p.get(axis))), p));
          }),

      Rule.exact("pad-of-transpose", "a transposed operand is padded first", """
          (%x: f32[2, 3], %v: f32[])
          %0 = transpose(%x) permutation(1, 0) : f32[3, 2]
          %1 = pad(%0, %v) low(0, 1) high(0, 0) interior(0, 0) : f32[3, 3]
          =>
          %0 = pad(%x, %v) low(1, 0) high(0, 0) interior(0, 0) : f32[3, 3]
          %1 = transpose(%0) permutation(1, 0) : f32[3, 3]
          """, (site, op) -> op instanceof Op.Pad(var t, var v, var low, var high, var in) && !site.isShared(t)
              && t.op() instanceof Op.Transpose(var x, var p)
              ? site.add(new Op.Transpose(
                  site.add(new Op.Pad(x, v, moved(low, p), moved(high, p), moved(in, p))), p)) : null));

  /// Per-axis amounts of a transposed tensor, for the tensor itself.
  private static <T> List<T> moved(List<T> amounts, List<Integer> permutation) {
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
    var largest = all.stream().max(Comparator.comparingInt(b -> b.axes().size())).orElseThrow();
    var shape = largest.x().type().shape();
    if (!all.stream().allMatch(b -> fits(b, largest))) {
      return null;
    }
    var small = all.stream().map(b -> site.broadcast(b.x(), shape, places(b, largest))).toList();
    return site.broadcast(withOperands(site, op, small), largest.shape(), largest.axes());
  }

  /// For each axis of what `b` repeats the axis of what `largest` repeats, -1 if none.
  private static List<Integer> places(Op.Broadcast b, Op.Broadcast largest) {
    return b.axes().stream().map(largest.axes()::indexOf).toList();
  }

  private static boolean fits(Op.Broadcast b, Op.Broadcast largest) {
    var places = places(b, largest);
    return !places.contains(-1) && IntStream.range(0, places.size()).allMatch(i ->
        b.x().type().dim(i).isConstant(1) || b.x().type().dim(i).equals(largest.x().type().dim(places.get(i))));
  }

  private static @Nullable Value elementwiseOfTransposes(Site site, Op op) {
    if (!(op instanceof Op.Elementwise)) {
      return null;
    }
    var first = op.operands().stream().filter(v -> v.op() instanceof Op.Transpose).findFirst();
    if (first.isEmpty() || !(first.get().op() instanceof Op.Transpose(_, var p))) {
      return null;
    }
    boolean sinks = op.operands().stream().allMatch(v -> isTranspose(site, v, p) || isRepeated(v));
    if (!sinks) {
      return null;
    }
    var inner = op.operands().stream().map(v -> isTranspose(site, v, p) ? v.op().operands().getFirst()
        : site.add(new Op.Transpose(v, inverse(p)))).toList();
    return site.add(new Op.Transpose(withOperands(site, op, inner), p));
  }

  private static boolean isTranspose(Site site, Value v, List<Integer> permutation) {
    return v.op() instanceof Op.Transpose(_, var p) && p.equals(permutation) && !site.isShared(v);
  }

  /// Whether a view of `v` costs nothing.
  private static boolean isRepeated(Value v) {
    return v.op() instanceof Op.Broadcast || Constants.isKnown(v);
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
    boolean sinks = op.operands().stream().allMatch(v -> isReshape(site, v, shape) || isScalar(v));
    if (!sinks) {
      return null;
    }
    var inner = op.operands().stream().map(v -> v.op().operands().getFirst())
        .map(x -> x.type().rank() == 0 ? site.broadcast(x, shape, List.of()) : x).toList();
    return site.reshape(withOperands(site, op, inner), op.type().shape());
  }

  private static boolean isReshape(Site site, Value v, Shape from) {
    return v.op() instanceof Op.Reshape(var x, _) && x.type().shape().equals(from) && !site.isShared(v);
  }

  private static boolean isScalar(Value v) {
    return v.op() instanceof Op.Broadcast(_, _, var axes) && axes.isEmpty();
  }
}

package io.sinter.passes;

import static io.sinter.passes.Constants.isSplat;

import io.sinter.ir.Combiners;
import io.sinter.ir.Op;
import io.sinter.ir.ScalarFn;
import io.sinter.ir.Value;
import io.sinter.ir.Window;
import io.sinter.runtime.Dim;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Laws of concatenations and padding.
final class JoinRules {
  private JoinRules() {}

  static final List<Rule> RULES = List.of(
      Rule.exact("concatenate-one", "a concatenation of one operand is that operand", """
          (%x: f32[2])
          %0 = concatenate(%x) axis(0) : f32[2]
          =>
          %x
          """, (site, op) -> op instanceof Op.Concatenate(var args, _) && args.size() == 1 ? args.getFirst() : null),

      Rule.exact("concatenate-nothing", "operands without elements add nothing", """
          (%x: f32[2], %y: f32[0])
          %0 = concatenate(%x, %y, %x) axis(0) : f32[4]
          =>
          %0 = concatenate(%x, %x) axis(0) : f32[4]
          """, (site, op) -> {
            if (!(op instanceof Op.Concatenate(var args, var axis))) {
              return null;
            }
            var full = args.stream().filter(a -> !a.type().dim(axis).isConstant(0)).toList();
            return full.isEmpty() || full.size() == args.size() ? null : site.add(new Op.Concatenate(full, axis));
          }),

      Rule.exact("concatenate-twice", "operands that are concatenations along the axis join the list", """
          (%x: f32[2], %y: f32[3], %z: f32[4])
          %0 = concatenate(%x, %y) axis(0) : f32[5]
          %1 = concatenate(%0, %z) axis(0) : f32[9]
          =>
          %0 = concatenate(%x, %y, %z) axis(0) : f32[9]
          """, (site, op) -> {
            if (!(op instanceof Op.Concatenate(var args, var axis))
                || args.stream().noneMatch(a -> joins(site, a, axis))) {
              return null;
            }
            var all = args.stream().flatMap(a -> joins(site, a, axis) ? a.op().operands().stream() : Stream.of(a));
            return site.add(new Op.Concatenate(all.toList(), axis));
          }),

      Rule.exact("pad-nothing", "padding by 0 changes nothing", """
          (%x: f32[2], %v: f32[])
          %0 = pad(%x, %v) low(0) high(0) interior(0) : f32[2]
          =>
          %x
          """, (site, op) -> op instanceof Op.Pad(var x, _, var low, var high, var in)
              && isZero(low) && isZero(high) && in.stream().allMatch(n -> n == 0) ? x : null),

      Rule.exact("pad-twice", "two paddings with one value are one", """
          (%x: f32[2], %v: f32[])
          %0 = pad(%x, %v) low(1) high(0) interior(0) : f32[3]
          %1 = pad(%0, %v) low(2) high(3) interior(0) : f32[8]
          =>
          %0 = pad(%x, %v) low(3) high(3) interior(0) : f32[8]
          """, (site, op) -> op instanceof Op.Pad(var p, var v, var low, var high, var in) && isGrowing(low, high, in)
              && p.op() instanceof Op.Pad(var x, var w, var low0, var high0, var in0) && v == w
              && isGrowing(low0, high0, in0)
              ? site.add(new Op.Pad(x, v, sum(low0, low), sum(high0, high), in)) : null),

      Rule.exact("convolution-of-pad", "around its operand a convolution sees zeros, so it pads by itself", """
          (%x: f32[1, 1, 4], %w: f32[1, 1, 3])
          %0 = constant f32[] 0.0
          %1 = pad(%x, %0) low(0, 0, 1) high(0, 0, 2) interior(0, 0, 0) : f32[1, 1, 7]
          %2 = convolution(%1, %w) window(sizes(3) strides(1) low(1) high(0) dilations(1)) groups(1) : f32[1, 1, 6]
          =>
          %0 = convolution(%x, %w) window(sizes(3) strides(1) low(2) high(2) dilations(1)) groups(1) : f32[1, 1, 6]
          """, (site, op) -> op instanceof Op.Convolution(var p, var w, var window, var groups)
              && p.op() instanceof Op.Pad(var x, var v, var low, var high, var in) && isSplat(v, 0.0)
              && isZero(low.subList(0, 2)) && isZero(high.subList(0, 2)) && isGrowing(low, high, in)
              && absorb(window, amounts(low.subList(2, low.size())), amounts(high.subList(2, high.size())))
                  instanceof Window wider
              ? site.add(new Op.Convolution(x, w, wider, groups)) : null),

      Rule.exact("pool-of-pad", "a maximum does not see what pads it with minus infinity; a minimum likewise", """
          (%x: f32[4])
          %0 = constant f32[] -inf
          %1 = pad(%x, %0) low(1) high(0) interior(0) : f32[5]
          %2 = reduce_window(%1) combiner(max) window(sizes(2) strides(1) low(0) high(0) dilations(1)) : f32[4]
          =>
          %0 = reduce_window(%x) combiner(max) window(sizes(2) strides(1) low(1) high(0) dilations(1)) : f32[4]
          """, (site, op) -> op instanceof Op.ReduceWindow(var p, var fn, var window)
              && (fn == ScalarFn.MAX || fn == ScalarFn.MIN)
              && p.op() instanceof Op.Pad(var x, var v, var low, var high, var in)
              && isSplat(v, Combiners.identity(fn, x.type().dtype())) && isGrowing(low, high, in)
              && absorb(window, amounts(low), amounts(high)) instanceof Window wider
              ? site.add(new Op.ReduceWindow(x, fn, wider)) : null));

  private static boolean joins(Site site, Value v, int axis) {
    return v.op() instanceof Op.Concatenate(_, var inner) && inner == axis && !site.isShared(v);
  }

  private static boolean isZero(List<Dim> amounts) {
    return amounts.stream().allMatch(n -> n.isConstant(0));
  }

  private static List<Long> amounts(List<Dim> constants) {
    return constants.stream().map(Dim::asLong).toList();
  }

  /// Whether a padding puts known amounts around its operand, nothing between, and cuts nothing away.
  private static boolean isGrowing(List<Dim> low, List<Dim> high, List<Long> interior) {
    return Stream.concat(low.stream(), high.stream()).allMatch(n -> n.constant().orElse(-1) >= 0)
        && interior.stream().allMatch(n -> n == 0);
  }

  private static boolean isGrowing(List<Long> low, List<Long> high) {
    return Stream.concat(low.stream(), high.stream()).allMatch(n -> n >= 0);
  }

  private static List<Dim> sum(List<Dim> a, List<Dim> b) {
    return IntStream.range(0, a.size()).mapToObj(i -> a.get(i).plus(b.get(i))).toList();
  }

  private static List<Long> more(List<Long> a, List<Long> b) {
    return IntStream.range(0, a.size()).mapToObj(i -> a.get(i) + b.get(i)).toList();
  }

  /// The window that reaches over the edges by as much more, if that is no cut.
  private static @Nullable Window absorb(Window w, List<Long> low, List<Long> high) {
    return Stream.concat(w.low().stream(), w.high().stream()).allMatch(n -> n >= 0)
        ? new Window(w.sizes(), w.strides(), more(w.low(), low), more(w.high(), high), w.dilations()) : null;
  }
}

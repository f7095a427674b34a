package io.sinter.ir.composite;

import io.sinter.ir.Builder;
import io.sinter.ir.Op;
import io.sinter.ir.Value;
import io.sinter.ir.Window;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;

/// The gradient of a convolution by its input, as a convolution without holes (Shi et al. 2016,
/// <https://arxiv.org/abs/1609.07009>): the results whose positions leave the same rest by the stride, a *phase*, need
/// the same taps of the kernel, so each phase is a set of output channels, and the phases are interleaved at the end.
public final class TransposedConvolution {
  public static final String NAME = "transposed_convolution";

  /// One spatial axis.
  ///
  /// @param phases 1, or the stride
  /// @param taps how many kernel elements one phase has
  /// @param dilation between the taps
  /// @param low, high how far the window reaches over the edges of the input
  /// @param count positions of the window
  /// @param cut, size which part of the interleaved phases is asked for
  private record Axis(long phases, long taps, long dilation, long low, long high, Dim count, Dim cut, Dim size) {}

  private TransposedConvolution() {}

  /// `result[n, g*M/G + m, p…] = sum of x[n, g*C/G + c, i…] * w[g*C/G + c, m, k…]` over all c, i and k with
  /// `i * stride + k * dilation = p + start` on each spatial axis.
  ///
  /// @param x of a float type, [N, C, spatial…]
  /// @param w [C, M/groups, kernel…] with a kernel of constant sizes
  /// @param sizes those of the spatial axes of the result
  public static Value of(Builder b, Value x, Value w, List<Long> strides, List<Long> dilations, List<Dim> start,
      List<Dim> sizes, long groups) {
    var axes = IntStream.range(0, strides.size()).mapToObj(i -> axis(x.type().dim(i + 2), w.type().dim(i + 2).asLong(),
        strides.get(i), dilations.get(i), start.get(i), sizes.get(i))).toList();
    return Composition.of(b, NAME, List.of("x", "w"), List.of(x, w), (c, args) -> {
      var weights = weights(c, args.getLast(), axes, dilations, groups);
      var window = new Window(each(axes, Axis::taps), each(axes, a -> 1), each(axes, Axis::low), each(axes, Axis::high),
          each(axes, Axis::dilation));
      var products = c.add(new Op.Convolution(args.getFirst(), weights, window, groups));
      return cut(c, interleave(c, products, axes), axes);
    });
  }

  private static List<Long> each(List<Axis> axes, ToLongFunction<Axis> of) {
    return axes.stream().map(of::applyAsLong).toList();
  }

  /// Positions of the window that give nothing asked for are left out, where they can be told.
  private static Axis axis(Dim size, long kernel, long stride, long dilation, Dim start, Dim wanted) {
    long reach = (kernel - 1) * dilation + 1;
    long taps = Math.ceilDiv(reach, stride);
    var all = size.plus(taps - 1);
    long first = Math.clamp(Math.floorDiv(start.constant().orElse(0), stride), 0, taps - 1);
    var end = start.plus(wanted).minus(1).floorDiv(stride).plus(1);
    long last = Math.clamp(all.minus(end).constant().orElse(0), 0, taps - 1);
    var cut = start.minus(first * stride);
    var count = all.minus(first + last);
    return stride == 1
        ? new Axis(1, kernel, dilation, taps - 1 - first, taps - 1 - last, count, cut, wanted)
        : new Axis(stride, taps, 1, taps - 1 - first, taps - 1 - last, count, cut, wanted);
  }

  /// [M * phases, C/groups, taps…], in the reverse order.
  private static Value weights(Builder b, Value w, List<Axis> axes, List<Long> dilations, long groups) {
    var filled = fill(b, w, axes, dilations);
    var channels = w.type().dim(0).floorDiv(groups);
    int n = axes.size();
    var split = new ArrayList<>(List.of(Dim.of(groups), channels, w.type().dim(1)));
    var joined = new ArrayList<>(List.of(w.type().dim(1).times(groups), channels));
    var order = new ArrayList<>(List.of(0, 2));
    for (int i = 0; i < n; i++) {
      split.add(Dim.of(axes.get(i).taps()));
      split.add(Dim.of(axes.get(i).phases()));
      joined.set(0, joined.getFirst().times(axes.get(i).phases()));
      joined.add(Dim.of(axes.get(i).taps()));
      order.add(4 + 2 * i);
    }
    order.add(1);
    IntStream.range(0, n).forEach(i -> order.add(3 + 2 * i));
    var parts = b.add(new Op.Transpose(b.add(new Op.Reshape(filled, new Shape(split))), order));
    return reverse(b, b.add(new Op.Reshape(parts, new Shape(joined))));
  }

  /// Zeros between the elements of a dilated kernel, and behind them until all phases have as many.
  private static Value fill(Builder b, Value w, List<Axis> axes, List<Long> dilations) {
    var interior = new ArrayList<>(List.of(0L, 0L));
    var high = new ArrayList<>(List.of(Dim.ZERO, Dim.ZERO));
    for (int i = 0; i < axes.size(); i++) {
      var a = axes.get(i);
      long between = a.phases() == 1 ? 0 : dilations.get(i) - 1;
      long kernel = w.type().dim(i + 2).asLong();
      interior.add(between);
      high.add(Dim.of(a.taps() * a.phases() - (kernel - 1) * (between + 1) - 1));
    }
    boolean nothing = interior.stream().allMatch(i -> i == 0) && high.stream().allMatch(h -> h.isConstant(0));
    return nothing ? w : b.add(new Op.Pad(w, b.scalar(w.type().dtype(), 0),
        Collections.nCopies(high.size(), Dim.ZERO), high, interior));
  }

  private static Value reverse(Builder b, Value w) {
    var start = new ArrayList<>(List.of(Dim.ZERO, Dim.ZERO));
    var strides = new ArrayList<>(List.of(1L, 1L));
    for (int i = 2; i < w.type().rank(); i++) {
      start.add(w.type().dim(i).minus(1));
      strides.add(-1L);
    }
    return b.add(new Op.Slice(w, start, w.type().shape(), strides));
  }

  /// From [N, M * phases, count…] to [N, M, count * phase…].
  private static Value interleave(Builder b, Value x, List<Axis> axes) {
    long phases = axes.stream().mapToLong(Axis::phases).reduce(1, Math::multiplyExact);
    if (phases == 1) {
      return x;
    }
    var split = new ArrayList<>(List.of(x.type().dim(0), x.type().dim(1).floorDiv(phases)));
    var joined = new ArrayList<>(split);
    var order = new ArrayList<>(List.of(0, 1));
    int n = axes.size();
    for (int i = 0; i < n; i++) {
      split.add(Dim.of(axes.get(i).phases()));
      joined.add(axes.get(i).count().times(axes.get(i).phases()));
      order.add(2 + n + i);
      order.add(2 + i);
    }
    axes.forEach(a -> split.add(a.count()));
    var parts = b.add(new Op.Transpose(b.add(new Op.Reshape(x, new Shape(split))), order));
    return b.add(new Op.Reshape(parts, new Shape(joined)));
  }

  /// What is asked for; zeros where nothing reaches.
  private static Value cut(Builder b, Value x, List<Axis> axes) {
    var low = new ArrayList<>(List.of(Dim.ZERO, Dim.ZERO));
    var high = new ArrayList<>(List.of(Dim.ZERO, Dim.ZERO));
    var sizes = new ArrayList<>(x.type().shape().dims().subList(0, 2));
    for (int i = 0; i < axes.size(); i++) {
      var a = axes.get(i);
      low.add(Dim.ZERO.minus(a.cut()));
      high.add(a.size().plus(a.cut()).minus(x.type().dim(i + 2)));
      sizes.add(a.size());
    }
    if (IntStream.range(0, low.size()).allMatch(i -> low.get(i).isConstant(0) && high.get(i).isConstant(0))) {
      return x;
    }
    boolean within = IntStream.range(0, low.size()).allMatch(i -> atMostZero(low.get(i)) && atMostZero(high.get(i)));
    var none = Collections.nCopies(low.size(), 0L);
    return within
        ? b.add(new Op.Slice(x, low.stream().map(Dim.ZERO::minus).toList(), new Shape(sizes),
            Collections.nCopies(low.size(), 1L)))
        : b.add(new Op.Pad(x, b.scalar(x.type().dtype(), 0), low, high, none));
  }

  private static boolean atMostZero(Dim d) {
    return d.constant().orElse(1) <= 0;
  }
}

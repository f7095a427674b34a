package io.sinter.onnx;

import io.sinter.ir.Op;
import io.sinter.ir.Value;
import io.sinter.ir.Window;
import io.sinter.runtime.Dim;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// The attributes that say how a window moves over the spatial axes of an input.
///
/// @param window with the padding that is a number now, declared or asked for by `auto_pad`
/// @param before, after padding that only the run tells, one size for each axis
/// @param extra how much further than the padding the window must reach at the high end, for `ceil_mode`
record Windows(Window window, List<Dim> before, List<Dim> after, List<Dim> extra) {
  /// Over spatial axes of the sizes `over`, with a kernel of the sizes `kernel`.
  static Windows of(OnnxNode n, List<Dim> over, List<Long> kernel, boolean ceil) {
    int rank = over.size();
    n.require(kernel.size() == rank && kernel.stream().allMatch(k -> k >= 1), "A kernel does not fit its input.",
        "kernel " + kernel, "a size of 1 or more for each of " + rank + " spatial axes");
    var strides = list(n, "strides", rank, 1, 1);
    var dilations = list(n, "dilations", rank, 1, 1);
    var auto = auto(n);
    var pads = list(n, "pads", 2 * rank, 0, 0);
    var low = new ArrayList<>(pads.subList(0, rank));
    var high = new ArrayList<>(pads.subList(rank, 2 * rank));
    var before = new ArrayList<>(Collections.nCopies(rank, Dim.ZERO));
    var after = new ArrayList<>(before);
    var extra = new ArrayList<>(before);
    for (int i = 0; i < rank; i++) {
      long reach = Math.addExact(Math.multiplyExact(kernel.get(i) - 1, dilations.get(i)), 1);
      switch (auto) {
        case "NOTSET" -> {
          if (ceil) {
            var room = over.get(i).plus(low.get(i)).plus(high.get(i)).minus(reach);
            extra.set(i, extra(room, reach, high.get(i), strides.get(i)));
          }
        }
        case "VALID" -> {
          low.set(i, 0L);
          high.set(i, 0L);
        }
        default -> {
          var total = same(over.get(i), reach, strides.get(i));
          var first = auto.equals("SAME_UPPER") ? total.floorDiv(2) : total.ceilDiv(2);
          boolean known = total.constant().isPresent();
          low.set(i, known ? first.asLong() : 0);
          high.set(i, known ? total.minus(first).asLong() : 0);
          before.set(i, known ? Dim.ZERO : first);
          after.set(i, known ? Dim.ZERO : total.minus(first));
        }
      }
    }
    return new Windows(new Window(kernel, strides, low, high, dilations), before, after, extra);
  }

  /// Who says how far to pad: the node itself, or one of the rules that have names. Pads of 0 say nothing.
  static String auto(OnnxNode n) {
    var auto = n.attributes().choice("auto_pad", "NOTSET", List.of("NOTSET", "VALID", "SAME_UPPER", "SAME_LOWER"));
    var pads = n.attributes().integers("pads", List.of());
    n.require(auto.equals("NOTSET") || pads.stream().allMatch(p -> p == 0), "The padding is given in two ways.",
        "auto_pad " + auto + " and pads " + pads, "one of them");
    return auto;
  }

  /// Whether the window has room at least once on axes of the sizes `over`, padding included, as far as is known.
  boolean fit(List<Dim> over) {
    return IntStream.range(0, over.size()).allMatch(i -> over.get(i).plus(window.low().get(i))
        .plus(window.high().get(i)).plus(before.get(i)).plus(after.get(i)).minus(reach(i)).constant().orElse(0) >= 0);
  }

  /// Whether each position of the window sees something that is not padding.
  boolean seesMore() {
    return IntStream.range(0, window.rank())
        .allMatch(i -> window.low().get(i) < reach(i) && window.high().get(i) < reach(i));
  }

  private long reach(int axis) {
    return (window.sizes().get(axis) - 1) * window.dilations().get(axis) + 1;
  }

  /// The window that also reaches as far as `ceil_mode` wants, where that is a number now.
  Window extended() {
    var high = new ArrayList<Long>();
    for (int i = 0; i < extra.size(); i++) {
      high.add(window.high().get(i) + extra.get(i).constant().orElse(0));
    }
    return new Window(window.sizes(), window.strides(), window.low(), high, window.dilations());
  }

  /// `x`, whose last axes are the spatial ones, with `fill` wherever the [#extended] window does not reach by itself.
  Value padded(OnnxNode n, Value x, double fill) {
    return around(n, x, fill, before,
        IntStream.range(0, after.size()).mapToObj(i -> after.get(i).plus(late(extra.get(i)))).toList());
  }

  /// `x` with `fill` around its spatial axes.
  static Value around(OnnxNode n, Value x, double fill, List<Dim> low, List<Dim> high) {
    if (Stream.concat(low.stream(), high.stream()).allMatch(d -> d.isConstant(0))) {
      return x;
    }
    var none = Collections.nCopies(x.type().rank() - low.size(), Dim.ZERO);
    return n.builder().add(new Op.Pad(x, n.builder().scalar(x.type().dtype(), fill),
        Stream.concat(none.stream(), low.stream()).toList(), Stream.concat(none.stream(), high.stream()).toList(),
        Collections.nCopies(x.type().rank(), 0L)));
  }

  /// What of `extra` the window does not reach by itself.
  List<Dim> lateExtra() {
    return extra.stream().map(Windows::late).toList();
  }

  private static Dim late(Dim extra) {
    return extra.constant().isPresent() ? Dim.ZERO : extra;
  }

  boolean isExtended() {
    return extra.stream().anyMatch(e -> !e.isConstant(0));
  }

  boolean isPadded() {
    return isLate() || window.low().stream().anyMatch(p -> p != 0) || window.high().stream().anyMatch(p -> p != 0);
  }

  /// Whether only the run tells how far the window reaches.
  boolean isLate() {
    return Stream.of(before, after, lateExtra()).flatMap(List::stream).anyMatch(d -> !d.isConstant(0));
  }

  /// An attribute of `length` elements that are at least `least`.
  static List<Long> list(OnnxNode n, String name, int length, long fallback, long least) {
    var values = n.attributes().integers(name, Collections.nCopies(length, fallback));
    n.require(values.size() == length, "An attribute has the wrong number of elements.", name + " " + values,
        length + " elements");
    n.require(values.stream().allMatch(v -> v >= least), "An attribute is out of range.", name + " " + values,
        "elements of " + least + " or more");
    return values;
  }

  /// The padding with which there are `ceil(size / stride)` positions.
  private static Dim same(Dim size, long reach, long stride) {
    var total = size.ceilDiv(stride).minus(1).times(stride).plus(reach).minus(size);
    return stride <= reach ? total : total.max(Dim.ZERO);
  }

  /// How far the last window of `ceil_mode` reaches over `room`, the distance that a window can move. A window that
  /// would start in the high padding is left out.
  private static Dim extra(Dim room, long reach, long high, long stride) {
    if (room.constant().isEmpty() && high + stride - 1 < reach) {
      return stride == 1 || room.mod(stride).isConstant(0) ? Dim.ZERO : Dim.of(stride - 1);
    }
    var positions = room.ceilDiv(stride).plus(1).min(room.plus(reach - high).ceilDiv(stride));
    return positions.minus(1).times(stride).minus(room).max(Dim.ZERO);
  }
}

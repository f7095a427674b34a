package io.sinter.onnx;

import io.sinter.ir.Window;
import io.sinter.runtime.Dim;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// The attributes that say how a window moves over the spatial axes of an input.
///
/// @param window with the padding that is declared, or that `auto_pad` asks for
/// @param extra how much further than the padding the window must reach at the high end, for `ceil_mode`
record Windows(Window window, List<Long> extra) {
  /// Over spatial axes of the sizes `over`, with a kernel of the sizes `kernel`.
  static Windows of(OnnxNode n, List<Dim> over, List<Long> kernel, boolean ceil) {
    int rank = over.size();
    if (kernel.size() != rank || kernel.stream().anyMatch(k -> k < 1)) {
      throw n.error("A kernel does not fit its input.", "kernel " + kernel,
          "a size of 1 or more for each of " + rank + " spatial axes");
    }
    var strides = list(n, "strides", rank, 1);
    var dilations = list(n, "dilations", rank, 1);
    var auto = n.attributes().string("auto_pad", "NOTSET");
    var pads = list(n, "pads", 2 * rank, 0);
    var low = new ArrayList<>(pads.subList(0, rank));
    var high = new ArrayList<>(pads.subList(rank, 2 * rank));
    var extra = new ArrayList<>(Collections.nCopies(rank, 0L));
    for (int i = 0; i < rank; i++) {
      long reach = Math.addExact(Math.multiplyExact(kernel.get(i) - 1, dilations.get(i)), 1);
      switch (auto) {
        case "NOTSET" -> {
          if (ceil) {
            var room = over.get(i).plus(low.get(i)).plus(high.get(i)).minus(reach);
            extra.set(i, extra(n, room, reach, high.get(i), strides.get(i)));
          }
        }
        case "VALID" -> {
          low.set(i, 0L);
          high.set(i, 0L);
        }
        case "SAME_UPPER", "SAME_LOWER" -> {
          long total = same(n, over.get(i), reach, strides.get(i));
          low.set(i, auto.equals("SAME_UPPER") ? total / 2 : total - total / 2);
          high.set(i, total - low.get(i));
        }
        default -> throw n.error("An attribute has an unknown value.", "auto_pad '" + auto + "'",
            "NOTSET, VALID, SAME_UPPER or SAME_LOWER");
      }
    }
    return new Windows(new Window(kernel, strides, low, high, dilations), extra);
  }

  /// The window that also reaches as far as `ceil_mode` wants.
  Window extended() {
    var high = new ArrayList<Long>();
    for (int i = 0; i < extra.size(); i++) {
      high.add(window.high().get(i) + extra.get(i));
    }
    return new Window(window.sizes(), window.strides(), window.low(), high, window.dilations());
  }

  boolean isExtended() {
    return extra.stream().anyMatch(e -> e != 0);
  }

  boolean isPadded() {
    return window.low().stream().anyMatch(p -> p != 0) || window.high().stream().anyMatch(p -> p != 0);
  }

  private static List<Long> list(OnnxNode n, String name, int length, long fallback) {
    var values = n.attributes().integers(name, Collections.nCopies(length, fallback));
    if (values.size() != length) {
      throw n.error("An attribute has the wrong number of elements.", name + " " + values, length + " elements");
    }
    long least = name.equals("pads") ? 0 : 1;
    if (values.stream().anyMatch(v -> v < least)) {
      throw n.error("An attribute is out of range.", name + " " + values, "elements of " + least + " or more");
    }
    return values;
  }

  /// The padding with which there are `ceil(size / stride)` positions.
  private static long same(OnnxNode n, Dim size, long reach, long stride) {
    var total = size.ceilDiv(stride).minus(1).times(stride).plus(reach).minus(size);
    if (total.constant().isEmpty()) {
      throw n.unsupported("auto_pad with stride " + stride + " over the size " + size + ", known only at run time",
          "explicit pads");
    }
    return Math.max(0, total.asLong());
  }

  /// How far the last window of `ceil_mode` reaches over `room`, the distance that a window can move. A window that
  /// would start in the high padding is left out.
  private static long extra(OnnxNode n, Dim room, long reach, long high, long stride) {
    if (room.constant().isPresent()) {
      long positions = -Math.floorDiv(-room.asLong(), stride) + 1;
      if ((positions - 1) * stride >= room.asLong() + reach - high) {
        positions--;
      }
      return Math.max(0, (positions - 1) * stride - room.asLong());
    }
    if (stride == 1 || room.mod(stride).isConstant(0)) {
      return 0;
    }
    if (high + stride - 1 < reach) {
      return stride - 1;
    }
    throw n.unsupported("ceil_mode over a size known only at run time, where the last window may start in the padding",
        "ceil_mode 0, or a fixed size");
  }
}

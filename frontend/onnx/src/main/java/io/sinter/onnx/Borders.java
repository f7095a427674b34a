package io.sinter.onnx;

import io.sinter.ir.Op;
import io.sinter.ir.Value;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
import io.sinter.runtime.Truth;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// Padding of one axis with its own elements.
final class Borders {
  private Borders() {}

  /// Negative amounts cut away, before anything is added.
  static Value pad(OnnxNode n, Value x, int axis, long low, long high, String mode) {
    var cut = x;
    if (low < 0 || high < 0) {
      var amounts = Collections.nCopies(x.type().rank(), 0L);
      var lows = new ArrayList<>(amounts);
      lows.set(axis, Math.min(0, low));
      var highs = new ArrayList<>(amounts);
      highs.set(axis, Math.min(0, high));
      cut = n.builder().add(Op.Pad.around(x, n.builder().scalar(x.type().dtype(), 0), lows, highs));
    }
    var size = cut.type().dim(axis);
    var parts = new ArrayList<Value>();
    if (low > 0) {
      requireRoom(n, size, low, mode);
      parts.add(before(n, cut, axis, low, mode));
    }
    parts.add(cut);
    if (high > 0) {
      requireRoom(n, size, high, mode);
      parts.add(after(n, cut, axis, high, mode));
    }
    return parts.size() == 1 ? cut : n.builder().add(new Op.Concatenate(List.copyOf(parts), axis));
  }

  private static void requireRoom(OnnxNode n, Dim size, long amount, String mode) {
    long least = switch (mode) {
      case "edge" -> 1;
      case "reflect" -> amount + 1;
      default -> amount;
    };
    if (Dim.of(least).atMost(size) != Truth.YES) {
      throw n.unsupported("Pad by " + amount + " with mode " + mode + " along an axis of the size " + size,
          "an axis of size " + least + " or more");
    }
  }

  private static Value before(OnnxNode n, Value x, int axis, long amount, String mode) {
    return switch (mode) {
      case "edge" -> repeat(n, SliceOps.part(n, x, axis, Dim.ZERO, Dim.ONE, 1), axis, amount);
      case "reflect" -> SliceOps.part(n, x, axis, Dim.of(amount), Dim.of(amount), -1);
      default -> SliceOps.part(n, x, axis, x.type().dim(axis).minus(amount), Dim.of(amount), 1);
    };
  }

  private static Value after(OnnxNode n, Value x, int axis, long amount, String mode) {
    var last = x.type().dim(axis).minus(1);
    return switch (mode) {
      case "edge" -> repeat(n, SliceOps.part(n, x, axis, last, Dim.ONE, 1), axis, amount);
      case "reflect" -> SliceOps.part(n, x, axis, last.minus(1), Dim.of(amount), -1);
      default -> SliceOps.part(n, x, axis, Dim.ZERO, Dim.of(amount), 1);
    };
  }

  private static Value repeat(OnnxNode n, Value x, int axis, long amount) {
    var dims = new ArrayList<>(x.type().shape().dims());
    dims.set(axis, Dim.of(amount));
    return n.builder().broadcast(x, new Shape(dims));
  }
}

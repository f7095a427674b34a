package io.sinter.onnx;

import io.sinter.ir.Counting;
import io.sinter.ir.Indexed;
import io.sinter.ir.Op;
import io.sinter.ir.ScalarFn;
import io.sinter.ir.Value;
import io.sinter.ir.composite.Measure;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
import io.sinter.runtime.Truth;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Padding of one axis with its own elements.
final class Borders {
  private Borders() {}

  /// Negative amounts cut away, before anything is added.
  static Value pad(OnnxNode n, Value x, int axis, Dim low, Dim high, String mode) {
    if (low.isConstant(0) && high.isConstant(0)) {
      return x;
    }
    var size = x.type().dim(axis).plus(low.min(Dim.ZERO)).plus(high.min(Dim.ZERO));
    n.require(size.constant().orElse(1) > 0 || low.plus(high).equals(size.minus(x.type().dim(axis))),
        "An empty axis has no elements to pad it with.", low + " and " + high + " around axis " + axis + " of "
            + x.type(), "at least one element, or mode 'constant'");
    boolean apart = low.constant().isPresent() && high.constant().isPresent()
        && hasRoom(size, low.asLong(), mode) && hasRoom(size, high.asLong(), mode);
    return apart ? inParts(n, x, axis, low.asLong(), high.asLong(), mode) : byIndex(n, x, axis, low, high, mode);
  }

  /// Whether what is added is a part of the axis.
  private static boolean hasRoom(Dim size, long amount, String mode) {
    long least = mode.equals("edge") ? 1 : mode.equals("reflect") ? amount + 1 : amount;
    return amount <= 0 || Dim.of(least).atMost(size) == Truth.YES;
  }

  private static Value inParts(OnnxNode n, Value x, int axis, long low, long high, String mode) {
    var cut = x;
    if (low < 0 || high < 0) {
      long start = Math.max(0, -low);
      cut = SliceOps.part(
          n, x, axis, Dim.of(start), x.type().dim(axis).minus(start).minus(Math.max(0, -high)), 1);
    }
    var parts = new ArrayList<Value>();
    if (low > 0) {
      parts.add(before(n, cut, axis, low, mode));
    }
    parts.add(cut);
    if (high > 0) {
      parts.add(after(n, cut, axis, high, mode));
    }
    return parts.size() == 1 ? cut : n.builder().add(new Op.Concatenate(List.copyOf(parts), axis));
  }

  /// Whatever the sizes are: the element at `i` is that of `x` where `i - low` falls when it is moved to the edge,
  /// reflected to and fro, or wrapped around.
  private static Value byIndex(OnnxNode n, Value x, int axis, Dim low, Dim high, String mode) {
    var cutLow = low.times(-1).max(Dim.ZERO);
    var size = x.type().dim(axis).minus(cutLow).minus(high.times(-1).max(Dim.ZERO));
    var total = x.type().dim(axis).plus(low).plus(high);
    var i = new Elementwise(n, Shape.of(total));
    var last = i.of(size.minus(1).max(Dim.ZERO));
    var at = i.minus(n.builder().add(new Counting.Iota(Shape.of(total), 0)), i.of(low.max(Dim.ZERO)));
    var inside = switch (mode) {
      case "edge" -> i.clamp(at, last);
      case "reflect" -> {
        var period = i.of(size.minus(1).times(2).max(Dim.ONE));
        var forth = i.remainder(at, period);
        yield i.clamp(i.least(forth, i.minus(period, forth)), last);
      }
      default -> i.remainder(at, i.of(size.max(Dim.ONE)));
    };
    var source = n.apply(ScalarFn.ADD, inside, i.of(cutLow));
    var gathered = n.builder().add(new Indexed.Gather(x, List.of(source), List.of(axis)));
    return axis == 0 ? gathered : n.builder().add(new Op.Transpose(gathered, placed(x.type().rank(), axis)));
  }

  /// The first axis becomes `axis`.
  private static List<Integer> placed(int rank, int axis) {
    var order = new ArrayList<>(IntStream.range(1, rank).boxed().toList());
    order.add(axis, 0);
    return order;
  }

  /// Arithmetic of positions.
  private record Elementwise(OnnxNode n, Shape shape) {
    Value of(Dim number) {
      return n.builder().broadcast(Measure.of(n.builder(), number), shape);
    }

    Value minus(Value a, Value b) {
      return n.apply(ScalarFn.SUB, a, b);
    }

    Value least(Value a, Value b) {
      return n.apply(ScalarFn.MIN, a, b);
    }

    Value clamp(Value a, Value last) {
      return n.apply(ScalarFn.MAX, least(a, last), of(Dim.ZERO));
    }

    /// With the sign of the divisor, which is positive.
    Value remainder(Value a, Value by) {
      var rest = minus(a, n.apply(ScalarFn.MUL, n.apply(ScalarFn.DIV, a, by), by));
      return n.apply(ScalarFn.SELECT, n.apply(ScalarFn.LT, rest, of(Dim.ZERO)), n.apply(ScalarFn.ADD, rest, by), rest);
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

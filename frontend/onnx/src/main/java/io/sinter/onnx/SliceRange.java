package io.sinter.onnx;

import io.sinter.ir.Value;
import io.sinter.runtime.Dim;

/// Which elements of an axis a Slice takes.
///
/// @param start the first
/// @param size how many
record SliceRange(Dim start, Dim size) {
  /// From here on a constant end means "to the end of the axis", whatever its size.
  private static final long UNBOUNDED = Integer.MAX_VALUE;

  /// ONNX's rule: negative positions count from the end, and all are clamped to the axis. What only the run tells is
  /// done then.
  static SliceRange of(OnnxNode n, Dim axis, Value start, Value end, long step) {
    n.require(step != 0, "A Slice has a step of 0.", "step 0", "another number");
    var from = n.number(start).filter(SliceRange::hasKnownSide);
    var to = n.number(end).filter(SliceRange::hasKnownSide);
    return from.isPresent() && to.isPresent() ? of(axis, from.get(), to.get(), step) : atRun(n, axis, start, end, step);
  }

  private static SliceRange of(Dim axis, Dim start, Dim end, long step) {
    if (step > 0) {
      var from = absolute(axis, start, Dim.ZERO, axis).max(Dim.ZERO);
      var to = absolute(axis, end, Dim.ZERO, axis).min(axis);
      // a start beyond the axis needs no clamp: it makes the size negative, and so 0
      return new SliceRange(axis.constant().isPresent() ? from.min(axis) : from,
          to.minus(from).ceilDiv(step).max(Dim.ZERO));
    }
    var last = axis.minus(1);
    var from = absolute(axis, start, Dim.ZERO, last).min(last).max(Dim.ZERO);
    var to = absolute(axis, end, Dim.of(-1), last).min(last).max(Dim.of(-1));
    return new SliceRange(from, from.minus(to).ceilDiv(-step).max(Dim.ZERO).min(axis));
  }

  private static SliceRange atRun(OnnxNode n, Dim axis, Value start, Value end, long step) {
    var numbers = new Integers(n.builder());
    var zero = numbers.of(0);
    var size = numbers.of(axis);
    var last = step > 0 ? size : numbers.of(axis.minus(1));
    var least = step > 0 ? zero : numbers.of(-1);
    var from = numbers.atLeast(numbers.atMost(absolute(n, start, zero, size), last), zero);
    var to = numbers.atLeast(numbers.atMost(absolute(n, end, least, size), last), least);
    var way = step > 0 ? numbers.minus(to, from) : numbers.minus(from, to);
    var count = numbers.atMost(numbers.ceilDiv(numbers.atLeast(way, zero), Math.abs(step)), size);
    return new SliceRange(n.size(from, "start"), n.size(count, "size"));
  }

  /// A position counted from the start. A constant beyond all sizes is `low` or `high`: kernels know no such sizes.
  private static Value absolute(OnnxNode n, Value position, Value low, Value high) {
    long constant = n.number(position).map(at -> at.constant().orElse(0)).orElse(0L);
    if (constant >= UNBOUNDED || constant <= -UNBOUNDED) {
      return constant > 0 ? high : low;
    }
    return new Integers(n.builder()).fromStart(position, high);
  }

  /// Whether it is known if a position counts from the start or the end of its axis.
  private static boolean hasKnownSide(Dim position) {
    var range = position.range(Dim.Ranges.NONE);
    return range.low() >= 0 || range.high() < 0;
  }

  /// A position counted from the start. Beyond all sizes it is `low` or `high`.
  private static Dim absolute(Dim axis, Dim position, Dim low, Dim high) {
    long constant = position.constant().orElse(0);
    if (constant >= UNBOUNDED || constant <= -UNBOUNDED) {
      return constant > 0 ? high : low;
    }
    return position.range(Dim.Ranges.NONE).low() < 0 ? axis.plus(position) : position;
  }
}

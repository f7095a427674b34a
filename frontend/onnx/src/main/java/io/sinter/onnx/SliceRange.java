package io.sinter.onnx;

import io.sinter.runtime.Dim;

/// Which elements of an axis a Slice takes.
///
/// @param start the first
/// @param size how many
record SliceRange(Dim start, Dim size) {
  /// From here on a constant end means "to the end of the axis", whatever its size.
  private static final long UNBOUNDED = Integer.MAX_VALUE;

  /// ONNX's rule: negative positions count from the end, and all are clamped to the axis.
  static SliceRange of(OnnxNode n, Dim axis, Dim start, Dim end, long step) {
    if (step == 0) {
      throw n.error("A Slice has a step of 0.", "step 0", "another number");
    }
    if (step > 0) {
      var from = absolute(n, axis, start, Dim.ZERO, axis).max(Dim.ZERO);
      var to = absolute(n, axis, end, Dim.ZERO, axis).min(axis);
      // a start beyond the axis needs no clamp: it makes the size negative, and so 0
      return new SliceRange(axis.constant().isPresent() ? from.min(axis) : from,
          to.minus(from).ceilDiv(step).max(Dim.ZERO));
    }
    var last = axis.minus(1);
    var from = absolute(n, axis, start, Dim.ZERO, last).min(last).max(Dim.ZERO);
    var to = absolute(n, axis, end, Dim.of(-1), last).min(last).max(Dim.of(-1));
    return new SliceRange(from, from.minus(to).ceilDiv(-step).max(Dim.ZERO).min(axis));
  }

  /// A position counted from the start. Beyond all sizes it is `low` or `high`.
  private static Dim absolute(OnnxNode n, Dim axis, Dim position, Dim low, Dim high) {
    long constant = position.constant().orElse(0);
    if (constant >= UNBOUNDED || constant <= -UNBOUNDED) {
      return constant > 0 ? high : low;
    }
    var range = position.range(Dim.Ranges.NONE);
    if (range.low() < 0 && range.high() >= 0) {
      throw n.unsupported("a Slice at " + position + ", which counts from the start or the end of its axis only at run "
          + "time", "a position that is never negative");
    }
    return range.low() < 0 ? axis.plus(position) : position;
  }
}

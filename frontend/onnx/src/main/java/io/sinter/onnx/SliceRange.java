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
      var from = clamp(n, axis, start, Dim.ZERO, axis);
      return new SliceRange(from, clamp(n, axis, end, Dim.ZERO, axis).minus(from).ceilDiv(step).max(Dim.ZERO));
    }
    var last = axis.minus(1);
    var from = clamp(n, axis, start, Dim.ZERO, last);
    var to = clamp(n, axis, end, Dim.of(-1), last);
    return new SliceRange(from.max(Dim.ZERO), from.minus(to).ceilDiv(-step).max(Dim.ZERO).min(axis));
  }

  private static Dim clamp(OnnxNode n, Dim axis, Dim position, Dim low, Dim high) {
    long constant = position.constant().orElse(0);
    if (constant >= UNBOUNDED || constant <= -UNBOUNDED) {
      return constant > 0 ? high : low;
    }
    var range = position.range(Dim.Ranges.NONE);
    if (range.low() < 0 && range.high() >= 0) {
      throw n.unsupported("a Slice at " + position + ", which counts from the start or the end of its axis only at run "
          + "time", "a position that is never negative");
    }
    var absolute = range.low() < 0 ? axis.plus(position) : position;
    return absolute.min(high).max(low);
  }
}

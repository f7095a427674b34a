package io.sinter.trace;

import io.sinter.runtime.Dim;

/// Which elements of an axis a slice takes, as NumPy says.
///
/// @param start the first
/// @param size how many
record Span(Dim start, Dim size) {
  static Span of(Dim axis, int start, int stop, int step) {
    if (step > 0) {
      var from = position(axis, start).max(Dim.ZERO);
      var to = stop == PartOps.END ? axis : position(axis, stop).min(axis);
      // a start beyond the axis needs no clamp: it makes the size negative, and so 0
      return new Span(axis.constant().isPresent() ? from.min(axis) : from,
          to.minus(from).ceilDiv(step).max(Dim.ZERO));
    }
    var last = axis.minus(1);
    var from = start == PartOps.END ? last : position(axis, start).min(last).max(Dim.of(-1));
    var to = stop == PartOps.END ? Dim.of(-1) : position(axis, stop).min(last).max(Dim.of(-1));
    return new Span(from.max(Dim.ZERO), from.minus(to).ceilDiv(-step).max(Dim.ZERO));
  }

  private static Dim position(Dim axis, int at) {
    return at < 0 ? axis.plus(at) : Dim.of(at);
  }
}

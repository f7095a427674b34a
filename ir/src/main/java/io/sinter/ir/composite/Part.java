package io.sinter.ir.composite;

import io.sinter.ir.Builder;
import io.sinter.ir.Op;
import io.sinter.ir.Value;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
import java.util.ArrayList;
import java.util.Collections;

/// Elements of one axis.
public final class Part {
  private Part() {}

  /// `size` elements from `start` on, each `stride` after the one before, along `axis`.
  public static Value of(Builder b, Value x, int axis, Dim start, Dim size, long stride) {
    int rank = x.type().rank();
    var starts = new ArrayList<>(Collections.nCopies(rank, Dim.ZERO));
    starts.set(axis, start);
    var sizes = new ArrayList<>(x.type().shape().dims());
    sizes.set(axis, size);
    var strides = new ArrayList<>(Collections.nCopies(rank, 1L));
    strides.set(axis, stride);
    return b.add(new Op.Slice(x, starts, new Shape(sizes), strides));
  }

  /// The element `at` of `axis`, which leaves the shape.
  public static Value at(Builder b, Value x, int axis, Dim at) {
    var dims = new ArrayList<>(x.type().shape().dims());
    dims.remove(axis);
    return b.add(new Op.Reshape(of(b, x, axis, at, Dim.ONE, 1), new Shape(dims)));
  }

  /// Part `from` up to `to` of `parts` equal ones along `axis`.
  public static Value of(Builder b, Value x, int axis, int from, int to, int parts) {
    var size = x.type().dim(axis).floorDiv(parts);
    return of(b, x, axis, size.times(from), size.times(to - from), 1);
  }
}

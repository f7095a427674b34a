package io.sinter.ir.kernel;

import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Where the elements of a tensor lie in an array: the element at index `i` stands at
/// `offset + sum over parts of ((i[axis] floordiv div) mod mod) * stride`. Order, pitch, blocking, packing, halo and
/// alignment are all said by parts and offset; tensor types know nothing of them.
///
/// @param size how many elements the array must have
/// @param low how far below 0 each axis may be read: a halo that holds `fill`
/// @param high how far beyond its size each axis may be read
public record Layout(List<Part> parts, Dim offset, Dim size, List<Long> low, List<Long> high, double fill) {
  /// One physical dimension; `mod` 0 stands for none.
  public record Part(int axis, long div, long mod, Dim stride) {
    Dim of(Dim index) {
      var d = div == 1 ? index : index.floorDiv(div);
      return (mod == 0 ? d : d.mod(mod)).times(stride);
    }

    @Override
    public String toString() {
      return "d" + axis + (div == 1 ? "" : "/" + div) + (mod == 0 ? "" : "%" + mod) + ":" + stride;
    }
  }

  public Layout {
    parts = List.copyOf(parts);
    low = List.copyOf(low);
    high = List.copyOf(high);
  }

  /// Row-major from element 0, as callers' arrays are.
  public static Layout dense(Shape shape) {
    return ordered(shape, IntStream.range(0, shape.rank()).boxed().toList(), 0);
  }

  /// The axes in `order`, outermost first, without gaps, from element `offset`.
  public static Layout ordered(Shape shape, List<Integer> order, long offset) {
    var zeros = Collections.nCopies(shape.rank(), 0L);
    return haloed(shape, order, offset, zeros, zeros, 0, 0);
  }

  /// The axes in `order` with a halo.
  ///
  /// @param alias a stride that is a multiple of so many elements grows by 16, because rows so far apart would meet in
  ///     the same lines of a cache; 0 for an array without gaps
  public static Layout haloed(
      Shape shape, List<Integer> order, long offset, List<Long> low, List<Long> high, double fill, long alias) {
    var parts = new ArrayList<Part>();
    var stride = Dim.ONE;
    var start = Dim.of(offset);
    for (int axis : order.reversed()) {
      if (alias > 0 && stride.constant().isPresent() && stride.asLong() > 0 && stride.asLong() % alias == 0) {
        stride = stride.plus(16);
      }
      if (!shape.get(axis).isConstant(1) || low.get(axis) + high.get(axis) > 0) {
        parts.addFirst(new Part(axis, 1, 0, stride));
      }
      start = start.plus(stride.times(low.get(axis)));
      stride = stride.times(shape.get(axis).plus(low.get(axis)).plus(high.get(axis)));
    }
    return new Layout(parts, start, stride.plus(offset), low, high, fill);
  }

  /// `blocked` is cut into pieces of `block` that become the innermost dimension: `[blocked/block][order…][block]`.
  /// The last piece is padded with zeros.
  public static Layout packed(Shape shape, List<Integer> order, int blocked, long block, long offset) {
    var parts = new ArrayList<Part>();
    parts.add(new Part(blocked, 1, block, Dim.ONE));
    var stride = Dim.of(block);
    for (int axis : order.reversed()) {
      if (axis != blocked) {
        parts.addFirst(new Part(axis, 1, 0, stride));
        stride = stride.times(shape.get(axis));
      }
    }
    parts.addFirst(new Part(blocked, block, 0, stride));
    stride = stride.times(shape.get(blocked).ceilDiv(block));
    var zeros = Collections.nCopies(shape.rank(), 0L);
    return new Layout(parts, Dim.of(offset), stride.plus(offset), zeros, zeros, 0);
  }

  /// The position of the element at `index`.
  public Dim at(List<Dim> index) {
    var sum = offset;
    for (var p : parts) {
      sum = sum.plus(p.of(index.get(p.axis())));
    }
    return sum;
  }

  /// The same memory seen as the part of a tensor that starts at `start`. What lies around a part is no halo of it.
  public Layout shifted(List<Dim> start) {
    var zeros = Collections.nCopies(low.size(), 0L);
    return new Layout(parts, at(start), size, zeros, zeros, 0);
  }

  public boolean hasHalo() {
    return low.stream().anyMatch(l -> l > 0) || high.stream().anyMatch(h -> h > 0);
  }

  /// Text: `offset 16 size 16*n parts [d0:16*n, d1:1]` and, with a halo, `halo [0, 1] [0, 1] fill 0.0`.
  @Override
  public String toString() {
    return "offset " + offset + " size " + size
        + parts.stream().map(Part::toString).collect(Collectors.joining(", ", " parts [", "]"))
        + (hasHalo() ? " halo " + low + " " + high + " fill " + fill : "");
  }
}

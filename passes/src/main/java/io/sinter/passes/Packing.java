package io.sinter.passes;

import io.sinter.ir.Literal;
import io.sinter.ir.kernel.Layout;
import java.lang.reflect.Array;
import java.util.Map;
import java.util.stream.IntStream;

/// Writes a constant into an array in the layout its kernel reads; padding stays zero.
final class Packing {
  private Packing() {}

  /// The packed array: of the storage class of the constant's type, as long as the layout says.
  static Object pack(Literal literal, Layout layout) {
    var tensor = literal.tensor();
    var axes = axes(tensor.shape());
    var offsets = new int[axes.length][];
    for (int i = 0; i < axes.length; i++) {
      offsets[i] = offsets(layout, axes[i], (int) tensor.shape()[axes[i]]);
    }
    var packed = tensor.dtype().newArray(Math.toIntExact(layout.size().asLong()));
    copy(tensor.array(), packed, offsets, 0, 0, Math.toIntExact(layout.offset().asLong()));
    return packed;
  }

  /// Those with more or less than one element: the windows of many weights are 1 wide, and rows should be long.
  private static int[] axes(long[] shape) {
    return IntStream.range(0, shape.length).filter(axis -> shape[axis] != 1).toArray();
  }

  /// What each index of one axis adds to the position.
  private static int[] offsets(Layout layout, int axis, int size) {
    var parts = layout.parts().stream().filter(p -> p.axis() == axis).toList();
    var offsets = new int[size];
    for (int i = 0; i < size; i++) {
      for (var p : parts) {
        long index = i / p.div();
        offsets[i] += Math.toIntExact((p.mod() == 0 ? index : index % p.mod()) * p.stride().evaluate(Map.of()));
      }
    }
    return offsets;
  }

  /// Copies the elements below `axis`; gives the number of elements read so far.
  private static int copy(Object from, Object to, int[][] offsets, int axis, int read, int at) {
    if (axis == offsets.length) {
      System.arraycopy(from, read, to, at, 1);
      return read + 1;
    }
    if (axis == offsets.length - 1) {
      return copyRow(from, to, offsets[axis], read, at);
    }
    int next = read;
    for (int offset : offsets[axis]) {
      next = copy(from, to, offsets, axis + 1, next, at + offset);
    }
    return next;
  }

  private static int copyRow(Object from, Object to, int[] offsets, int read, int at) {
    if (from instanceof float[] f && to instanceof float[] t) {
      for (int i = 0; i < offsets.length; i++) {
        t[at + offsets[i]] = f[read + i];
      }
    } else {
      for (int i = 0; i < offsets.length; i++) {
        Array.set(to, at + offsets[i], Array.get(from, read + i));
      }
    }
    return read + offsets.length;
  }

}

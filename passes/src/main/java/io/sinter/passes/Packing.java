package io.sinter.passes;

import io.sinter.ir.Literal;
import io.sinter.ir.kernel.Layout;
import java.lang.reflect.Array;
import java.util.Map;

/// Writes a constant into an array in the layout its kernel reads; padding stays zero.
final class Packing {
  private Packing() {}

  /// The packed array: of the storage class of the constant's type, as long as the layout says.
  static Object pack(Literal literal, Layout layout) {
    var tensor = literal.tensor();
    long[] shape = tensor.shape();
    var offsets = new int[shape.length][];
    for (int axis = 0; axis < shape.length; axis++) {
      offsets[axis] = offsets(layout, axis, (int) shape[axis]);
    }
    var packed = tensor.dtype().newArray(Math.toIntExact(layout.size().asLong()));
    copy(tensor.array(), packed, offsets, shape, 0, 0, Math.toIntExact(layout.offset().asLong()));
    return packed;
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
  private static int copy(Object from, Object to, int[][] offsets, long[] shape, int axis, int read, int at) {
    if (axis == shape.length) {
      System.arraycopy(from, read, to, at, 1);
      return read + 1;
    }
    if (axis == shape.length - 1) {
      return copyRow(from, to, offsets[axis], read, at);
    }
    int next = read;
    for (int i = 0; i < shape[axis]; i++) {
      next = copy(from, to, offsets, shape, axis + 1, next, at + offsets[axis][i]);
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

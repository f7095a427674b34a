package io.sinter.passes;

import io.sinter.ir.Literal;
import io.sinter.ir.kernel.Layout;
import io.sinter.runtime.Tensor;
import io.sinter.runtime.TensorType;
import java.lang.reflect.Array;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;

/// Writes a constant into an array in the layout its kernel reads, padding stays zero; and reads it from there.
final class Packing {
  private Packing() {}

  /// The packed array: of the storage class of the constant's type, as long as the layout says.
  static Object pack(Literal literal, Layout layout) {
    var tensor = literal.tensor();
    var offsets = offsets(layout, tensor.shape());
    var packed = tensor.dtype().newArray(Math.toIntExact(layout.size().asLong()));
    copy(tensor.array(), packed, offsets, 0, 0, Math.toIntExact(layout.offset().asLong()));
    return packed;
  }

  /// A constant whose elements lie in the array that it was packed to.
  static Tensor unpacked(TensorType type, Layout layout, Object packed) {
    var shape = type.shape().toLongs();
    int first = Math.toIntExact(layout.offset().asLong());
    return Tensor.late(type.dtype(), shape, (from, count) -> {
      var offsets = offsets(layout, shape);
      var elements = type.dtype().newArray(count);
      for (int i = 0; i < count; i++) {
        int at = first;
        int rest = from + i;
        for (int axis = offsets.length - 1; axis >= 0; axis--) {
          at += offsets[axis][rest % offsets[axis].length];
          rest /= offsets[axis].length;
        }
        System.arraycopy(packed, at, elements, i, 1);
      }
      return elements;
    });
  }

  /// What each index of each axis that [#axes] names adds to the position.
  private static int[][] offsets(Layout layout, long[] shape) {
    return Arrays.stream(axes(shape)).mapToObj(axis -> offsets(layout, axis, (int) shape[axis])).toArray(int[][]::new);
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

package io.sinter.onnx;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/// ONNX's rules for windows, written as loops over indices: what the tests of convolution and pooling compare with.
record WindowReference(
    int[] size, int[] kernel, int[] stride, int[] dilation, int[] low, int[] high, boolean ceil) {
  int rank() {
    return size.length;
  }

  int reach(int axis) {
    return (kernel[axis] - 1) * dilation[axis] + 1;
  }

  /// How many positions the window has along an axis; one that would start in the high padding does not count.
  int positions(int axis) {
    int room = size[axis] + low[axis] + high[axis] - reach(axis);
    int count = (int) (ceil ? Math.ceil((double) room / stride[axis]) : Math.floor((double) room / stride[axis])) + 1;
    return ceil && (count - 1) * stride[axis] >= size[axis] + low[axis] ? count - 1 : count;
  }

  int[] positions() {
    var all = new int[rank()];
    for (int i = 0; i < all.length; i++) {
      all[i] = positions(i);
    }
    return all;
  }

  /// The place in the input of a window element, which may lie outside of it.
  int[] place(int[] position, int[] element) {
    var place = new int[rank()];
    for (int i = 0; i < place.length; i++) {
      place[i] = position[i] * stride[i] + element[i] * dilation[i] - low[i];
    }
    return place;
  }

  boolean inside(int[] place) {
    for (int i = 0; i < place.length; i++) {
      if (place[i] < 0 || place[i] >= size[i]) {
        return false;
      }
    }
    return true;
  }

  /// Inside the input or its declared padding.
  boolean padded(int[] place) {
    for (int i = 0; i < place.length; i++) {
      if (place[i] < -low[i] || place[i] >= size[i] + high[i]) {
        return false;
      }
    }
    return true;
  }

  /// Calls `each` with every index below `sizes` and its row-major number.
  static void forEach(int[] sizes, BiConsumer<int[], Integer> each) {
    int count = 1;
    for (int s : sizes) {
      count *= s;
    }
    for (int i = 0; i < count; i++) {
      each.accept(unravel(i, sizes), i);
    }
  }

  static int[] unravel(int number, int[] sizes) {
    var index = new int[sizes.length];
    for (int i = sizes.length - 1; i >= 0; i--) {
      index[i] = number % sizes[i];
      number /= sizes[i];
    }
    return index;
  }

  static int number(int[] index, int[] sizes) {
    int number = 0;
    for (int i = 0; i < sizes.length; i++) {
      number = number * sizes[i] + index[i];
    }
    return number;
  }

  static List<Long> longs(int... values) {
    var list = new ArrayList<Long>();
    for (int v : values) {
      list.add((long) v);
    }
    return list;
  }

  List<Long> pads() {
    var pads = longs(low);
    pads.addAll(longs(high));
    return pads;
  }

  @Override
  public String toString() {
    return "size " + longs(size) + " kernel " + longs(kernel) + " stride " + longs(stride) + " dilation "
        + longs(dilation) + " pads " + pads() + (ceil ? " ceil" : "");
  }
}

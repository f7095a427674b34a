package io.sinter.models;

import io.sinter.runtime.Tensor;

/// The plainest way to compute what NumPy does.
final class Naive {
  private Naive() {}

  /// What calls back with each index of a shape, in row-major order.
  @FunctionalInterface
  interface Each {
    void at(int position, int[] index);
  }

  /// What stands at an index.
  @FunctionalInterface
  interface Element {
    double at(int[] index);
  }

  static void each(long[] shape, Each each) {
    int count = count(shape);
    for (int p = 0; p < count; p++) {
      var index = new int[shape.length];
      int rest = p;
      for (int axis = shape.length - 1; axis >= 0; axis--) {
        index[axis] = rest % (int) shape[axis];
        rest /= (int) shape[axis];
      }
      each.at(p, index);
    }
  }

  static int count(long[] shape) {
    int count = 1;
    for (long d : shape) {
      count *= (int) d;
    }
    return count;
  }

  /// The element of `x` at the last entries of `index`, with 0 where its size is 1.
  static double at(Tensor x, int[] index) {
    int position = 0;
    for (int axis = 0; axis < x.rank(); axis++) {
      int i = index[index.length - x.rank() + axis];
      position = position * (int) x.dim(axis) + (x.dim(axis) == 1 ? 0 : i);
    }
    return x.doubleAt(position);
  }

  static long[] common(long[] a, long[] b) {
    var shape = new long[Math.max(a.length, b.length)];
    for (int i = 1; i <= shape.length; i++) {
      long x = i <= a.length ? a[a.length - i] : 1;
      long y = i <= b.length ? b[b.length - i] : 1;
      shape[shape.length - i] = x == 1 ? y : x;
    }
    return shape;
  }

  static double[] broadcast(Tensor x, long[] shape) {
    var result = new double[count(shape)];
    each(shape, (p, index) -> result[p] = at(x, index));
    return result;
  }
}

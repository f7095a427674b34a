package io.sinter.ir;

import io.sinter.runtime.Tensor;
import java.util.Arrays;

/// The elements of a convolution's operand as a matrix: a row per channel and window element, a column per position;
/// 0 where the window reaches over the edge.
final class Columns {
  private final int rank;
  private final int groupChannels;
  private final int channels;
  private final int plane;
  private final long[] sizes;
  private final long[] strides;
  private final long[] positions;
  private final Window window;
  private final int elements;

  /// @param shape that of the result
  Columns(Window window, Tensor x, int groupChannels, long[] shape) {
    this.window = window;
    this.groupChannels = groupChannels;
    this.channels = (int) x.dim(1);
    this.rank = x.rank() - 2;
    this.sizes = Arrays.copyOfRange(x.shape(), 2, x.rank());
    this.strides = Movement.strides(sizes);
    this.plane = (int) Movement.count(sizes);
    this.positions = Arrays.copyOfRange(shape, 2, shape.length);
    this.elements = (int) window.sizes().stream().mapToLong(s -> s).reduce(1, (a, b) -> a * b);
  }

  /// The columns of `many` positions from `first` on, for one image and one group of channels.
  void gather(Object x, int image, int group, int first, int many, Object columns) {
    var element = new long[rank];
    for (int c = 0; c < groupChannels; c++) {
      int from = (image * channels + group * groupChannels + c) * plane;
      for (int e = 0; e < elements; e++) {
        int rest = e;
        for (int axis = rank - 1; axis >= 0; axis--) {
          int size = (int) (long) window.sizes().get(axis);
          element[axis] = rest % size * window.dilations().get(axis) - window.low().get(axis);
          rest /= size;
        }
        row(x, from, element, first, many, columns, (c * elements + e) * many);
      }
    }
  }

  private void row(Object x, int from, long[] shift, int first, int many, Object columns, int at) {
    int last = rank - 1;
    int length = (int) positions[last];
    int stride = (int) (long) window.strides().get(last);
    for (int p = first; p < first + many;) {
      int start = p % length;
      int end = Math.min(length, start + first + many - p);
      int line = line(from, p / length, shift);
      // the positions q with 0 <= q * stride + shift < size
      int low = line < 0 ? end : Math.clamp(Math.ceilDiv(-shift[last], stride), start, end);
      int high = line < 0 ? end : Math.clamp(Math.ceilDiv(sizes[last] - shift[last], stride), low, end);
      copy(x, line + low * stride + (int) shift[last], stride, columns, at, low - start, high - start, end - start);
      at += end - start;
      p += end - start;
    }
  }

  /// Where the line of a position along the last axis starts; negative when it lies outside.
  private int line(int from, int position, long[] shift) {
    int at = from;
    int rest = position;
    for (int axis = rank - 2; axis >= 0; axis--) {
      long i = rest % positions[axis] * window.strides().get(axis) + shift[axis];
      if (i < 0 || i >= sizes[axis]) {
        return -1;
      }
      at += (int) (i * strides[axis]);
      rest /= (int) positions[axis];
    }
    return at;
  }

  /// `to[at + i] = x[from + stride (i - low)]` for i from `low` to `high`, 0 below and from there up to `end`.
  private static void copy(Object x, int from, int stride, Object to, int at, int low, int high, int end) {
    switch (to) {
      case float[] t -> {
        Arrays.fill(t, at, at + low, 0);
        Arrays.fill(t, at + high, at + end, 0);
      }
      case double[] t -> {
        Arrays.fill(t, at, at + low, 0);
        Arrays.fill(t, at + high, at + end, 0);
      }
      case long[] t -> {
        Arrays.fill(t, at, at + low, 0);
        Arrays.fill(t, at + high, at + end, 0);
      }
      default -> throw new IllegalArgumentException("no columns of " + to.getClass());
    }
    if (high > low) {
      Movement.copy(x, from, new long[] {stride}, to, at + low, new long[] {1}, new long[] {high - low});
    }
  }
}

package io.sinter.ir;

import io.sinter.runtime.DType;
import io.sinter.runtime.ModelError;
import io.sinter.runtime.Problem;
import io.sinter.runtime.Tensor;
import java.util.Arrays;
import java.util.List;

/// The meaning of views, pad and concatenate: boxes of elements copied with strides.
final class Movement {
  private Movement() {}

  static Tensor broadcast(Tensor x, List<Integer> axes, long[] shape) {
    var strides = new long[shape.length];
    var own = strides(x.shape());
    for (int i = 0; i < own.length; i++) {
      long to = shape[axes.get(i)];
      if (x.dim(i) != 1 && x.dim(i) != to && to != 0) {
        throw misfit("A size does not broadcast.", x.dim(i) + " to " + to, "1 or " + to);
      }
      strides[axes.get(i)] = x.dim(i) == 1 ? 0 : own[i];
    }
    return gather(x, 0, strides, shape);
  }

  static Tensor transpose(Tensor x, List<Integer> permutation) {
    var own = strides(x.shape());
    var strides = permutation.stream().mapToLong(k -> own[k]).toArray();
    return gather(x, 0, strides, permutation.stream().mapToLong(x::dim).toArray());
  }

  static Tensor reshape(Tensor x, long[] shape) {
    if (count(shape) != x.elements()) {
      throw misfit("A reshape changes the number of elements.", x.type() + " to " + Arrays.toString(shape),
          x.elements() + " elements");
    }
    return x.reshape(shape);
  }

  static Tensor slice(Tensor x, long[] start, long[] shape, List<Long> steps) {
    var strides = strides(x.shape());
    long at = 0;
    for (int i = 0; i < start.length; i++) {
      long last = start[i] + (shape[i] - 1) * steps.get(i);
      if (count(shape) > 0 && (Math.min(start[i], last) < 0 || Math.max(start[i], last) >= x.dim(i))) {
        throw misfit("A slice reads outside of its operand.",
            "elements " + start[i] + " to " + last + " of axis " + i + " of " + x.type(),
            "elements from 0 to " + (x.dim(i) - 1));
      }
      at += start[i] * strides[i];
      strides[i] *= steps.get(i);
    }
    return gather(x, at, strides, shape);
  }

  /// The element `j` of an axis of `x` stands at `low + j * (interior + 1)`, if that is inside.
  static Tensor pad(Tensor x, Tensor value, long[] low, List<Long> interior, long[] shape) {
    var result = filled(value, shape);
    var from = strides(x.shape());
    var to = strides(shape);
    var sizes = new long[shape.length];
    long source = 0;
    long target = 0;
    for (int i = 0; i < shape.length; i++) {
      long step = interior.get(i) + 1;
      long first = Math.max(0, Math.ceilDiv(-low[i], step));
      long end = Math.min(x.dim(i), Math.ceilDiv(shape[i] - low[i], step));
      sizes[i] = Math.max(0, end - first);
      source += first * from[i];
      target += (low[i] + first * step) * to[i];
      to[i] *= step;
    }
    copy(x.array(), source, from, result, target, to, sizes);
    return Tensor.of(x.dtype(), shape, result);
  }

  static Tensor concatenate(List<Tensor> parts, int axis, long[] shape) {
    var type = parts.getFirst().dtype();
    var result = array(type, shape);
    var to = strides(shape);
    long at = 0;
    for (var part : parts) {
      var expected = shape.clone();
      expected[axis] = part.dim(axis);
      if (!Arrays.equals(expected, part.shape())) {
        throw misfit("The parts of a concatenation have different sizes.", part.type(), Arrays.toString(expected));
      }
      copy(part.array(), 0, strides(part.shape()), result, at * to[axis], to, part.shape());
      at += part.dim(axis);
    }
    return Tensor.of(type, shape, result);
  }

  /// `result[i] = x[at + strides · i]`.
  static Tensor gather(Tensor x, long at, long[] strides, long[] shape) {
    var own = strides(shape);
    if (at == 0 && count(shape) == x.elements() && Arrays.equals(own, strides)) {
      return x.reshape(shape);
    }
    var result = array(x.dtype(), shape);
    copy(x.array(), at, strides, result, 0, own, shape);
    return Tensor.of(x.dtype(), shape, result);
  }

  /// An array of `shape` with a scalar in every element.
  private static Object filled(Tensor scalar, long[] shape) {
    var result = array(scalar.dtype(), shape);
    copy(scalar.array(), 0, new long[shape.length], result, 0, strides(shape), shape);
    return result;
  }

  static Object array(DType type, long[] shape) {
    return type.newArray(Math.toIntExact(count(shape)));
  }

  static long count(long[] shape) {
    return Arrays.stream(shape).reduce(1, Math::multiplyExact);
  }

  /// The row-major strides.
  static long[] strides(long[] shape) {
    var strides = new long[shape.length];
    long stride = 1;
    for (int i = shape.length - 1; i >= 0; i--) {
      strides[i] = stride;
      stride *= shape[i];
    }
    return strides;
  }

  static ModelError misfit(String sentence, Object given, Object expected) {
    return new ModelError(Problem.of(sentence).given(given).expected(expected));
  }

  /// `to[b + t · i] = from[a + f · i]` for all indices `i` below `sizes`.
  static void copy(Object from, long a, long[] f, Object to, long b, long[] t, long[] sizes) {
    if (count(sizes) == 0) {
      return;
    }
    // neighbouring axes through which both sides step evenly are one
    var box = new long[3][sizes.length];
    int n = 0;
    for (int i = 0; i < sizes.length; i++) {
      if (sizes[i] == 1) {
        continue;
      }
      boolean joins = n > 0 && box[0][n - 1] == f[i] * sizes[i] && box[1][n - 1] == t[i] * sizes[i];
      n = joins ? n : n + 1;
      box[0][n - 1] = f[i];
      box[1][n - 1] = t[i];
      box[2][n - 1] = joins ? box[2][n - 1] * sizes[i] : sizes[i];
    }
    copy(0, from, (int) a, Arrays.copyOf(box[0], n), to, (int) b, Arrays.copyOf(box[1], n), Arrays.copyOf(box[2], n));
  }

  private static void copy(int axis, Object from, int a, long[] f, Object to, int b, long[] t, long[] sizes) {
    if (axis < sizes.length - 1) {
      for (int i = 0; i < sizes[axis]; i++) {
        copy(axis + 1, from, a + i * (int) f[axis], f, to, b + i * (int) t[axis], t, sizes);
      }
      return;
    }
    int n = sizes.length == 0 ? 1 : (int) sizes[axis];
    int p = sizes.length == 0 ? 0 : (int) f[axis];
    int q = sizes.length == 0 ? 0 : (int) t[axis];
    if (n == 1 || p == 1 && q == 1) {
      System.arraycopy(from, a, to, b, n);
    } else {
      line(from, a, p, to, b, q, n);
    }
  }

  private static void line(Object from, int a, int p, Object to, int b, int q, int n) {
    switch (from) {
      case float[] x -> { var y = (float[]) to; for (int i = 0; i < n; i++) { y[b + i * q] = x[a + i * p]; } }
      case double[] x -> { var y = (double[]) to; for (int i = 0; i < n; i++) { y[b + i * q] = x[a + i * p]; } }
      case long[] x -> { var y = (long[]) to; for (int i = 0; i < n; i++) { y[b + i * q] = x[a + i * p]; } }
      case int[] x -> { var y = (int[]) to; for (int i = 0; i < n; i++) { y[b + i * q] = x[a + i * p]; } }
      case short[] x -> { var y = (short[]) to; for (int i = 0; i < n; i++) { y[b + i * q] = x[a + i * p]; } }
      case byte[] x -> { var y = (byte[]) to; for (int i = 0; i < n; i++) { y[b + i * q] = x[a + i * p]; } }
      case Object[] x -> { var y = (Object[]) to; for (int i = 0; i < n; i++) { y[b + i * q] = x[a + i * p]; } }
      default -> throw new IllegalArgumentException("no tensor storage: " + from.getClass());
    }
  }
}

package io.sinter.ir;

import io.sinter.runtime.DType;
import io.sinter.runtime.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The meaning of contractions: products of matrices with sums of double or long. A convolution gathers the elements
/// under its window as the columns of a matrix, some positions at a time.
final class Products {
  /// Elements of the gathered matrix that are worked on at once: few enough for the caches.
  private static final int GATHERED = 1 << 19;

  private Products() {}

  static Tensor dotGeneral(Tensor lhs, Tensor rhs, Op.DotGeneral op, long[] shape) {
    paired(lhs, op.lhsBatch(), rhs, op.rhsBatch());
    paired(lhs, op.lhsContracting(), rhs, op.rhsContracting());
    int b = count(lhs, op.lhsBatch());
    int m = count(lhs, op.lhsFree());
    int n = count(rhs, op.rhsFree());
    int k = count(lhs, op.lhsContracting());
    // rows of the result are worked on whole, so its longer side becomes the row
    boolean swap = n < m && n < 16;
    var rows = swap ? ordered(rhs, op.rhsBatch(), op.rhsFree(), op.rhsContracting())
        : ordered(lhs, op.lhsBatch(), op.lhsFree(), op.lhsContracting());
    var columns = swap ? ordered(lhs, op.lhsBatch(), op.lhsContracting(), op.lhsFree())
        : ordered(rhs, op.rhsBatch(), op.rhsContracting(), op.rhsFree());
    int height = swap ? n : m;
    int width = swap ? m : n;
    var result = Movement.array(lhs.dtype(), shape);
    var a = operand(rows);
    var x = operand(columns);
    for (int i = 0; i < b; i++) {
      multiply(lhs.dtype(), a, i * height * k, height, k, x, i * k * width, width, width, result, i * m * n, width);
    }
    if (!swap) {
      return Tensor.of(lhs.dtype(), shape, result);
    }
    return Movement.transpose(Tensor.of(lhs.dtype(), new long[] {b, n, m}, result), List.of(0, 2, 1)).reshape(shape);
  }

  private static void paired(Tensor lhs, List<Integer> left, Tensor rhs, List<Integer> right) {
    for (int i = 0; i < left.size(); i++) {
      if (lhs.dim(left.get(i)) != rhs.dim(right.get(i))) {
        throw Movement.misfit("Paired axes have different sizes.", lhs.type() + " and " + rhs.type(),
            "equal sizes on axes " + left.get(i) + " and " + right.get(i));
      }
    }
  }

  private static int count(Tensor t, List<Integer> axes) {
    return Math.toIntExact(axes.stream().mapToLong(t::dim).reduce(1, Math::multiplyExact));
  }

  private static Tensor ordered(Tensor t, List<Integer> a, List<Integer> b, List<Integer> c) {
    var order = new ArrayList<>(a);
    order.addAll(b);
    order.addAll(c);
    return Movement.transpose(t, order);
  }

  private static Object operand(Tensor t) {
    return t.dtype().isFloat() ? Elements.reals(t) : Elements.longs(t);
  }

  static Tensor convolution(Tensor x, Tensor w, Op.Convolution op, long[] shape) {
    int groups = Math.toIntExact(op.groups());
    if (w.dim(1) * groups != x.dim(1) || w.dim(0) % groups != 0) {
      throw Movement.misfit("The channels of a convolution do not fit.",
          groups + " groups of " + x.type() + " and " + w.type(), "groups that divide both kinds of channels");
    }
    var result = Movement.array(x.dtype(), shape);
    int outputs = (int) w.dim(0) / groups;
    int k = outputs == 0 ? 0 : w.elements() / (int) w.dim(0);
    int positions = (int) Movement.count(Arrays.copyOfRange(shape, 2, shape.length));
    int run = Math.clamp(GATHERED / Math.max(1, k), Math.min(positions, 256), Math.max(positions, 1));
    var columns = new Columns(op.window(), x, (int) w.dim(1), shape);
    var weights = operand(w);
    var source = operand(x);
    var gathered = source instanceof float[] ? new float[k * run]
        : source instanceof double[] ? new double[k * run] : new long[k * run];
    for (int image = 0; image < shape[0]; image++) {
      for (int g = 0; g < groups; g++) {
        int target = (image * groups + g) * outputs * positions;
        for (int p = 0; p < positions; p += run) {
          int many = Math.min(run, positions - p);
          columns.gather(source, image, g, p, many, gathered);
          multiply(x.dtype(), weights, g * outputs * k, outputs, k, gathered, 0, many, many,
              result, target + p, positions);
        }
      }
    }
    return Tensor.of(x.dtype(), shape, result);
  }

  /// `result[i, j] = sum over k of a[i, k] * x[k, j]`: `a` dense from `aAt`, rows of `x` and of the result `xStep` and
  /// `step` apart.
  private static void multiply(DType type, Object a, int aAt, int rows, int depth, Object x, int xAt, int width,
      int xStep, Object result, int at, int step) {
    var reals = new double[a instanceof long[] ? 0 : width];
    var longs = new long[a instanceof long[] ? width : 0];
    for (int i = 0; i < rows; i++) {
      Pulse.beat();
      int row = aAt + i * depth;
      switch (a) {
        case float[] f -> {
          Arrays.fill(reals, 0);
          sum(reals, width, f, row, depth, (float[]) x, xAt, xStep);
          Elements.store(reals, width, type, result, at + i * step);
        }
        case double[] d -> {
          Arrays.fill(reals, 0);
          sum(reals, width, d, row, depth, (double[]) x, xAt, xStep);
          Elements.store(reals, width, type, result, at + i * step);
        }
        case long[] l -> {
          Arrays.fill(longs, 0);
          sum(longs, width, l, row, depth, (long[]) x, xAt, xStep);
          Elements.store(longs, width, type, result, at + i * step);
        }
        default -> throw new IllegalArgumentException("no products of " + type);
      }
    }
  }

  private static void sum(double[] r, int n, float[] a, int row, int depth, float[] x, int at, int step) {
    int k = 0;
    for (; k + 4 <= depth; k += 4) {
      add(r, n, a[row + k], a[row + k + 1], a[row + k + 2], a[row + k + 3], x, at + k * step, step);
    }
    for (; k < depth; k++) {
      double w = a[row + k];
      int p = at + k * step;
      for (int j = 0; j < n; j++) {
        r[j] += w * x[p + j];
      }
    }
  }

  /// Four rows at once, in ascending order, so that a sum is loaded and stored once for four products.
  private static void add(
      double[] r, int n, double w0, double w1, double w2, double w3, float[] x, int p0, int step) {
    int p1 = p0 + step;
    int p2 = p1 + step;
    int p3 = p2 + step;
    for (int j = 0; j < n; j++) {
      r[j] = r[j] + w0 * x[p0 + j] + w1 * x[p1 + j] + w2 * x[p2 + j] + w3 * x[p3 + j];
    }
  }

  /// There is nothing wider than double, so the products are fused: that is the op's own definition.
  private static void sum(double[] r, int n, double[] a, int row, int depth, double[] x, int at, int step) {
    for (int k = 0; k < depth; k++) {
      double w = a[row + k];
      int p = at + k * step;
      for (int j = 0; j < n; j++) {
        r[j] = Math.fma(w, x[p + j], r[j]);
      }
    }
  }

  private static void sum(long[] r, int n, long[] a, int row, int depth, long[] x, int at, int step) {
    for (int k = 0; k < depth; k++) {
      long w = a[row + k];
      int p = at + k * step;
      for (int j = 0; j < n; j++) {
        r[j] += w * x[p + j];
      }
    }
  }
}

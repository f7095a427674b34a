package io.sinter.ir;

import io.sinter.runtime.DType;
import io.sinter.runtime.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// The meaning of reductions, with accumulators of double or long.
final class Folds {
  private Folds() {}

  static Tensor reduce(Tensor x, ScalarFn fn, List<Integer> axes, long[] shape) {
    var order = new ArrayList<>(IntStream.range(0, x.rank()).boxed().toList());
    order.removeAll(axes);
    order.addAll(axes);
    var rows = Movement.transpose(x, order);
    int n = Math.toIntExact(Movement.count(shape));
    int length = n == 0 ? 0 : x.elements() / n;
    var result = x.dtype().newArray(n);
    var start = Tensor.fromDoubles(x.dtype(), new long[0], Combiners.identity(fn, x.dtype()));
    if (x.dtype().isFloat()) {
      var run = new double[Elements.RUN];
      var sum = new double[1];
      for (int i = 0; i < n; i++) {
        sum[0] = start.doubleAt(0);
        for (int at = 0; at < length; at += Elements.RUN) {
          Pulse.beat();
          int many = Math.min(Elements.RUN, length - at);
          Elements.load(rows, i * length + at, run, many);
          fold(fn, sum, 0, 0, run, 0, 1, many);
        }
        Elements.store(sum, 1, x.dtype(), result, i);
      }
    } else {
      var run = new long[Elements.RUN];
      var sum = new long[1];
      for (int i = 0; i < n; i++) {
        sum[0] = start.longAt(0);
        for (int at = 0; at < length; at += Elements.RUN) {
          Pulse.beat();
          int many = Math.min(Elements.RUN, length - at);
          Elements.load(rows, i * length + at, run, many);
          fold(fn, x.dtype(), sum, 0, 0, run, 0, 1, many);
        }
        Elements.store(sum, 1, x.dtype(), result, i);
      }
    }
    return Tensor.of(x.dtype(), shape, result);
  }

  static Tensor cumulate(Tensor x, ScalarFn fn, int axis) {
    long inner = 1;
    for (int i = axis + 1; i < x.rank(); i++) {
      inner *= x.dim(i);
    }
    int step = (int) inner;
    int length = (int) x.dim(axis);
    var result = x.dtype().newArray(x.elements());
    boolean real = x.dtype().isFloat();
    var reals = real ? x.toDoubles() : new double[0];
    var longs = real ? new long[0] : Elements.longs(x);
    for (int i = 0; i < x.elements(); i++) {
      if (i / step % length == 0) {
        continue;
      }
      if (real) {
        fold(fn, reals, i, 1, reals, i - step, 1, 1);
      } else {
        fold(fn, x.dtype(), longs, i, 1, longs, i - step, 1, 1);
      }
    }
    if (real) {
      Elements.store(reals, x.elements(), x.dtype(), result, 0);
    } else {
      Elements.store(longs, x.elements(), x.dtype(), result, 0);
    }
    return Tensor.of(x.dtype(), x.shape(), result);
  }

  static Tensor reduceWindow(Tensor x, ScalarFn fn, Window window, long[] shape) {
    int n = Math.toIntExact(Movement.count(shape));
    var result = x.dtype().newArray(n);
    var start = Tensor.fromDoubles(x.dtype(), new long[0], Combiners.identity(fn, x.dtype()));
    boolean real = x.dtype().isFloat();
    var reals = real ? x.toDoubles() : new double[0];
    var longs = real ? new long[0] : Elements.longs(x);
    var realSums = new double[real ? n : 0];
    var longSums = new long[real ? 0 : n];
    Arrays.fill(realSums, start.doubleAt(0));
    Arrays.fill(longSums, start.longAt(0));
    var steps = new int[1];
    WindowWalk.each(window, x.shape(), shape, (from, step, to, many) -> {
      steps[0] += many;
      if (steps[0] >= Elements.RUN) {
        Pulse.beat();
        steps[0] = 0;
      }
      if (real) {
        fold(fn, realSums, to, 1, reals, from, step, many);
      } else {
        fold(fn, x.dtype(), longSums, to, 1, longs, from, step, many);
      }
    });
    if (real) {
      Elements.store(realSums, n, x.dtype(), result, 0);
    } else {
      Elements.store(longSums, n, x.dtype(), result, 0);
    }
    return Tensor.of(x.dtype(), shape, result);
  }

  /// `r[to + q i] = fn(r[to + q i], x[at + p i])` for ascending i; with q = 0 all go to one element.
  private static void fold(ScalarFn fn, double[] r, int to, int q, double[] x, int at, int p, int n) {
    switch (fn) {
      case ADD -> { for (int i = 0; i < n; i++) { r[to + q * i] += x[at + p * i]; } }
      case MUL -> { for (int i = 0; i < n; i++) { r[to + q * i] *= x[at + p * i]; } }
      case MAX -> { for (int i = 0; i < n; i++) { r[to + q * i] = Math.max(r[to + q * i], x[at + p * i]); } }
      case MIN -> { for (int i = 0; i < n; i++) { r[to + q * i] = Math.min(r[to + q * i], x[at + p * i]); } }
      default -> throw new IllegalArgumentException(fn + " does not combine floats");
    }
  }

  private static void fold(ScalarFn fn, DType type, long[] r, int to, int q, long[] x, int at, int p, int n) {
    long flip = type == DType.U64 ? Long.MIN_VALUE : 0;
    for (int i = 0; i < n; i++) {
      long a = r[to + q * i];
      long b = x[at + p * i];
      r[to + q * i] = switch (fn) {
        case ADD -> a + b;
        case MUL -> a * b;
        case MAX -> Math.max(a ^ flip, b ^ flip) ^ flip;
        case MIN -> Math.min(a ^ flip, b ^ flip) ^ flip;
        case AND -> a & b;
        case OR -> a | b;
        default -> throw new IllegalArgumentException(fn + " does not combine integers");
      };
    }
  }
}

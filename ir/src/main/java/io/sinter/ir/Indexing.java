package io.sinter.ir;

import io.sinter.runtime.ModelError;
import io.sinter.runtime.Problem;
import io.sinter.runtime.Tensor;
import java.util.ArrayList;
import java.util.List;

/// The meaning of gather, scatter and counting.
final class Indexing {
  private Indexing() {}

  static Tensor iota(int axis, long[] shape) {
    var values = new long[Math.toIntExact(Movement.count(shape))];
    long stride = Movement.strides(shape)[axis];
    for (int i = 0; i < values.length; i++) {
      values[i] = i / stride % shape[axis];
    }
    return Tensor.of(values, shape);
  }

  static Tensor gather(Indexed.Gather g, Tensor x, List<Tensor> indices, long[] shape) {
    var rows = rows(g, x);
    int length = rows.length();
    int count = indices.getFirst().elements();
    var result = x.dtype().newArray(count * length);
    for (int b = 0; b < count; b++) {
      long at = 0;
      for (int k = 0; k < g.axes().size(); k++) {
        long size = x.dim(g.axes().get(k));
        if (size == 0 && length > 0) {
          throw new ModelError(Problem.of("A gather reads from an axis without elements.")
              .given("axis " + g.axes().get(k) + " of " + x.type()).expected("at least one element"));
        }
        at = at * size + Math.clamp(indices.get(k).longAt(b), 0, Math.max(0, size - 1));
      }
      System.arraycopy(rows.elements().array(), (int) at * length, result, b * length, length);
    }
    return Tensor.of(x.dtype(), shape, result);
  }

  static Tensor scatter(Indexed.Scatter s, Tensor x, List<Tensor> indices, Tensor updates) {
    var rows = rows(s, x);
    int length = rows.length();
    var result = x.dtype().newArray(x.elements());
    System.arraycopy(rows.elements().array(), 0, result, 0, x.elements());
    int count = indices.getFirst().elements();
    if (updates.elements() != (long) count * length) {
      throw new ModelError(Problem.of("A scatter has another number of updates than of places.")
          .given(updates.type()).expected(count + " updates of " + length + " elements"));
    }
    for (int b = 0; b < count; b++) {
      long at = 0;
      boolean inside = true;
      for (int k = 0; k < s.axes().size(); k++) {
        long size = x.dim(s.axes().get(k));
        long index = indices.get(k).longAt(b);
        inside &= index >= 0 && index < size;
        at = at * size + index;
      }
      if (inside) {
        update(s.update(), updates, b * length, x, result, (int) at * length, length);
      }
    }
    var scattered = Tensor.of(x.dtype(), rows.elements().shape(), result);
    return Movement.transpose(scattered, inverse(rows.order()));
  }

  /// Combines in the type of the elements: each update is rounded.
  private static void update(Indexed.Update update, Tensor from, int source, Tensor x, Object into, int at, int n) {
    if (update == Indexed.Update.SET) {
      System.arraycopy(from.array(), source, into, at, n);
      return;
    }
    var old = x.dtype().newArray(n);
    System.arraycopy(into, at, old, 0, n);
    var own = x.dtype().newArray(n);
    System.arraycopy(from.array(), source, own, 0, n);
    var shape = new long[] {n};
    var combined = ScalarLoops.apply(Indexed.fn(update),
        List.of(Tensor.of(x.dtype(), shape, old), Tensor.of(x.dtype(), shape, own)), shape);
    System.arraycopy(combined.array(), 0, into, at, n);
  }

  /// `x` with the indexed axes first, of which each position has a row of `length` elements.
  private record Rows(Tensor elements, List<Integer> order, int length) {}

  private static Rows rows(Indexed op, Tensor x) {
    var order = new ArrayList<>(op.axes());
    order.addAll(op.free());
    return new Rows(Movement.transpose(x, order), order,
        (int) op.free().stream().mapToLong(x::dim).reduce(1, (a, b) -> a * b));
  }

  private static List<Integer> inverse(List<Integer> order) {
    return order.stream().sorted().map(order::indexOf).toList();
  }
}

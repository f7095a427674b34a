package io.sinter.ir;

import io.sinter.runtime.Tensor;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// What gathers and scatters mean, element by element: the part of [NaiveMeaning] with indices that are data.
final class NaiveIndexing {
  private NaiveIndexing() {}

  /// The index into `x` of an index into what is gathered or into the updates.
  static long[] target(Indexed op, Tensor x, List<Tensor> args, long[] i, boolean nearest) {
    int batch = args.get(1).rank();
    var at = new long[x.rank()];
    for (int k = 0; k < op.axes().size(); k++) {
      long position = ((BigInteger) NaiveMeaning.element(args.get(1 + k), Arrays.copyOf(i, batch))).longValue();
      int axis = op.axes().get(k);
      at[axis] = nearest ? Math.max(0, Math.min(position, x.dim(axis) - 1)) : position;
    }
    IntStream.range(0, op.free().size()).forEach(f -> at[op.free().get(f)] = i[batch + f]);
    return at;
  }

  static Object scattered(Indexed.Scatter s, Tensor x, List<Tensor> args, long[] index) {
    var updates = args.getLast();
    Object[] last = {NaiveMeaning.element(x, index)};
    NaiveMeaning.indices(updates.shape(), 0, new long[updates.rank()], u -> {
      if (Arrays.equals(target(s, x, args, u, false), index)) {
        var update = NaiveMeaning.element(updates, u);
        var value = s.update() == Indexed.Update.SET ? update
            : NaiveMeaning.apply(Indexed.fn(s.update()), x.dtype(), List.of(last[0], update));
        last[0] = NaiveMeaning.element(NaiveMeaning.fill(x.dtype(), new long[0], i -> value), new long[0]);
      }
    });
    return last[0];
  }
}

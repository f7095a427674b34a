package io.sinter.ir.composite;

import io.sinter.ir.Builder;
import io.sinter.ir.Indexed;
import io.sinter.ir.Op;
import io.sinter.ir.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Elements along one axis at indices that are data, as NumPy's `take`.
public final class Take {
  private Take() {}

  /// `result[a…, i…, c…] = x[a…, indices[i…], c…]`, where `axis` stands between `a` and `c`. An index outside of the
  /// axis is moved to the nearest edge.
  ///
  /// @param indices of i64 or i32
  public static Value along(Builder b, Value x, int axis, Value indices) {
    var taken = b.add(new Indexed.Gather(x, List.of(indices), List.of(axis)));
    int block = indices.type().rank();
    var order = new ArrayList<Integer>();
    IntStream.range(0, axis).forEach(i -> order.add(block + i));
    IntStream.range(0, block).forEach(order::add);
    IntStream.range(axis, x.type().rank() - 1).forEach(i -> order.add(block + i));
    return axis == 0 || block == 0 ? taken : b.add(new Op.Transpose(taken, order));
  }
}

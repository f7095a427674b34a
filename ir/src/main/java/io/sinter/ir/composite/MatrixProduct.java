package io.sinter.ir.composite;

import io.sinter.ir.Builder;
import io.sinter.ir.CommonShape;
import io.sinter.ir.Op;
import io.sinter.ir.Value;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// The product of matrices as in NumPy's `matmul`: all axes but the last two are a batch and broadcast; a vector is a
/// row on the left, a column on the right, and its axis leaves the result.
public final class MatrixProduct {
  private MatrixProduct() {}

  /// Empty where the batches do not broadcast.
  ///
  /// @param x of rank 1 or more; `y` likewise
  public static Optional<Value> of(Builder b, Value x, Value y) {
    int rx = x.type().rank();
    int ry = y.type().rank();
    if (ry <= 2 || rx == 1) {
      var columns = List.of(Math.max(0, ry - 2));
      return Optional.of(b.add(new Op.DotGeneral(x, y, List.of(), List.of(), List.of(rx - 1), columns)));
    }
    return CommonShape.of(List.of(batch(x), batch(y))).map(common -> {
      int k = common.rank();
      var axes = IntStream.range(0, k).boxed().toList();
      return b.add(new Op.DotGeneral(
          batched(b, x, common), batched(b, y, common), axes, axes, List.of(k + 1), List.of(k)));
    });
  }

  private static Shape batch(Value x) {
    return new Shape(x.type().shape().dims().subList(0, x.type().rank() - 2));
  }

  private static Value batched(Builder b, Value x, Shape batch) {
    var dims = new ArrayList<Dim>(batch.dims());
    dims.addAll(x.type().shape().dims().subList(x.type().rank() - 2, x.type().rank()));
    return b.broadcast(x, new Shape(dims));
  }
}

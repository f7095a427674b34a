package io.sinter.passes;

import io.sinter.ir.Function;
import io.sinter.runtime.DType;
import io.sinter.runtime.Tensor;
import io.sinter.runtime.TensorType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;

/// Arguments to try a function on: small sizes for its symbols, harmless numbers (no NaN, no zero divisor).
final class RandomInputs {
  private static final long[] SIZES = {2, 3, 1, 4, 5, 8, 16};

  private RandomInputs() {}

  /// @param seed other seeds give other sizes and numbers
  static List<Tensor> of(Function function, long seed) {
    var random = new Random(seed);
    var symbols = new TreeSet<String>();
    function.parameters().forEach(p -> p.type().shape().dims().forEach(d -> symbols.addAll(d.symbols())));
    Map<String, Long> sizes = new HashMap<>();
    int next = Math.floorMod(seed, SIZES.length);
    for (var s : symbols) {
      sizes.put(s, SIZES[next++ % SIZES.length]);
    }
    return function.parameters().stream().map(p -> tensor(p.type(), sizes, random)).toList();
  }

  private static Tensor tensor(TensorType type, Map<String, Long> sizes, Random random) {
    var shape = type.shape().evaluate(sizes);
    long count = 1;
    for (long d : shape) {
      count *= d;
    }
    var values = new double[Math.toIntExact(count)];
    for (int i = 0; i < values.length; i++) {
      values[i] = type.dtype().isFloat() ? random.nextGaussian()
          : type.dtype() == DType.BOOL ? random.nextInt(2) : 1 + random.nextInt(4);
    }
    return Tensor.fromDoubles(type.dtype(), shape, values);
  }
}

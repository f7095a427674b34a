package io.sinter.ir.composite;

import io.sinter.ir.Builder;
import io.sinter.ir.ScalarFn;
import io.sinter.ir.Value;
import java.util.List;
import java.util.stream.IntStream;

/// One number per channel, which is axis 1.
public final class PerChannel {
  private PerChannel() {}

  /// `fn(x[n, c, …], channel[c])`.
  public static Value apply(Builder b, ScalarFn fn, Value x, Value channel) {
    var others = IntStream.range(0, x.type().rank()).filter(i -> i != 1).boxed().toList();
    return b.apply(fn, x, b.spread(channel, x.type().shape(), List.copyOf(others)));
  }
}

package io.sinter.runtime;

import java.util.HashMap;
import java.util.Map;

/// TestKernels of one group for programs that tests write.
final class TestKernels {
  private TestKernels() {}

  /// `copy(x, y) with [count]`.
  static final KernelCode COPY = (b, a, first, end) -> System.arraycopy(b[0], 0, b[1], 0, a[0]);

  /// `add(x, y, z) with [count]`: z = x + y, both f32; of `y` the first element, of `x` as many.
  static final KernelCode ADD = (b, a, first, end) -> {
    for (int i = 0; i < a[0]; i++) {
      ((float[]) b[2])[i] = ((float[]) b[0])[i] + ((float[]) b[1])[0];
    }
  };

  /// `positive(x, n) with [count]`: how many elements of x are above 0.
  static final KernelCode POSITIVE = (b, a, first, end) -> {
    long count = 0;
    for (int i = 0; i < a[0]; i++) {
      count += ((float[]) b[0])[i] > 0 ? 1 : 0;
    }
    ((long[]) b[1])[0] = count;
  };

  /// `keep(x, y) with [count, kept]`: those elements, of which there must be `kept`.
  static final KernelCode KEEP = (b, a, first, end) -> {
    int at = 0;
    for (int i = 0; i < a[0]; i++) {
      if (((float[]) b[0])[i] > 0) {
        ((float[]) b[1])[at++] = ((float[]) b[0])[i];
      }
    }
    if (at != a[1]) {
      throw new IllegalStateException(at + " of " + a[1]);
    }
  };

  /// `below(x, flag) with [limit]`: whether the first element of x is below the limit.
  static final KernelCode BELOW = (b, a, first, end) ->
      ((byte[]) b[1])[0] = (byte) (((float[]) b[0])[0] < a[0] ? 1 : 0);

  /// `number(i, y)`: y = i as f32.
  static final KernelCode NUMBER = (b, a, first, end) -> ((float[]) b[1])[0] = ((long[]) b[0])[0];

  /// `grow(x, y) with [count]`: y is x and one more element, 1 above the last.
  static final KernelCode GROW = (b, a, first, end) -> {
    var x = (float[]) b[0];
    var y = (float[]) b[1];
    System.arraycopy(x, 0, y, 0, a[0]);
    y[a[0]] = a[0] == 0 ? 0 : x[a[0] - 1] + 1;
  };

  /// `always(flag)`.
  static final KernelCode ALWAYS = (b, a, first, end) -> ((byte[]) b[0])[0] = 1;

  static Map<String, KernelCode> all() {
    var all = new HashMap<String, KernelCode>();
    all.put("copy", COPY);
    all.put("add", ADD);
    all.put("positive", POSITIVE);
    all.put("keep", KEEP);
    all.put("below", BELOW);
    all.put("number", NUMBER);
    all.put("grow", GROW);
    all.put("always", ALWAYS);
    return all;
  }

  static Map<String, KernelCode> and(String name, KernelCode code) {
    var all = all();
    all.put(name, code);
    return all;
  }
}

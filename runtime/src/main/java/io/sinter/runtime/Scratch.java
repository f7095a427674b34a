package io.sinter.runtime;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Arrays for calls of kernels that are about nothing. All trials of [WarmUp] share them, as long as the longest asked
/// for. Whole numbers are 0 at each turn: they may be indices.
final class Scratch {
  private static final long LARGEST_BYTES = Runtime.getRuntime().maxMemory() / 8;

  private final Map<Class<?>, List<Object>> byType = new HashMap<>();
  private long bytes;

  /// Whether a sample asked for more than this may take.
  boolean isTooLarge() {
    return bytes > LARGEST_BYTES;
  }

  void clear() {
    byType.clear();
    bytes = 0;
  }

  /// Arrays of the types and lengths of a sample, as far as [#isTooLarge] allows.
  Object[] like(TieredKernel.Sample sample) {
    var ordinals = new HashMap<Class<?>, Integer>();
    var arrays = new Object[sample.lengths().length];
    for (int i = 0; i < arrays.length && bytes <= LARGEST_BYTES; i++) {
      var type = sample.types().get(i);
      arrays[i] = array(type, ordinals.merge(type, 1, Integer::sum) - 1, sample.lengths()[i]);
    }
    return arrays;
  }

  private Object array(Class<?> type, int ordinal, int length) {
    var same = byType.computeIfAbsent(type, t -> new ArrayList<>());
    var old = ordinal < same.size() ? same.get(ordinal) : null;
    int had = old == null ? 0 : Array.getLength(old);
    if (old != null && had >= length) {
      zero(old);
      return old;
    }
    bytes += (long) (length - had) * size(type);
    if (bytes > LARGEST_BYTES) {
      return type;
    }
    var fresh = Array.newInstance(type.componentType(), length);
    if (old == null) {
      same.add(fresh);
    } else {
      same.set(ordinal, fresh);
    }
    return fresh;
  }

  private static int size(Class<?> type) {
    return type == double[].class || type == long[].class ? 8
        : type == short[].class ? 2 : type == byte[].class ? 1 : 4;
  }

  private static void zero(Object array) {
    switch (array) {
      case long[] a -> Arrays.fill(a, 0);
      case int[] a -> Arrays.fill(a, 0);
      case short[] a -> Arrays.fill(a, (short) 0);
      case byte[] a -> Arrays.fill(a, (byte) 0);
      default -> { }
    }
  }
}

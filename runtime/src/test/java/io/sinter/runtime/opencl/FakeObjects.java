package io.sinter.runtime.opencl;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The objects that a fake library has given out, each under a handle of its own.
final class FakeObjects {
  private static final long FIRST = 0x1000;

  private final Map<Long, Object> alive = new LinkedHashMap<>();
  private final Map<String, Integer> created = new TreeMap<>();
  private long next = FIRST;
  private int wrong;

  synchronized long create(Object object) {
    alive.put(++next, object);
    created.merge(object.getClass().getSimpleName(), 1, Integer::sum);
    return next;
  }

  /// @throws IllegalArgumentException when there is none of the type under the handle
  synchronized <T> T of(Class<T> type, long handle) {
    if (!type.isInstance(alive.get(handle))) {
      wrong++;
      throw new IllegalArgumentException(handle + " is no " + type.getSimpleName());
    }
    return type.cast(alive.get(handle));
  }

  synchronized <T> T release(Class<T> type, long handle) {
    var object = of(type, handle);
    alive.remove(handle);
    return object;
  }

  /// Those that were created and not released.
  synchronized List<Object> alive() {
    return List.copyOf(alive.values());
  }

  /// How many were created, by type.
  synchronized Map<String, Integer> created() {
    return Map.copyOf(created);
  }

  /// Counts only those that are alive as created.
  synchronized void forgetFormer() {
    created.clear();
    alive.values().forEach(object -> created.merge(object.getClass().getSimpleName(), 1, Integer::sum));
  }

  /// How often a handle was used that stood for nothing of the kind.
  synchronized int wrong() {
    return wrong;
  }
}

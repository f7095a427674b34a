package io.sinter.runtime;

import java.lang.ref.WeakReference;

/// Elements that are read from a source when somebody asks for them, and kept only while somebody uses the array.
final class LateArray {
  private final ElementSource source;
  private final int length;
  private volatile WeakReference<Object> read = new WeakReference<>(null);

  LateArray(ElementSource source, int length) {
    this.source = source;
    this.length = length;
  }

  /// All of them, as a typed Java array.
  Object array() {
    var known = read.get();
    if (known == null) {
      known = source.read(0, length);
      read = new WeakReference<>(known);
    }
    return known;
  }

  /// Some of them, in an array of their own.
  Object some(int from, int count) {
    return source.read(from, count);
  }
}

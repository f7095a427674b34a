package io.sinter.runtime;

/// Where the elements of a [Tensor#late] lie: in a file, or in an array of another order. Safe for many threads.
@FunctionalInterface
public interface ElementSource {
  /// Elements in row-major order, as a new Java array of the storage type of the tensor.
  ///
  /// @throws ModelError when they are not what they were when the tensor was made
  Object read(int from, int count);
}

package io.sinter.ir.kernel;

import io.sinter.runtime.DType;
import io.sinter.runtime.Shape;

/// An array that a kernel reads or writes, seen as a tensor.
public record Buffer(String name, Role role, DType type, Shape shape, Layout layout) {
  /// What a kernel does with a buffer.
  public enum Role {
    /// Read only.
    IN,
    /// Written, each element by one group.
    OUT,
    /// Private to the group that runs.
    SCRATCH,
    /// Private to the group that runs, of constant size and near to its work items: no array of the launch, and not in
    /// computed kernels.
    SHARED;

    @Override
    public String toString() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }
}

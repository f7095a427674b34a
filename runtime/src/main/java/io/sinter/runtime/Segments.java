package io.sinter.runtime;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;

/// Tensors from memory outside of the Java heap, and back: elements one after the other, in the machine's order of
/// bytes. Everything is copied, so the segment may be closed afterwards.
public final class Segments {
  private Segments() {}

  /// A tensor with the elements that a segment begins with.
  ///
  /// @throws ModelError when the segment is shorter than the tensor, or the type is string
  public static Tensor read(DType dtype, long[] shape, MemorySegment segment) {
    long bytes = require(dtype, Tensor.count(dtype, shape), segment);
    return Tensor.copyOf(dtype, shape, segment.asSlice(0, bytes).asByteBuffer().order(ByteOrder.nativeOrder()));
  }

  /// Writes the elements of a tensor to the beginning of a segment.
  ///
  /// @return how many bytes were written
  /// @throws ModelError when the segment is too short, or the tensor is one of strings
  public static long write(Tensor tensor, MemorySegment segment) {
    long bytes = require(tensor.dtype(), tensor.elements(), segment);
    tensor.copyTo(segment.asSlice(0, bytes).asByteBuffer().order(ByteOrder.nativeOrder()));
    return bytes;
  }

  private static long require(DType dtype, long elements, MemorySegment segment) {
    long bytes = elements * dtype.bytes();
    if (dtype == DType.STRING || bytes > segment.byteSize() || bytes > Integer.MAX_VALUE) {
      throw new ModelError(Problem.of("A memory segment does not have the size of the tensor.")
          .given(segment.byteSize() + " bytes for " + elements + " elements of " + dtype)
          .expected(dtype == DType.STRING ? "numbers" : bytes + " bytes, and at most " + Integer.MAX_VALUE));
    }
    return bytes;
  }
}

package io.sinter.runtime.opencl;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.sinter.runtime.device.Memory;
import java.lang.foreign.Arena;

/// A buffer of a device's context.
final class Buffer extends Owned implements Memory {
  /// For kernels to read and write.
  static final long ORDINARY = 1;
  /// The same, in memory of the host that the device reaches without a copy on the way.
  static final long STAGING = ORDINARY | 1 << 4;

  private final long bytes;

  private Buffer(OpenDevice device, long handle, long bytes) {
    super(device, handle, Function.RELEASE_BUFFER);
    this.bytes = bytes;
  }

  /// @param flags [#ORDINARY] or [#STAGING]
  static Buffer of(OpenDevice device, long bytes, long flags) {
    var health = device.health();
    health.demand();
    long context = device.context();
    health.take(bytes);
    try (var arena = Arena.ofConfined()) {
      var status = arena.allocate(JAVA_INT);
      long handle = device.library().buffer(context, flags, Math.max(1, bytes), status);
      if (status.get(JAVA_INT, 0) != Status.SUCCESS) {
        health.give(bytes);
        throw health.failure(status.get(JAVA_INT, 0), "allocate " + bytes + " bytes");
      }
      return new Buffer(device, handle, bytes);
    }
  }

  @Override
  public long bytes() {
    return bytes;
  }

  @Override
  void end() {
    device.health().give(bytes);
  }
}

package io.sinter.runtime.opencl;

import io.sinter.runtime.CompilerBug;
import java.util.concurrent.atomic.AtomicBoolean;

/// An object of the library that belongs to a device, and is released once: when it is closed, or its device is.
abstract class Owned implements AutoCloseable {
  final OpenDevice device;
  private final long handle;
  private final Function release;
  private final AtomicBoolean ending = new AtomicBoolean();
  private boolean closed;

  Owned(OpenDevice device, long handle, Function release) {
    this.device = device;
    this.handle = handle;
    this.release = release;
    device.add(this);
  }

  final long handle() {
    if (closed) {
      throw new CompilerBug(release.symbol, "An object of a device is used after it was closed.");
    }
    return handle;
  }

  /// What has to happen before the object is released. Throws nothing.
  void end() {}

  @Override
  public final void close() {
    if (ending.compareAndSet(false, true)) {
      end();
      closed = true;
      device.remove(this);
      device.library().on(release, handle);
    }
  }
}

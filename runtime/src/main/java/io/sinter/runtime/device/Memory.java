package io.sinter.runtime.device;

/// A piece of a device's memory.
public interface Memory extends AutoCloseable {
  long bytes();

  /// Gives it back to the driver. No work that uses it may be under way. Once is enough.
  @Override
  void close();
}

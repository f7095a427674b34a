package io.sinter.runtime.device;

/// A kernel and its arguments, which stay from launch to launch until they are set again. Setting them allocates
/// nothing.
public interface Entry extends AutoCloseable {
  void set(int argument, Memory memory);

  /// A 32-bit integer.
  void set(int argument, int value);

  @Override
  void close();
}

package io.sinter.runtime.device;

/// Kernels that a device has built.
public interface Module extends AutoCloseable {
  /// A kernel with arguments of its own, for one thread at a time; another one at each call.
  ///
  /// @throws io.sinter.runtime.DeviceError when there is none of that name
  Entry entry(String kernel);

  @Override
  void close();
}

package io.sinter.runtime.device;

import java.util.List;

/// An open device. Safe for many threads at once.
public interface Device extends AutoCloseable {
  Description description();

  /// Fresh memory; what it holds is not said.
  ///
  /// @throws io.sinter.runtime.DeviceError when the device has not as much, with how much is in use
  Memory allocate(long bytes);

  /// An order of work of its own; streams run beside each other.
  Stream newStream();

  /// Builds kernels, or takes them from the cache on disk when the same source has been built for this device and
  /// driver before. A damaged cache entry is as good as none.
  ///
  /// @param source in the driver's language
  /// @param kernels the names of those in it
  /// @throws io.sinter.runtime.DeviceError with the driver's log, when the driver rejects the source
  Module build(String source, List<String> kernels);

  /// Gives everything back to the driver. Nothing that comes from the device may be used afterwards.
  @Override
  void close();
}

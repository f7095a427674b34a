package io.sinter.runtime;

/// Elements that lie on a device. The memory is given back when nothing refers to this any more.
public interface RemoteArray {
  DType type();

  int length();

  /// A copy of the first elements as a typed Java array. Waits for the device.
  ///
  /// @throws DeviceError when the device is lost
  Object toHost(int count);
}

package io.sinter.runtime.device;

/// The library through which devices of one kind are driven, as far as one is installed.
public interface Driver {
  /// As in `--target`: `opencl`.
  String name();

  /// Looks for devices. Never fails: what cannot be used is skipped, with the reason.
  Probe probe();

  /// Opens a device that [#probe] found; a device that is open already is the same one. Open devices live as long as
  /// the process, unless they are closed.
  ///
  /// @throws io.sinter.runtime.DeviceError when the driver refuses
  Device open(Description device);
}

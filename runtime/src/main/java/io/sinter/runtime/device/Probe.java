package io.sinter.runtime.device;

import java.util.List;

/// What a driver has found.
///
/// @param devices those that can be used, the one to prefer first
public record Probe(List<Description> devices, List<Skipped> skipped) {
  public Probe {
    devices = List.copyOf(devices);
    skipped = List.copyOf(skipped);
  }

  /// Something that cannot be used.
  ///
  /// @param what a library, platform or device
  /// @param reason a whole sentence
  /// @param remedy what would enable it, such as a package to install; empty where nothing would
  public record Skipped(String what, String reason, String remedy) {}
}

package io.sinter.runtime.opencl;

import io.sinter.runtime.DeviceError;
import io.sinter.runtime.DeviceError.Reason;
import java.lang.foreign.Arena;
import java.util.List;

/// The first program that a device builds, which is for nothing but what its driver does to this process then.
///
/// Compilers inside drivers, those made of LLVM among them, install signal handlers with the first build, and do not
/// put back what was there. LLVM's take any fault for the end of the process: they remove the files of the build, which
/// then fails, and are good for one fault, so of two threads that stop at the same moment the second ends the process.
/// LLVM installs them once, as far as it knows, and again only after a fault has reached them. So the handlers are put
/// back at once, and small programs are built until one leaves them alone.
final class FirstBuild {
  private static final int MOST = 20;

  private FirstBuild() {}

  /// Returns when builds leave the signal handlers alone; a driver that never does keeps its ways.
  ///
  /// @throws DeviceError when the device is lost
  static void of(OpenDevice device, SignalHandlers handlers) {
    for (int i = 0; i < MOST; i++) {
      int changes = handlers.restore();
      if (isBuilt(device, "sinter_first" + i) && handlers.restore() == changes) {
        return;
      }
    }
  }

  private static boolean isBuilt(OpenDevice device, String name) {
    var source = "__kernel void " + name + "(__global int *x) { x[0] = 0; }\n";
    try (var arena = Arena.ofConfined()) {
      new Building(device, source, List.of(name)).ofSource(arena).close();
      return true;
    } catch (DeviceError e) {
      if (e.reason() == Reason.REFUSED) {
        return false;
      }
      throw e;
    }
  }
}

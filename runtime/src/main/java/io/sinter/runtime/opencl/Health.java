package io.sinter.runtime.opencl;

import io.sinter.runtime.DeviceError;
import io.sinter.runtime.DeviceError.Reason;
import io.sinter.runtime.Problem;
import io.sinter.runtime.device.Description;
import java.util.concurrent.atomic.AtomicLong;

/// Whether a device still works, how much of its memory this process has, and what is said when it fails. A lost device
/// stays lost.
final class Health {
  private final Description device;
  private final AtomicLong inUse = new AtomicLong();
  private volatile boolean lost;

  Health(Description device) {
    this.device = device;
  }

  /// @throws DeviceError when the device is lost
  void demand() {
    if (lost) {
      throw lost("it has been lost before");
    }
  }

  /// @param doing as in `The device refuses to ...`
  /// @throws DeviceError when the status is none of success
  void check(int status, String doing) {
    if (status != Status.SUCCESS) {
      throw failure(status, doing);
    }
  }

  DeviceError failure(int status, String doing) {
    return switch (lost ? Reason.LOST : Status.reason(status)) {
      case LOST -> lost(Status.text(status) + ", when asked to " + doing);
      case MEMORY -> shortage(Status.text(status) + ", when asked to " + doing);
      case REFUSED, MISSING -> new DeviceError(Reason.REFUSED,
          Problem.of("The device '" + device.name() + "' refuses to " + doing + ".").given(Status.text(status)));
    };
  }

  private DeviceError lost(String given) {
    lost = true;
    return new DeviceError(Reason.LOST, Problem.of("The device '" + device.name() + "' is lost, and all that is on it.")
        .given(given)
        .tryThis("start the process again; if it is lost again, see the system's log, or choose another device"));
  }

  private DeviceError shortage(String given) {
    var all = device.capabilities();
    return new DeviceError(Reason.MEMORY, Problem.of("The device '" + device.name() + "' has too little memory.")
        .given(given + "\n" + inUse + " bytes are in use by this process")
        .expected("at most " + all.largestAllocation() + " bytes at once, and " + all.globalBytes() + " in all")
        .tryThis("pass smaller inputs, close models that are not used, or choose another device"));
  }

  /// Counts memory as in use.
  ///
  /// @throws DeviceError when it is more than the device has
  void take(long bytes) {
    var all = device.capabilities();
    long before = inUse.getAndAdd(bytes);
    if (bytes > all.largestAllocation() || bytes > all.globalBytes() - before) {
      give(bytes);
      throw shortage(bytes + " bytes asked for");
    }
  }

  void give(long bytes) {
    inUse.addAndGet(-bytes);
  }
}

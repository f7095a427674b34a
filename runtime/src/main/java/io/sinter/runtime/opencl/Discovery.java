package io.sinter.runtime.opencl;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.sinter.runtime.device.Capabilities;
import io.sinter.runtime.device.Description;
import io.sinter.runtime.device.Probe.Skipped;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Looks at every device of every platform.
final class Discovery {
  private static final String LIBRARY = "libOpenCL";
  private static final String DRIVERS = "install a driver, such as the package pocl-opencl-icd for processors; drivers "
      + "are registered by .icd files, on Linux in /etc/OpenCL/vendors";
  private static final long ALL_TYPES = 0xFFFFFFFFL;

  private final Library library;
  private final List<Found> found = new ArrayList<>();
  private final List<Skipped> skipped = new ArrayList<>();

  /// A device that can be used.
  record Found(Description description, long platform, long device) {}

  private Discovery(Library library) {
    this.library = library;
  }

  /// @param devices the one to prefer first, numbered in that order
  record Result(List<Found> devices, List<Skipped> skipped) {}

  static Result of(Library library) {
    var missing = library.missing();
    if (missing.size() == Function.values().length) {
      return none("There is no OpenCL library on this machine.",
          "install the package ocl-icd-libopencl1 and a driver, such as pocl-opencl-icd for processors (their names in "
              + "Debian and Ubuntu; other systems have the same software)");
    }
    if (!missing.isEmpty()) {
      return none("The OpenCL library lacks " + String.join(", ", missing) + ".",
          "install a newer one, such as the package ocl-icd-libopencl1");
    }
    var discovery = new Discovery(library);
    discovery.platforms();
    return new Result(ranked(discovery.found), discovery.skipped);
  }

  /// Nothing, because the library cannot be used.
  static Result none(String reason, String remedy) {
    return new Result(List.of(), List.of(new Skipped(LIBRARY, reason, remedy)));
  }

  private static List<Found> ranked(List<Found> found) {
    var sorted = found.stream().sorted(Comparator.comparingInt(f -> rank(f.description().capabilities()))).toList();
    var numbered = new ArrayList<Found>();
    for (var f : sorted) {
      var d = f.description();
      numbered.add(new Found(new Description(numbered.size(), d.name(), d.vendor(), d.platform(), d.version(),
          d.language(), d.capabilities()), f.platform(), f.device()));
    }
    return numbered;
  }

  private static int rank(Capabilities capabilities) {
    return switch (capabilities.kind()) {
      case GPU -> capabilities.isExact() ? 0 : 1;
      case CPU -> 2;
      case ACCELERATOR -> 3;
    };
  }

  private void platforms() {
    try (var arena = Arena.ofConfined()) {
      var count = arena.allocate(JAVA_INT);
      int status = library.platforms(0, MemorySegment.NULL, count);
      if (status == Status.CL_PLATFORM_NOT_FOUND_KHR.code || status == Status.SUCCESS && count.get(JAVA_INT, 0) == 0) {
        skipped.add(new Skipped(LIBRARY, "The OpenCL library knows no driver.", DRIVERS));
        return;
      }
      int platforms = count.get(JAVA_INT, 0);
      var ids = arena.allocate(JAVA_LONG, Math.max(1, platforms));
      if (status == Status.SUCCESS) {
        status = library.platforms(platforms, ids, MemorySegment.NULL);
      }
      if (status != Status.SUCCESS) {
        skipped.add(new Skipped(LIBRARY, "The OpenCL library does not list its drivers: " + Status.text(status) + ".",
            DRIVERS));
        return;
      }
      for (int p = 0; p < platforms; p++) {
        devices(arena, ids.getAtIndex(JAVA_LONG, p));
      }
    }
  }

  private void devices(Arena arena, long platform) {
    var facts = new Facts(library, Function.GET_PLATFORM_INFO, platform);
    var name = new DeviceFacts(facts, facts).platformName();
    var count = arena.allocate(JAVA_INT);
    int status = library.devices(platform, ALL_TYPES, 0, MemorySegment.NULL, count);
    int devices = status == Status.SUCCESS ? count.get(JAVA_INT, 0) : 0;
    var ids = arena.allocate(JAVA_LONG, Math.max(1, devices));
    if (devices > 0) {
      status = library.devices(platform, ALL_TYPES, devices, ids, MemorySegment.NULL);
    }
    if (status == Status.CL_DEVICE_NOT_FOUND.code || status == Status.SUCCESS && devices == 0) {
      skipped.add(new Skipped(name, "The platform has no device.", "check that the device is there, and that this "
          + "user may use it"));
    } else if (status != Status.SUCCESS) {
      skipped.add(new Skipped(name, "The platform does not list its devices: " + Status.text(status) + ".", ""));
    } else {
      for (int d = 0; d < devices; d++) {
        device(facts, ids.getAtIndex(JAVA_LONG, d));
      }
    }
  }

  private void device(Facts platform, long device) {
    var facts = new DeviceFacts(platform, new Facts(library, Function.GET_DEVICE_INFO, device));
    facts.obstacle().ifPresentOrElse(
        obstacle -> skipped.add(new Skipped(facts.name(), obstacle.getFirst(), obstacle.getLast())),
        () -> found.add(new Found(new Description(0, facts.name(), facts.vendor(), facts.software(),
            facts.driverVersion(), facts.language(), facts.capabilities()), platform.object(), device)));
  }
}

package io.sinter.conformance;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sinter.ir.kernel.Backend;
import io.sinter.runtime.device.Description;
import io.sinter.runtime.device.Probe;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The OpenCL device of this machine, if there is one. Every kernel is compiled when it first runs, which takes most of
/// the time of these tests.
public final class OpenCl {
  public static final String TARGET = "opencl";

  private static final Probe PROBE = ServiceLoader.load(Backend.class).stream().map(ServiceLoader.Provider::get)
      .filter(b -> b.name().equals(TARGET)).map(Backend::probe).flatMap(Optional::stream).findFirst().orElseThrow();

  private OpenCl() {}

  /// The device that the target stands for; the test is skipped with a line where there is none.
  public static Description device() {
    if (PROBE.devices().isEmpty()) {
      var why = PROBE.skipped().stream().map(s -> s.what() + ": " + s.reason() + " " + s.remedy())
          .collect(Collectors.joining("; "));
      System.out.println("Skipped: there is no OpenCL device. " + why);
      assumeTrue(false, "no OpenCL device: " + why);
    }
    return PROBE.devices().getFirst();
  }

  /// Skips the test where a target is OpenCL and there is no device.
  static void assume(String target) {
    if (target.startsWith(TARGET)) {
      device();
    }
  }

  /// The device, if its results have the bits of other targets.
  static Description exact() {
    var device = device();
    assumeTrue(device.capabilities().isExact(), device.name() + " does not round as other targets do");
    return device;
  }

  /// Whether there is a device with the bits of other targets.
  static boolean isExact() {
    return !PROBE.devices().isEmpty() && PROBE.devices().getFirst().capabilities().isExact();
  }

  /// Some targets, and OpenCL where there is a device.
  static List<String> and(String... targets) {
    return PROBE.devices().isEmpty() ? List.of(targets)
        : Stream.concat(Arrays.stream(targets), Stream.of(TARGET)).toList();
  }
}

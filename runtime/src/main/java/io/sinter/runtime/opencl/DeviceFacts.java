package io.sinter.runtime.opencl;

import io.sinter.runtime.device.Capabilities;
import io.sinter.runtime.device.Capabilities.Kind;
import java.util.List;
import java.util.Optional;

/// What a device tells of itself, by the numbers of the OpenCL specification (`clGetDeviceInfo`).
///
/// @param platform of the device
/// @param device the device's own
record DeviceFacts(Facts platform, Facts device) {
  private static final int PLATFORM_VERSION = 0x901;
  private static final int PLATFORM_NAME = 0x902;
  private static final int TYPE = 0x1000;
  private static final int COMPUTE_UNITS = 0x1002;
  private static final int GROUP_SIZE = 0x1004;
  private static final int LARGEST_ALLOCATION = 0x1010;
  private static final int F32 = 0x101B;
  private static final int GLOBAL_BYTES = 0x101F;
  private static final int LOCAL_KIND = 0x1022;
  private static final int LOCAL_BYTES = 0x1023;
  private static final int LITTLE_ENDIAN = 0x1026;
  private static final int AVAILABLE = 0x1027;
  private static final int COMPILER = 0x1028;
  private static final int NAME = 0x102B;
  private static final int VENDOR = 0x102C;
  private static final int DRIVER_VERSION = 0x102D;
  private static final int PROFILE = 0x102E;
  private static final int VERSION = 0x102F;
  private static final int EXTENSIONS = 0x1030;
  private static final int F64 = 0x1032;
  private static final int UNIFIED_MEMORY = 0x1035;
  private static final int NATIVE_FLOATS = 0x103A;
  private static final int LANGUAGE = 0x103D;
  private static final int SUBGROUPS = 0x105C;
  /// Of the extensions that tell how large subgroups are: Intel's, AMD's and NVIDIA's.
  private static final int[] SUBGROUP_SIZES = {0x4108, 0x4043, 0x4003};

  private static final long TYPE_CPU = 1 << 1;
  private static final long TYPE_GPU = 1 << 2;
  private static final long LOCAL_IS_LOCAL = 1;
  private static final long FP_DENORMALS = 1;
  private static final long FP_FMA = 1 << 5;
  private static final long FP_IN_SOFTWARE = 1 << 6;
  private static final long FP_CORRECT_DIVIDE = 1 << 7;

  String platformName() {
    return platform.text(PLATFORM_NAME);
  }

  /// The software behind the device, with its version.
  String software() {
    return platformName() + ", " + platform.text(PLATFORM_VERSION);
  }

  String name() {
    return device.text(NAME);
  }

  String vendor() {
    return device.text(VENDOR);
  }

  String driverVersion() {
    return device.text(DRIVER_VERSION);
  }

  String language() {
    return device.text(LANGUAGE);
  }

  /// Why the device cannot be used, as reason and remedy; empty where it can.
  Optional<List<String>> obstacle() {
    if (!device.flag(AVAILABLE)) {
      return Optional.of(List.of("The device is not available.", "see the system's log for what its driver reports"));
    }
    if (!device.flag(COMPILER)) {
      return Optional.of(List.of("The device's driver has no compiler.", "install the driver's compiler"));
    }
    if (!device.flag(LITTLE_ENDIAN)) {
      return Optional.of(List.of("The device has the highest byte of a number first.", ""));
    }
    if (!device.text(PROFILE).equals("FULL_PROFILE")) {
      return Optional.of(List.of("The device has only a part of OpenCL, the profile '" + device.text(PROFILE) + "'.",
          ""));
    }
    var version = device.text(VERSION);
    if (Facts.version(version).orElse(0) < 12) {
      return Optional.of(List.of("The device has '" + version + "', and 1.2 is needed.",
          "install a newer driver for the device"));
    }
    return Optional.empty();
  }

  Capabilities capabilities() {
    long f32 = device.number(F32);
    long type = device.number(TYPE);
    return new Capabilities(
        (type & TYPE_GPU) != 0 ? Kind.GPU : (type & TYPE_CPU) != 0 ? Kind.CPU : Kind.ACCELERATOR,
        (int) device.number(COMPUTE_UNITS), device.number(GLOBAL_BYTES), device.number(LARGEST_ALLOCATION),
        device.number(LOCAL_BYTES), device.number(LOCAL_KIND) == LOCAL_IS_LOCAL,
        (int) Math.min(device.number(GROUP_SIZE), Integer.MAX_VALUE),
        Float.SIZE * (int) Math.max(1, device.number(NATIVE_FLOATS)), subgroup(),
        extensions().contains("cl_khr_fp16"), device.flag(F64), (f32 & FP_DENORMALS) != 0,
        (f32 & FP_FMA) != 0 && (f32 & FP_IN_SOFTWARE) == 0, (f32 & FP_CORRECT_DIVIDE) != 0,
        device.flag(UNIFIED_MEMORY));
  }

  private List<String> extensions() {
    return List.of(device.text(EXTENSIONS).split(" "));
  }

  /// Kernels can use subgroups where the extension is there; their size is certain only where there is but one.
  private int subgroup() {
    if (extensions().contains("cl_khr_subgroups") && device.flag(SUBGROUPS)) {
      for (int name : SUBGROUP_SIZES) {
        int bytes = device.bytes(name).length;
        if (bytes > 0) {
          return bytes <= Long.BYTES ? (int) device.number(name) : 0;
        }
      }
    }
    return 0;
  }
}

package io.sinter.codegen.opencl;

import io.sinter.ir.kernel.Backend;
import io.sinter.ir.kernel.Kernel;
import io.sinter.ir.kernel.Target;
import io.sinter.runtime.DType;
import io.sinter.runtime.KernelSet;
import io.sinter.runtime.device.Capabilities;
import io.sinter.runtime.device.Description;
import io.sinter.runtime.device.DeviceChoice;
import io.sinter.runtime.device.DeviceKernels;
import io.sinter.runtime.device.Driver;
import io.sinter.runtime.device.KernelFile;
import io.sinter.runtime.device.Probe;
import io.sinter.runtime.opencl.OpenClDriver;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The target `opencl`: OpenCL C for the device that its driver prefers, or the one after the colon of
/// `--target opencl:1` or `--target opencl:name`. No library is looked for until a device is asked for.
public final class OpenClBackend implements Backend {
  private static final int WIDE_REGISTERS = 32;
  private static final int REGISTERS = 16;
  private static final int ITEMS = 256;
  private static final int ITEM_REGISTERS = 128;
  private static final Set<DType> ITEM_VECTORS = Set.of(DType.F32, DType.I32);

  private final Supplier<Driver> driver;
  private final String wanted;
  private @Nullable Description found;

  /// For [java.util.ServiceLoader].
  public OpenClBackend() {
    this(OpenClDriver::system, "");
  }

  /// With another driver than that of this machine.
  public OpenClBackend(Supplier<Driver> driver) {
    this(driver, "");
  }

  private OpenClBackend(Supplier<Driver> driver, String wanted) {
    this.driver = driver;
    this.wanted = wanted;
  }

  @Override
  public String name() {
    return "opencl";
  }

  @Override
  public Optional<Probe> probe() {
    return Optional.of(driver.get().probe());
  }

  @Override
  public Backend on(String device) {
    var chosen = new OpenClBackend(driver, device);
    chosen.device();
    return chosen;
  }

  /// The device that is meant, or the errors of [DeviceChoice].
  private synchronized Description device() {
    if (found == null) {
      found = find();
    }
    return found;
  }

  private Description find() {
    var probe = driver.get().probe();
    return wanted.isEmpty() ? DeviceChoice.preferred(name(), probe) : DeviceChoice.named(name(), probe, wanted);
  }

  /// A processor's groups are threads with wide vectors. The work items of any other device's groups share their work,
  /// and move four elements at once.
  @Override
  public Target target(int vectorBits) {
    var capabilities = device().capabilities();
    var types = types(capabilities);
    if (capabilities.kind() != Capabilities.Kind.CPU) {
      var group = new Target.Group(
          Math.min(ITEMS, capabilities.largestGroup()), capabilities.localBytes(), capabilities.subgroup());
      return new Target(name(), vectorBits == 0 ? 128 : vectorBits, ITEM_REGISTERS, ITEM_VECTORS, types, group);
    }
    int bits = vectorBits == 0 ? Math.clamp(capabilities.vectorBits(), 128, 512) : vectorBits;
    return new Target(name(), bits, bits == 512 ? WIDE_REGISTERS : REGISTERS, types, types, Target.Group.ONE);
  }

  private static Set<DType> types(Capabilities capabilities) {
    var types = EnumSet.allOf(DType.class);
    types.remove(DType.STRING);
    if (!capabilities.f64()) {
      types.remove(DType.F64);
    }
    return types;
  }

  /// A [KernelFile] of OpenCL C.
  @Override
  public byte[] emit(Kernel.Flat kernel) {
    return KernelSource.of(kernel).bytes();
  }

  @Override
  public String extension() {
    return "cl";
  }

  @Override
  public KernelSet load(Map<String, byte[]> kernels) {
    var files = new LinkedHashMap<String, KernelFile>();
    kernels.forEach((kernel, bytes) -> files.put(kernel, KernelFile.parse(bytes)));
    var device = device();
    return DeviceKernels.build(driver.get().open(device), Prelude.text(device.capabilities().f64()), files);
  }
}

package io.sinter.codegen.opencl;

import io.sinter.ir.kernel.Backend;
import io.sinter.ir.kernel.Kernel;
import io.sinter.ir.kernel.Target;
import io.sinter.runtime.DType;
import io.sinter.runtime.DeviceError;
import io.sinter.runtime.KernelSet;
import io.sinter.runtime.Problem;
import io.sinter.runtime.device.Capabilities;
import io.sinter.runtime.device.Description;
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
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The target `opencl`: OpenCL C for the device that its driver prefers, or the one after the colon of
/// `--target opencl:1` or `--target opencl:name`. No library is looked for until a device is asked for.
public final class OpenClBackend implements Backend {
  private static final int WIDE_REGISTERS = 32;
  private static final int REGISTERS = 16;

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

  /// The device that is meant.
  ///
  /// @throws DeviceError when there is none, with what was skipped
  private synchronized Description device() {
    if (found == null) {
      found = find();
    }
    return found;
  }

  private Description find() {
    var probe = driver.get().probe();
    var matching = probe.devices().stream().filter(d -> matches(d, wanted)).toList();
    if (!matching.isEmpty()) {
      return matching.getFirst();
    }
    var sentence = probe.devices().isEmpty() ? "There is no OpenCL device that Sinter can use."
        : "There is no OpenCL device '" + wanted + "'.";
    var found = Stream.concat(
        probe.devices().stream().map(d -> d.number() + ": " + d.name() + ", " + d.platform()),
        probe.skipped().stream().map(s -> "skipped " + s.what() + ": " + s.reason())).collect(Collectors.joining("\n"));
    var problem = Problem.of(sentence).given(found.isEmpty() ? "nothing" : found);
    var remedy = probe.skipped().stream().map(Probe.Skipped::remedy).filter(r -> !r.isEmpty()).distinct()
        .collect(Collectors.joining("; or "));
    throw new DeviceError(DeviceError.Reason.MISSING, remedy.isEmpty() ? problem : problem.tryThis(remedy));
  }

  private static boolean matches(Description device, String wanted) {
    var lower = wanted.toLowerCase(java.util.Locale.ROOT);
    return wanted.isEmpty() || wanted.equals(Integer.toString(device.number()))
        || device.name().toLowerCase(java.util.Locale.ROOT).contains(lower)
        || device.platform().toLowerCase(java.util.Locale.ROOT).contains(lower);
  }

  @Override
  public Target target(int vectorBits) {
    var capabilities = device().capabilities();
    int bits = vectorBits == 0 ? Math.clamp(capabilities.vectorBits(), 128, 512) : vectorBits;
    return new Target(name(), bits, bits == 512 ? WIDE_REGISTERS : REGISTERS, types(capabilities));
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
  public KernelSet load(Map<String, byte[]> kernels) {
    var files = new LinkedHashMap<String, KernelFile>();
    kernels.forEach((kernel, bytes) -> files.put(kernel, KernelFile.parse(bytes)));
    var device = device();
    return DeviceKernels.build(driver.get().open(device), Prelude.text(device.capabilities().f64()), files);
  }
}

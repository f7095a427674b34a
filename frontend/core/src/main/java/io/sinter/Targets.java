package io.sinter;

import io.sinter.ir.kernel.Backend;
import io.sinter.ir.kernel.Target;
import io.sinter.runtime.device.Description;
import io.sinter.runtime.device.Probe;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;

/// What models can be compiled for: the backends that [ServiceLoader] finds, and the interpreter of the imported
/// function.
///
/// A target that runs on devices stands for the one that its driver prefers. A colon and a number, or a part of a name,
/// make it another: `opencl:1`, `opencl:radeon`.
public final class Targets {
  /// Runs the function as imported, with wide accumulators: the reference for all others.
  public static final String INTERPRETER = "interpreter";

  /// Code for this JVM, which every machine can run.
  public static final String JVM = "jvm";

  private static final Backends BACKENDS =
      new Backends(ServiceLoader.load(Backend.class).stream().map(ServiceLoader.Provider::get).toList());

  private Targets() {}

  /// A target, and the reason for it, to be read after "because".
  public record Choice(String target, String why) {}

  /// The targets there are, whether this machine has a device for them or not. Does not look for devices.
  public static List<String> names() {
    return BACKENDS.names();
  }

  /// Those of [#names] that this machine can run. May take a second, as [#probe].
  public static List<String> usable() {
    return BACKENDS.usable();
  }

  /// What a target's schedules assume of this machine; nothing for the interpreter.
  ///
  /// @param vectorBits 0 for the machine's own width
  /// @throws io.sinter.runtime.ModelError when there is no such target or device
  /// @throws io.sinter.runtime.DeviceError when no device can be used
  public static Optional<Target> machine(String target, int vectorBits) {
    require(target);
    return target.equals(INTERPRETER) ? Optional.empty() : Optional.of(backend(target).target(vectorBits));
  }

  /// What the driver of a target finds, whichever of its devices is named; nothing where kernels run on the host
  /// itself. Never fails for want of devices, and may take a second.
  ///
  /// @throws io.sinter.runtime.ModelError when there is no such target
  public static Optional<Probe> probe(String target) {
    return BACKENDS.probe(target);
  }

  /// The device that a target runs on; nothing where that is the host itself.
  ///
  /// @throws io.sinter.runtime.ModelError when there is no such target or device
  /// @throws io.sinter.runtime.DeviceError when no device can be used
  public static Optional<Description> device(String target) {
    return BACKENDS.device(target);
  }

  /// The target to use where nobody says: the first GPU that gives results the same bits as every other target does;
  /// otherwise [#JVM]. A GPU that rounds differently is used only where it is named, so leaving the choice open never
  /// changes a result. A processor is left to the JVM, which uses it without a driver.
  public static Choice auto() {
    return BACKENDS.auto();
  }

  /// The ending of a file that holds one kernel's code ([KernelModel#code]), such as `class`.
  ///
  /// @param target one with kernels
  public static String extension(String target) {
    return BACKENDS.of(Backends.name(target)).extension();
  }

  static void require(String target) {
    BACKENDS.require(target);
  }

  /// The backend of a compiled target, for the device that is named.
  static Backend backend(String target) {
    return BACKENDS.of(target);
  }
}

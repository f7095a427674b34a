package io.sinter.ir.kernel;

import io.sinter.runtime.KernelSet;
import io.sinter.runtime.ModelError;
import io.sinter.runtime.Problem;
import io.sinter.runtime.device.Probe;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Turns flat kernels into code: one exhaustive walk that names no operator and no schedule. Found by
/// [java.util.ServiceLoader].
public interface Backend {
  /// The name in `--target`.
  String name();

  /// What schedules may assume, for the vector width asked for (0: the machine's own).
  Target target(int vectorBits);

  /// The code of one kernel in this backend's format, a function of the kernel alone.
  byte[] emit(Kernel.Flat kernel);

  /// The ending of a file that holds what [#emit] makes, such as `class`.
  String extension();

  /// Loads what [#emit] made: all kernels of one executable, by name.
  ///
  /// @throws io.sinter.runtime.DeviceError when the device that they are for refuses
  KernelSet load(Map<String, byte[]> kernels);

  /// The devices that this backend makes code for, and those that it cannot use; nothing where kernels run on the host
  /// itself.
  default Optional<Probe> probe() {
    return Optional.empty();
  }

  /// This backend for one of its devices.
  ///
  /// @param device its number or a part of its name, as after the colon in `--target opencl:0`
  /// @throws ModelError when it has none such
  /// @throws io.sinter.runtime.DeviceError when it has none at all
  default Backend on(String device) {
    throw new ModelError(Problem.of("The target '" + name() + "' has no devices to choose from.")
        .given(name() + ":" + device).expected(name()));
  }

  /// The backend whose form of a kernel runs until this one's is fast: the same bits, the same groups, another
  /// schedule. Both run on the host ([io.sinter.runtime.HostKernels]).
  default Optional<Backend> cold() {
    return Optional.empty();
  }

  /// Arrays each worker needs besides the launch's buffers are the kernel's scratch buffers, in order.
  static List<Buffer> scratch(Kernel kernel) {
    return kernel.buffers().stream().filter(b -> b.role() == Buffer.Role.SCRATCH).toList();
  }
}

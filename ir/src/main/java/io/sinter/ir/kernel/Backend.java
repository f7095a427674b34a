package io.sinter.ir.kernel;

import io.sinter.runtime.KernelCode;
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

  /// Loads what [#emit] made: all kernels of one executable, by name.
  Map<String, KernelCode> load(Map<String, byte[]> kernels);

  /// The backend whose form of a kernel runs until this one's is fast: the same bits, the same groups, another
  /// schedule.
  default Optional<Backend> cold() {
    return Optional.empty();
  }

  /// Arrays each worker needs besides the launch's buffers are the kernel's scratch buffers, in order.
  static List<Buffer> scratch(Kernel kernel) {
    return kernel.buffers().stream().filter(b -> b.role() == Buffer.Role.SCRATCH).toList();
  }
}

package io.sinter.codegen.jvm;

import io.sinter.ir.kernel.Backend;
import io.sinter.ir.kernel.Kernel;
import io.sinter.ir.kernel.Target;
import io.sinter.runtime.HostKernels;
import java.util.Map;
import java.util.Set;

/// The target `jvm-scalar`: the code of [JvmBackend] for kernels without vectors. It needs no flag, starts fast, and
/// has the same bits.
public final class ScalarBackend implements Backend {
  /// For [java.util.ServiceLoader].
  public ScalarBackend() {}

  @Override
  public String name() {
    return "jvm-scalar";
  }

  @Override
  public Target target(int vectorBits) {
    return new Target(name(), 0, Machine.SCALAR_REGISTERS, Set.of());
  }

  @Override
  public byte[] emit(Kernel.Flat kernel) {
    return KernelClass.emit(kernel, Package.SCALAR);
  }

  @Override
  public String extension() {
    return "class";
  }

  @Override
  public HostKernels load(Map<String, byte[]> kernels) {
    return new HostKernels(Package.SCALAR.load(kernels));
  }
}

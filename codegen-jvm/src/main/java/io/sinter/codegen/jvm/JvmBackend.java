package io.sinter.codegen.jvm;

import io.sinter.ir.kernel.Backend;
import io.sinter.ir.kernel.Kernel;
import io.sinter.ir.kernel.Target;
import io.sinter.runtime.DType;
import io.sinter.runtime.HostKernels;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The target `jvm`: vector code on `jdk.incubator.vector`. Where that module is missing, kernels are made for a target
/// without vectors, and a warning names the flag.
///
/// Buffers are typed heap arrays, so every access is checked by the JVM itself. Vectors of narrow integers, half floats
/// and bools have as many lanes as those of 32 bits. Integer division has no vector form.
public final class JvmBackend implements Backend {
  private static final Set<DType> TYPES = Set.of(DType.F32, DType.F64, DType.I32, DType.I64, DType.U32, DType.U64,
      DType.BOOL, DType.I8, DType.U8, DType.I16, DType.U16, DType.F16, DType.BF16);

  /// For [java.util.ServiceLoader].
  public JvmBackend() {}

  @Override
  public String name() {
    return "jvm";
  }

  @Override
  public Target target(int vectorBits) {
    if (!Machine.hasVectors()) {
      return new Target(name(), 0, Machine.SCALAR_REGISTERS, Set.of());
    }
    return new Target(name(), vectorBits == 0 ? Machine.vectorBits() : vectorBits, Machine.registers(), TYPES);
  }

  /// The scalar form: uncompiled vector code is about thirty times slower than uncompiled scalar code.
  @Override
  public Optional<Backend> cold() {
    return Machine.hasVectors() ? Optional.of(new ScalarBackend()) : Optional.empty();
  }

  /// A class file.
  @Override
  public byte[] emit(Kernel.Flat kernel) {
    return KernelClass.emit(kernel, Package.VECTOR);
  }

  @Override
  public String extension() {
    return "class";
  }

  @Override
  public HostKernels load(Map<String, byte[]> kernels) {
    return new HostKernels(Package.VECTOR.load(kernels));
  }
}

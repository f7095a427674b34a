package io.sinter.ir.kernel;

import static java.util.stream.Collectors.toMap;

import io.sinter.runtime.DType;
import io.sinter.runtime.HostKernels;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;

/// The target `kernel-interpreter`: kernels travel as text and are run by [KernelInterpreter], bit-equal to the JVM's
/// code for the same vector width.
public final class InterpreterBackend implements Backend {
  private static final int REGISTERS = 32;
  private static final int BITS = 512;

  /// For [java.util.ServiceLoader].
  public InterpreterBackend() {}

  @Override
  public String name() {
    return "kernel-interpreter";
  }

  /// The widest CPU, unless another width is asked for.
  @Override
  public Target target(int vectorBits) {
    return new Target(
        name(), vectorBits == 0 ? BITS : vectorBits, REGISTERS, Set.of(DType.F32, DType.F64, DType.I32, DType.I64));
  }

  @Override
  public byte[] emit(Kernel.Flat kernel) {
    return KernelText.print(kernel).getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public String extension() {
    return "sir";
  }

  @Override
  public HostKernels load(Map<String, byte[]> kernels) {
    return new HostKernels(kernels.entrySet().stream().collect(toMap(Map.Entry::getKey, k ->
        KernelInterpreter.prepare(KernelText.parse(new String(k.getValue(), StandardCharsets.UTF_8))))));
  }
}

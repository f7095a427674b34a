package io.sinter.codegen.jvm;

import io.sinter.ir.kernel.Backend;
import io.sinter.ir.kernel.Kernel;
import io.sinter.ir.kernel.Target;
import io.sinter.runtime.DType;
import io.sinter.runtime.KernelClasses;
import io.sinter.runtime.KernelCode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// The target `jvm`: vector code on `jdk.incubator.vector`. Where that module is missing, kernels are made for a target
/// without vectors, and a warning names the flag.
///
/// Buffers are typed heap arrays, so every access is checked by the JVM itself. Vectors of narrow integers, half floats
/// and bools have as many lanes as those of 32 bits. Integer division has no vector form.
public final class JvmBackend implements Backend {
  /// The package of all generated classes.
  public static final String PACKAGE = "io.sinter.kernels";

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

  /// A class file; its name is [#className].
  @Override
  public byte[] emit(Kernel.Flat kernel) {
    return KernelClass.emit(kernel);
  }

  @Override
  public Map<String, KernelCode> load(Map<String, byte[]> kernels) {
    return classes(kernels);
  }

  /// The binary name of the class of a kernel.
  ///
  /// @throws IllegalArgumentException when the kernel's name is not one of letters, digits and `_` or `$`
  public static String className(String kernel) {
    if (!kernel.matches("[A-Za-z_$][A-Za-z0-9_$]*")) {
      throw new IllegalArgumentException("a class cannot have the name of kernel '" + kernel + "'");
    }
    return PACKAGE + "." + kernel;
  }

  static Map<String, KernelCode> classes(Map<String, byte[]> kernels) {
    var files = new LinkedHashMap<String, byte[]>();
    kernels.forEach((name, bytes) -> files.put(className(name), bytes));
    var loader = new KernelClasses(files);
    var loaded = new LinkedHashMap<String, KernelCode>();
    kernels.keySet().forEach(name -> loaded.put(name, loader.kernel(className(name))));
    return loaded;
  }
}

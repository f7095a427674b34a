package io.sinter.codegen.jvm;

import io.sinter.runtime.KernelClasses;
import io.sinter.runtime.KernelCode;
import io.sinter.runtime.WarmUp;
import java.util.LinkedHashMap;
import java.util.Map;

/// Where generated classes live. Vector forms have a package of their own, because the JVM is told to compile that
/// package differently; see [WarmUp#installDirectives].
enum Package {
  VECTOR(WarmUp.VECTOR_PACKAGE),
  SCALAR("io.sinter.kernels.scalar");

  private final String name;

  Package(String name) {
    this.name = name;
  }

  /// The binary name of the class of a kernel.
  ///
  /// @throws IllegalArgumentException when the kernel's name is not one of letters, digits and `_` or `$`
  String className(String kernel) {
    if (!kernel.matches("[A-Za-z_$][A-Za-z0-9_$]*")) {
      throw new IllegalArgumentException("a class cannot have the name of kernel '" + kernel + "'");
    }
    return name + "." + kernel;
  }

  /// Loads class files, by kernel, in one class loader.
  Map<String, KernelCode> load(Map<String, byte[]> kernels) {
    var files = new LinkedHashMap<String, byte[]>();
    kernels.forEach((kernel, bytes) -> files.put(className(kernel), bytes));
    var loader = new KernelClasses(files);
    var loaded = new LinkedHashMap<String, KernelCode>();
    kernels.keySet().forEach(kernel -> loaded.put(kernel, loader.kernel(className(kernel))));
    return loaded;
  }
}

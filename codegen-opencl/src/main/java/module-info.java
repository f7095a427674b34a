/// Turns one flat kernel into OpenCL C, and OpenCL devices into targets.
module io.sinter.codegen.opencl {
  requires transitive io.sinter.ir;
  requires static transitive org.jspecify;

  exports io.sinter.codegen.opencl;

  provides io.sinter.ir.kernel.Backend with io.sinter.codegen.opencl.OpenClBackend;
}

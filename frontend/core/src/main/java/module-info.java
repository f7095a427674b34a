/// The front door: options, compiling a function for a target, running it.
module io.sinter.frontend {
  requires transitive io.sinter.ir;
  requires transitive io.sinter.passes;
  requires io.sinter.codegen.jvm;
  requires io.sinter.codegen.opencl;
  requires static transitive org.jspecify;

  exports io.sinter;
  exports io.sinter.trace;

  uses io.sinter.ModelFormat;
  uses io.sinter.ir.kernel.Backend;

  provides io.sinter.ModelFormat with io.sinter.TextFormat;
}

/// Turns one flat kernel into a class file, in vector and in scalar form.
module io.sinter.codegen.jvm {
  requires transitive io.sinter.ir;
  requires jdk.incubator.vector;
  requires org.objectweb.asm;
  requires static transitive org.jspecify;

  exports io.sinter.codegen.jvm;

  provides io.sinter.ir.kernel.Backend with
    io.sinter.codegen.jvm.JvmBackend,
    io.sinter.codegen.jvm.ScalarBackend;
}

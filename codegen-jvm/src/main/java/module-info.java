/// Turns one flat kernel into a class file, in vector and in scalar form.
module io.sinter.codegen.jvm {
    requires transitive io.sinter.ir;
    requires org.objectweb.asm;
    requires static transitive org.jspecify;

    exports io.sinter.codegen.jvm;
}

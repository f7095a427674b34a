/// What a program means: tensor ops, kernel IR, text forms, verifiers, interpreters, the backend contract.
module io.sinter.ir {
  requires transitive io.sinter.runtime;
  requires static transitive org.jspecify;

  exports io.sinter.ir;
  exports io.sinter.ir.composite;
  exports io.sinter.ir.kernel;

  provides io.sinter.ir.kernel.Backend with io.sinter.ir.kernel.InterpreterBackend;
}

package io.sinter.ir.kernel;

/// One prepared instruction of the interpreter; what it reads and writes is fixed when it is made.
@FunctionalInterface
interface Step {
  void run();
}

/// How a program gets better without changing meaning, and how it becomes flat kernels.
module io.sinter.passes {
  requires transitive io.sinter.ir;
  requires static transitive org.jspecify;

  exports io.sinter.passes;
  exports io.sinter.passes.kernel;
}

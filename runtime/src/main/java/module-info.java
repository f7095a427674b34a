/// What a compiled model contains and needs to run. Depends on the JDK only.
module io.sinter.runtime {
  requires jdk.jfr;
  requires static java.management;
  requires static transitive org.jspecify;

  exports io.sinter.runtime;
  exports io.sinter.runtime.device;
  exports io.sinter.runtime.opencl;
}

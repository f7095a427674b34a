package io.sinter.codegen.jvm;

import java.lang.System.Logger.Level;
import jdk.incubator.vector.FloatVector;

/// What this JVM's vectors are like.
final class Machine {
  static final int SCALAR_REGISTERS = 16;

  private static final boolean VECTORS = find();

  private Machine() {}

  private static boolean find() {
    boolean found = ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
    if (!found) {
      System.getLogger("io.sinter").log(Level.WARNING,
          "Kernels run without vectors: start java with --add-modules jdk.incubator.vector");
    }
    return found;
  }

  static boolean hasVectors() {
    return VECTORS;
  }

  static int vectorBits() {
    return Preferred.BITS;
  }

  /// AVX-512 and NEON have 32, whatever width is used; AVX has 16.
  static int registers() {
    return Preferred.BITS >= 512 || System.getProperty("os.arch").equals("aarch64") ? 32 : 16;
  }

  /// A class of its own: it does not link where the module is missing.
  private static final class Preferred {
    static final int BITS = FloatVector.SPECIES_PREFERRED.vectorBitSize();
  }
}

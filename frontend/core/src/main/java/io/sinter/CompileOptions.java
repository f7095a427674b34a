package io.sinter;

import io.sinter.passes.DebugOptions;
import io.sinter.passes.PassOptions;

/// How a model is compiled.
///
/// @param target one of [Targets#names()]
/// @param vectorBits 128, 256 or 512; 0 for the machine's own width. The bits of the results do not depend on it
/// @param passes what the optimiser may do
/// @param debug dumps and checks
public record CompileOptions(String target, int vectorBits, PassOptions passes, DebugOptions debug) {
  public static final CompileOptions DEFAULTS =
      new CompileOptions("jvm", 0, PassOptions.DEFAULT, DebugOptions.NONE);

  public CompileOptions {
    Targets.require(target);
    if (vectorBits != 0 && vectorBits != 128 && vectorBits != 256 && vectorBits != 512) {
      throw new io.sinter.runtime.ModelError(io.sinter.runtime.Problem.of("The vector width cannot be used.")
          .given(vectorBits + " bits").expected("128, 256 or 512 bits"));
    }
  }

  public CompileOptions withTarget(String other) {
    return new CompileOptions(other, vectorBits, passes, debug);
  }

  public CompileOptions withVectorBits(int bits) {
    return new CompileOptions(target, bits, passes, debug);
  }

  public CompileOptions withPasses(PassOptions other) {
    return new CompileOptions(target, vectorBits, other, debug);
  }

  public CompileOptions withDebug(DebugOptions other) {
    return new CompileOptions(target, vectorBits, passes, other);
  }
}

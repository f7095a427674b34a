package io.sinter;

import io.sinter.passes.DebugOptions;
import io.sinter.passes.PassOptions;
import io.sinter.passes.StatePair;
import io.sinter.passes.Tuning;
import io.sinter.runtime.ModelError;
import io.sinter.runtime.Problem;
import java.util.List;
import java.util.stream.Stream;

/// How a model is compiled.
///
/// @param target one of [Targets#names()], which may name a device: `opencl:1`, see [Targets]
/// @param vectorBits 128, 256 or 512; 0 for the machine's own width. The bits of the results do not depend on it
/// @param tiered whether kernels start in a form that is fast at once and change over when the target's own is warm;
///     the bits are the same. Without it the target's own form runs from the first launch on, as checks want
/// @param passes what the optimiser may do
/// @param tuning numbers in the schedules of kernels that were measured to be best, as [Tuner] does
/// @param states outputs that continue inputs from run to run, in one array each, as the caches of attention do
/// @param limits what compiling may cost
/// @param debug dumps and checks
public record CompileOptions(String target, int vectorBits, boolean tiered, PassOptions passes, Tuning tuning,
    List<StatePair> states, ModelLimits limits, DebugOptions debug) {
  public static final CompileOptions DEFAULTS =
      new CompileOptions(Targets.JVM, 0, true, PassOptions.DEFAULT, Tuning.NONE, List.of(), ModelLimits.DEFAULTS,
          DebugOptions.NONE);

  public CompileOptions {
    states = List.copyOf(states);
    Targets.require(target);
    if (vectorBits != 0 && vectorBits != 128 && vectorBits != 256 && vectorBits != 512) {
      throw new ModelError(Problem.of("The vector width cannot be used.")
          .given(vectorBits + " bits").expected("128, 256 or 512 bits"));
    }
  }

  public CompileOptions withTarget(String other) {
    return new CompileOptions(other, vectorBits, tiered, passes, tuning, states, limits, debug);
  }

  public CompileOptions withVectorBits(int bits) {
    return new CompileOptions(target, bits, tiered, passes, tuning, states, limits, debug);
  }

  public CompileOptions withTiered(boolean changesOver) {
    return new CompileOptions(target, vectorBits, changesOver, passes, tuning, states, limits, debug);
  }

  public CompileOptions withPasses(PassOptions other) {
    return new CompileOptions(target, vectorBits, tiered, other, tuning, states, limits, debug);
  }

  public CompileOptions withTuning(Tuning other) {
    return new CompileOptions(target, vectorBits, tiered, passes, other, states, limits, debug);
  }

  /// One more state: the output is the input with rows after it, and is handed in as that input in the next run.
  /// Compiling fails with a [ModelError] where the output cannot lie in the input's array.
  public CompileOptions withState(String input, String output) {
    var all = Stream.concat(states.stream(), Stream.of(new StatePair(input, output))).toList();
    return new CompileOptions(target, vectorBits, tiered, passes, tuning, all, limits, debug);
  }

  public CompileOptions withLimits(ModelLimits other) {
    return new CompileOptions(target, vectorBits, tiered, passes, tuning, states, other, debug);
  }

  public CompileOptions withDebug(DebugOptions other) {
    return new CompileOptions(target, vectorBits, tiered, passes, tuning, states, limits, other);
  }
}

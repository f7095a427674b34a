package io.sinter;

import io.sinter.runtime.ModelError;
import io.sinter.runtime.Problem;
import java.time.Duration;

/// What a model may cost before it runs, so that one from a stranger ends in a [ModelError] and not in a machine without
/// memory. What a run may cost, [io.sinter.runtime.RunOptions] says.
///
/// @param bytes of files read and of constants, those computed while compiling included
/// @param nodes after local functions have been put in the place of their calls, those of nested graphs included
/// @param depth how many graphs or calls of local functions may stand in one another
/// @param time for reading and for compiling, each
public record ModelLimits(long bytes, int nodes, int depth, Duration time) {
  /// Half of the memory that this JVM may take, a million nodes, 64 levels, five minutes.
  public static final ModelLimits DEFAULTS =
      new ModelLimits(Runtime.getRuntime().maxMemory() / 2, 1_000_000, 64, Duration.ofMinutes(5));

  /// @throws ModelError when a limit is not positive
  public ModelLimits {
    if (bytes < 1 || nodes < 1 || depth < 1 || time.isZero() || time.isNegative()) {
      throw new ModelError(Problem.of("A limit for models leaves no room for any.")
          .given(bytes + " bytes, " + nodes + " nodes, depth " + depth + ", " + time.toMillis() + " ms")
          .expected("positive limits"));
    }
  }

  public ModelLimits withBytes(long most) {
    return new ModelLimits(most, nodes, depth, time);
  }

  public ModelLimits withNodes(int most) {
    return new ModelLimits(bytes, most, depth, time);
  }

  public ModelLimits withDepth(int most) {
    return new ModelLimits(bytes, nodes, most, time);
  }

  public ModelLimits withTime(Duration longest) {
    return new ModelLimits(bytes, nodes, depth, longest);
  }
}

package io.sinter;

import io.sinter.runtime.ModelError;
import io.sinter.runtime.Problem;
import java.time.Duration;

/// What a model may cost before it runs, so that one from a stranger ends in a [ModelError] and not in a machine
/// without memory. What a run may cost, [io.sinter.runtime.RunOptions] says.
///
/// @param bytes of each file, and of all constants, those computed while reading or compiling included
/// @param nodes after local functions have been put in the place of their calls, those of nested graphs included; of a
///     function, ops with those of the bodies in them
/// @param depth how many graphs or calls of local functions may stand in one another; at most 256
/// @param time for reading and for compiling, each
public record ModelLimits(long bytes, int nodes, int depth, Duration time) {
  /// The number of nodes in [#DEFAULTS].
  public static final int DEFAULT_NODES = 1_000_000;

  /// The depth in [#DEFAULTS].
  public static final int DEFAULT_DEPTH = 64;

  /// The time in [#DEFAULTS].
  public static final int DEFAULT_MINUTES = 5;

  /// The largest depth: what a thread's stack has room for.
  public static final int DEEPEST = 256;

  /// Half of the memory that this JVM may take, and the numbers above.
  public static final ModelLimits DEFAULTS = new ModelLimits(
      Runtime.getRuntime().maxMemory() / 2, DEFAULT_NODES, DEFAULT_DEPTH, Duration.ofMinutes(DEFAULT_MINUTES));

  /// @throws ModelError when a limit is not positive, or the depth too large
  public ModelLimits {
    if (depth > DEEPEST) {
      throw new ModelError(Problem.of("The limit for the depth of models is too large.")
          .given("depth " + depth)
          .expected("at most " + DEEPEST));
    }
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

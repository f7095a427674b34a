package io.sinter.ir.kernel;

import io.sinter.runtime.DType;
import java.util.Set;

/// What a schedule needs to know of a machine and of the compiler behind it.
///
/// @param name as in `--target`
/// @param vectorBits width of a vector; 0 for a target without vectors
/// @param registers how many vector registers there are
/// @param vectorTypes element types that vectors may hold
public record Target(String name, int vectorBits, int registers, Set<DType> vectorTypes) {
  public Target {
    vectorTypes = Set.copyOf(vectorTypes);
  }

  /// Lanes of a vector of `type`; 1 where the target has none. Types narrower than 32 bits fill as many lanes as those.
  public int lanes(DType type) {
    return vectorTypes.contains(type) ? Math.max(1, vectorBits / 8 / Math.max(4, type.bytes())) : 1;
  }
}

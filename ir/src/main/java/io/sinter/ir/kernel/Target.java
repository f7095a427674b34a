package io.sinter.ir.kernel;

import io.sinter.runtime.DType;
import java.util.EnumSet;
import java.util.Set;

/// What a schedule needs to know of a machine and of the compiler behind it.
///
/// @param name as in `--target`
/// @param vectorBits width of a vector; 0 for a target without vectors
/// @param registers how many vector registers there are; where groups have many work items, how many of 32 bits each of
///     them has
/// @param vectorTypes element types that vectors may hold
/// @param types element types that it computes with
/// @param group what the work items of a group have in common
public record Target(
    String name, int vectorBits, int registers, Set<DType> vectorTypes, Set<DType> types, Group group) {
  private static final Set<DType> ALL = EnumSet.complementOf(EnumSet.of(DType.STRING));

  /// Work items that run one kernel side by side.
  ///
  /// @param items how many a group may have at most; 1 where each group is one thread
  /// @param shared bytes of fast memory that they share
  /// @param subgroup how many of them run in step and can exchange values; 0 where kernels cannot use that
  public record Group(int items, long shared, int subgroup) {
    /// A thread.
    public static final Group ONE = new Group(1, 0, 0);
  }

  public Target {
    vectorTypes = Set.copyOf(vectorTypes);
    types = Set.copyOf(types);
  }

  /// A machine whose groups are threads and that computes with everything.
  public Target(String name, int vectorBits, int registers, Set<DType> vectorTypes) {
    this(name, vectorBits, registers, vectorTypes, ALL, Group.ONE);
  }

  /// Whether the work items of a group share work.
  public boolean hasItems() {
    return group.items() > 1;
  }

  /// Lanes of a vector of `type`; 1 where the target has none. Types narrower than 32 bits fill as many lanes as those.
  public int lanes(DType type) {
    return vectorTypes.contains(type) ? Math.max(1, vectorBits / 8 / Math.max(4, type.bytes())) : 1;
  }
}

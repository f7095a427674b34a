package io.sinter.ir.kernel;

import java.util.Locale;

/// How the iterations of a loop relate to the machine.
public enum Label {
  /// One after the other, ascending.
  SERIAL,
  /// All written out; copies of locals live at the same time.
  UNROLL,
  /// The lanes of vectors.
  VECTOR,
  /// Lanes that exchange values (a warp, a subgroup).
  LANE,
  /// Work items of a group, each of which runs one iteration: iteration i of every such loop is item i's.
  LOCAL,
  /// Independent pieces of a launch: worker tasks, work groups, thread blocks.
  GROUP;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}

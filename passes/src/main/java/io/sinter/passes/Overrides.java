package io.sinter.passes;

import java.util.List;

/// The table of [CompositeOverride]s, at most one for a name. Its test interprets both bodies of each.
final class Overrides {
  static final List<CompositeOverride> ALL = List.of();

  private Overrides() {}

  /// Those that the options allow.
  static List<CompositeOverride> of(PassOptions options) {
    return ALL.stream().filter(o -> switch (o.exactness()) {
      case EXACT -> true;
      case ROUNDING -> options.rounding();
    }).toList();
  }
}

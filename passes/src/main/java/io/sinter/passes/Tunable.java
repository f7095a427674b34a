package io.sinter.passes;

import java.util.List;

/// A number in a schedule that may be another without a change of any bit.
///
/// @param name what it says, the same in all kernels
/// @param values what it may be, that of the rule first
public record Tunable(String name, List<Long> values) {
  public Tunable {
    values = List.copyOf(values);
  }
}

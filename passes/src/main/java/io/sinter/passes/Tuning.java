package io.sinter.passes;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/// Numbers in schedules that were found by measuring, in place of those that rules choose. They say how fast kernels
/// are, never what they compute.
///
/// @param choices by the fingerprint of a kernel ([Lowering.Stages#fingerprint]) values by the names of [Tunable]s.
///     What is about other kernels or targets, or is not among the values that a rule allows, changes nothing
public record Tuning(Map<String, Map<String, Long>> choices) {
  /// All as the rules have it.
  public static final Tuning NONE = new Tuning(Map.of());

  public Tuning {
    var sorted = new TreeMap<String, Map<String, Long>>();
    choices.forEach((k, values) -> sorted.put(k, Collections.unmodifiableMap(new TreeMap<>(values))));
    choices = Collections.unmodifiableMap(sorted);
  }

  /// The values for a kernel.
  public Map<String, Long> of(String fingerprint) {
    return choices.getOrDefault(fingerprint, Map.of());
  }

  /// The same, but these values for a kernel; none where there are none.
  public Tuning with(String fingerprint, Map<String, Long> values) {
    var all = new TreeMap<>(choices);
    all.remove(fingerprint);
    if (!values.isEmpty()) {
      all.put(fingerprint, values);
    }
    return new Tuning(all);
  }
}

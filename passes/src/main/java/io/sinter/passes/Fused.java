package io.sinter.passes;

import io.sinter.ir.Function;
import io.sinter.ir.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Which values of a function are computed by one kernel, and why others are not: what [Lowering] decides, to look at.
/// Functions inside of ops are not looked into.
///
/// @param groups in the order of their roots
/// @param cuts where one kernel reads what another one wrote
public record Fused(List<Group> groups, List<Cut> cuts) {
  /// @param root what the kernel writes
  /// @param members all it computes, the root included
  public record Group(Value root, Set<Value> members) {}

  /// @param value the root of a kernel
  /// @param reader a member of another kernel, which reads it, maybe through views
  public record Cut(Value value, Value reader, Apart why) {}

  public Fused {
    groups = List.copyOf(groups);
    cuts = List.copyOf(cuts);
  }

  /// @param function what [Pipelines#tensor] makes
  public static Fused of(Function function) {
    var fusion = Fusion.of(function);
    var groups = fusion.groups().stream().map(g -> new Group(g.root(), g.members())).toList();
    var cuts = new ArrayList<Cut>();
    for (var group : groups) {
      fusion.users(group.root()).stream().distinct()
          .forEach(reader -> cuts.add(new Cut(group.root(), reader, fusion.why(group.root(), reader))));
    }
    return new Fused(groups, cuts);
  }
}

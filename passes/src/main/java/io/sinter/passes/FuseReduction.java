package io.sinter.passes;

import io.sinter.ir.kernel.Stage;
import io.sinter.ir.kernel.Stage.Axis;
import java.util.List;
import java.util.stream.Stream;

/// The two innermost reduction axes of a stage, made one loop where they are one run in every operand.
final class FuseReduction {
  private FuseReduction() {}

  /// The loops of the reduction then, outermost first.
  static List<String> of(Draft draft, Stage stage) {
    var axes = stage.reduction().orElseThrow().axes();
    var names = axes.stream().map(Axis::name).toList();
    if (axes.size() < 2) {
      return names;
    }
    var outer = axes.get(axes.size() - 2);
    var inner = axes.getLast();
    boolean run = draft.accesses().loads().stream()
        .filter(l -> l.position().mentions(outer.name()) || l.position().mentions(inner.name())).allMatch(l -> {
          var o = l.position().strideOf(outer.name());
          var i = l.position().strideOf(inner.name());
          return o.isPresent() && i.isPresent() && inner.extent().constant().isPresent()
              && o.getAsLong() == i.getAsLong() * inner.extent().asLong();
        });
    return run ? Stream.concat(names.subList(0, names.size() - 2).stream(),
        Stream.of(draft.fuse(List.of(outer.name(), inner.name())))).toList() : names;
  }
}

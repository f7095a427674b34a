package io.sinter.passes.kernel;

import io.sinter.ir.kernel.Expr;
import io.sinter.ir.kernel.Local;
import io.sinter.ir.kernel.Stage;
import io.sinter.runtime.Dim;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/// A stage that has its place among the loops of a kernel.
///
/// @param at the loop it stands in; empty at the top
/// @param around the axes of all loops around it
/// @param bound axes of the stage that have one value at this place
/// @param local where the result lies, if one iteration of the loops around needs one element
/// @param memory where the result lies in memory, if it does
record Placed(Stage stage, Optional<String> at, Set<String> around, Map<String, Dim> bound, Optional<Local> local,
    Optional<Memory> memory) {
  /// Elements at the `kept` dimensions of an index into the stage's array.
  record Memory(String buffer, List<Integer> kept) {
    List<Dim> of(List<Dim> index) {
      return kept.stream().map(index::get).toList();
    }
  }

  /// The loops that the stage runs itself.
  List<Stage.Axis> loops() {
    return stage.axes().stream().filter(a -> !bound.containsKey(a.name())).map(this::here).toList();
  }

  List<Stage.Axis> reductionLoops() {
    return stage.reduction().map(r -> r.axes().stream().map(this::here).toList()).orElse(List.of());
  }

  private Stage.Axis here(Stage.Axis axis) {
    return new Stage.Axis(axis.name(), here(axis.extent()));
  }

  private Dim here(Dim dim) {
    return dim.substitute(bound::get);
  }

  Expr value() {
    return stage.value().mapDims(this::here);
  }

  Optional<Expr> init() {
    return stage.reduction().map(r -> r.init().mapDims(this::here));
  }

  /// The index of the element that is written.
  List<Dim> index() {
    return stage.axes().stream().map(Stage.Axis::index).map(this::here).toList();
  }

  /// A read of the stage's result.
  Expr read(Expr.Load load) {
    return local.<Expr>map(Expr.Read::new)
        .orElseGet(() -> new Expr.Load(memory.orElseThrow().buffer(), load.type(), memory.get().of(load.at())));
  }

  /// Every load in the stage of buffer `name`, with the axes around it.
  List<Reading> readings(String name) {
    var readings = new ArrayList<Reading>();
    init().ifPresent(e -> collect(e, name, false, readings));
    collect(value(), name, true, readings);
    return readings;
  }

  /// A load in a stage, and whether it stands inside the stage's reduction.
  record Reading(Placed reader, Expr.Load load, boolean reduced) {
    boolean isInside(String axis) {
      return reader.around.contains(axis) || reader.loops().stream().anyMatch(a -> a.name().equals(axis))
          || reduced && reader.reductionLoops().stream().anyMatch(a -> a.name().equals(axis));
    }
  }

  private void collect(Expr e, String name, boolean reduced, List<Reading> into) {
    if (e instanceof Expr.Load l && l.buffer().equals(name)) {
      into.add(new Reading(this, l, reduced));
    }
    e.children().forEach(c -> collect(c, name, reduced, into));
  }

  /// The value with its loads rewritten.
  static Expr mapLoads(Expr e, UnaryOperator<Expr> rewrite) {
    return e.map(x -> x instanceof Expr.Load ? rewrite.apply(x) : x);
  }
}

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

/// A stage that has its place among the loops of a kernel.
///
/// @param at the loop it stands in; empty at the top
/// @param around the axes of all loops around it
/// @param bound axes of the stage that have one value at this place
/// @param local where the result lies, if one iteration of the loops around needs one element
/// @param memory where the result lies in memory, if it does
record Placed(Stage stage, Optional<String> at, Set<String> around, Map<String, Dim> bound, Optional<Local> local,
    Optional<Memory> memory) {
  private static final Dim DATA = Dim.symbol("`data");

  /// Elements at the `kept` dimensions of an index into the stage's array.
  record Memory(String buffer, List<Integer> kept) {
    <I> List<I> of(List<I> index) {
      return kept.stream().map(index::get).toList();
    }
  }

  /// The loops that the stage runs itself, without those of its reduction.
  List<Stage.Axis> loops() {
    var running = running();
    return kept().stream().filter(a -> !running.map(a.name()::equals).orElse(false)).toList();
  }

  /// The axes that the stage's elements at this place have.
  List<Stage.Axis> kept() {
    return stage.axes().stream().filter(a -> !bound.containsKey(a.name())).map(this::here).toList();
  }

  /// The axis that a running reduction shares with its stage.
  Optional<String> running() {
    return stage.reduction().filter(r -> r.order() instanceof Stage.Order.Running).map(r -> r.axes().getFirst().name());
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

  /// Where the stage's value goes, if it updates.
  Optional<Stage.Update> update() {
    return stage.update()
        .map(u -> new Stage.Update(u.at().stream().map(e -> e.mapDims(this::here)).toList(), u.combiner()));
  }

  /// A read of the stage's result.
  Expr read(Expr.Load load) {
    return local.<Expr>map(Expr.Read::new)
        .orElseGet(() -> new Expr.Load(memory.orElseThrow().buffer(), load.type(), memory.get().of(load.at())));
  }

  /// As [#read(Expr.Load)], where indices are data.
  Expr read(Expr.Pick pick) {
    return local.<Expr>map(Expr.Read::new)
        .orElseGet(() -> new Expr.Pick(memory.orElseThrow().buffer(), pick.type(), memory.get().of(pick.at())));
  }

  /// Every read in the stage of buffer `name`, with the axes around it.
  List<Reading> readings(String name) {
    var readings = new ArrayList<Reading>();
    init().ifPresent(e -> collect(e, name, false, readings));
    update().ifPresent(u -> u.at().forEach(e -> collect(e, name, false, readings)));
    collect(value(), name, true, readings);
    return readings;
  }

  /// A read at an index in a stage, and whether it stands inside the stage's reduction. For what is data the index has
  /// a symbol that nothing defines.
  record Reading(Placed reader, List<Dim> at, boolean reduced) {
    boolean isInside(String axis) {
      return reader.around.contains(axis) || reader.loops().stream().anyMatch(a -> a.name().equals(axis))
          || reduced && reader.reductionLoops().stream().anyMatch(a -> a.name().equals(axis));
    }
  }

  private void collect(Expr e, String name, boolean reduced, List<Reading> into) {
    switch (e) {
      case Expr.Load l when l.buffer().equals(name) -> into.add(new Reading(this, l.at(), reduced));
      case Expr.Pick p when p.buffer().equals(name) -> into.add(new Reading(
          this, p.at().stream().map(i -> i instanceof Expr.Index(var known) ? known : DATA).toList(), reduced));
      default -> {}
    }
    e.children().forEach(c -> collect(c, name, reduced, into));
  }
}

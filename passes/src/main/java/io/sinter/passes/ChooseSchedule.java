package io.sinter.passes;

import io.sinter.ir.ScalarFn;
import io.sinter.ir.kernel.Expr;
import io.sinter.ir.kernel.Stage;
import io.sinter.ir.kernel.Stage.Axis;
import io.sinter.ir.kernel.Target;
import io.sinter.passes.kernel.Step;
import io.sinter.runtime.Dim;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Chooses the schedule of a kernel from what it accesses and what the target has: a register tile where products of
/// two arrays are summed and one of them is reused along rows ([ScheduleTile]), vectors along an axis of unit stride
/// elsewhere ([SchedulePoints]), groups over the outer axes. Where the groups of the target have many work items,
/// points ([SpreadPoints]), tiles ([SpreadTile]) or the lanes of rows ([SpreadRows]) are items. Names no operator.
///
/// Where groups are threads, which loops are groups follows from the kernel alone, so every form of a kernel has the
/// same groups and one may take over from another at any time; only what runs inside a group follows the target.
final class ChooseSchedule {
  private ChooseSchedule() {}

  /// @param panels that products are cut into, the same for all forms of a kernel
  /// @param tuned values that were measured to be best, by the names of [Tunable]s
  static Draft of(BuildKernel.Built built, Target target, Panels panels, Map<String, Long> tuned) {
    var draft = new Draft(built, target, panels, tuned, placements(built));
    var contraction = built.kernel().stages().stream().filter(ChooseSchedule::sumsProducts).findFirst();
    if (target.hasItems()) {
      items(draft, built);
      return draft;
    }
    if (contraction.isEmpty() || !ScheduleTile.schedule(draft, contraction.get())) {
      SchedulePoints.schedule(draft);
    }
    return draft;
  }

  private static void items(Draft draft, BuildKernel.Built built) {
    var contraction = built.kernel().stages().stream().filter(ChooseSchedule::sumsProducts).findFirst();
    boolean tile = contraction.isPresent() && SpreadTile.schedule(draft, contraction.get());
    if (!tile && !SpreadRows.schedule(draft)) {
      SpreadPoints.schedule(draft);
    }
  }

  private static boolean sumsProducts(Stage s) {
    return s.reduction().filter(r -> r.order() instanceof Stage.Order.Chain).isPresent()
        && s.value() instanceof Expr.Apply a && a.fn() == ScalarFn.FMA;
  }

  private static List<Step> placements(BuildKernel.Built built) {
    var steps = new ArrayList<Step>();
    built.stages().forEach((stage, axis) -> {
      if (!axis.isEmpty()) {
        steps.add(new Step.Place(stage, axis));
      }
    });
    joins(built, steps);
    var root = built.kernel().stages().getLast();
    shared(built, root).ifPresent(stage -> steps.add(new Step.ShareStorage(stage, root.into())));
    return steps;
  }

  /// Products that stand in one place run in one loop, which reads what they share once.
  private static void joins(BuildKernel.Built built, List<Step> steps) {
    var products = built.kernel().stages().stream()
        .filter(s -> sumsProducts(s) && !built.stages().getOrDefault(s.into(), "").isEmpty()).toList();
    for (var other : products.isEmpty() ? products : products.subList(1, products.size())) {
      steps.add(new Step.Join(term(products.getFirst()), term(other)));
    }
  }

  /// The innermost axis of a sum; products that share a kernel have one each.
  private static String term(Stage product) {
    return product.reduction().orElseThrow().axes().getLast().name();
  }

  /// A stage over the root's own shape that the root reads at its own index only: its elements may wait in the
  /// result's array.
  private static Optional<String> shared(BuildKernel.Built built, Stage root) {
    if (built.rows().isEmpty()) {
      return Optional.empty();
    }
    var kernel = built.kernel();
    var result = kernel.buffer(root.into());
    var own = root.axes().stream().map(Axis::index).toList();
    return kernel.stages().reversed().stream().skip(1).filter(s -> s.reduction().isEmpty())
        .filter(s -> kernel.buffer(s.into()).shape().equals(result.shape())
            && kernel.buffer(s.into()).type() == result.type())
        .map(Stage::into)
        .filter(s -> !reads(root.value(), s).isEmpty() && reads(root.value(), s).stream().allMatch(own::equals))
        .findFirst();
  }

  private static List<List<Dim>> reads(Expr e, String buffer) {
    var found = new ArrayList<List<Dim>>();
    e.map(x -> {
      if (x instanceof Expr.Load l && l.buffer().equals(buffer)) {
        found.add(l.at());
      }
      return x;
    });
    return found;
  }
}

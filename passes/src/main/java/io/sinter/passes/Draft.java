package io.sinter.passes;

import io.sinter.ir.kernel.Kernel;
import io.sinter.ir.kernel.Label;
import io.sinter.ir.kernel.Stage;
import io.sinter.ir.kernel.Stage.Axis;
import io.sinter.ir.kernel.Stmt;
import io.sinter.ir.kernel.Target;
import io.sinter.passes.kernel.Schedule;
import io.sinter.passes.kernel.Scheduling;
import io.sinter.passes.kernel.Step;
import io.sinter.passes.kernel.Tail;
import io.sinter.runtime.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/// A schedule that is being chosen: the kernel, the machine, and the steps so far.
final class Draft {
  /// Elements of work one group should at least have, in multiply-adds or point evaluations.
  static final long GROUP_WORK = 1 << 19;

  /// The lanes that the shape of groups is chosen for.
  static final int LANES = ReadingStages.LANES;

  private final BuildKernel.Built built;
  private final Target target;
  private final Panels panels;
  private final Map<String, Long> tuned;
  private final List<Tunable> tunables = new ArrayList<>();
  private final List<Step> steps;
  private final Accesses accesses;

  /// @param tuned values for some tunables, by their names
  /// @param placements where stages stand: the first steps
  Draft(BuildKernel.Built built, Target target, Panels panels, Map<String, Long> tuned, List<Step> placements) {
    this.built = built;
    this.target = target;
    this.panels = panels;
    this.tuned = tuned;
    this.steps = new ArrayList<>(placements);
    this.accesses = Accesses.of(scheduled());
  }

  Kernel.Computed kernel() {
    return built.kernel();
  }

  Target target() {
    return target;
  }

  Panels panels() {
    return panels;
  }

  /// The stage that writes the result.
  Stage root() {
    return kernel().stages().getLast();
  }

  /// Whether some of the root's points run in a fixed order.
  boolean isOrdered() {
    return root().parallelAxes().size() < root().axes().size();
  }

  /// The loops of the root's points that run in order; not the loop of a running sum, which is inside all of them.
  List<Axis> serial() {
    var running = root().reduction().map(Stage.Reduction::axes).orElse(List.of());
    return root().axes().stream().filter(a -> !root().parallelAxes().contains(a) && !running.contains(a)).toList();
  }

  /// The root's axes that reductions run over; none where the kernel has no rows.
  List<String> rows() {
    return built.rows();
  }

  /// What the kernel accesses, before any loop is split.
  Accesses accesses() {
    return accesses;
  }

  Schedule schedule() {
    return new Schedule(steps);
  }

  /// A number of the schedule that may be another: what was measured to be best, or the rule's.
  ///
  /// @param others what else it may be. Where it shapes groups, they follow from the kernel alone, as groups do
  long tune(String name, long rule, long... others) {
    var values = LongStream.concat(LongStream.of(rule), LongStream.of(others)).distinct().boxed().toList();
    if (values.size() > 1) {
      tunables.add(new Tunable(name, values));
    }
    long wanted = tuned.getOrDefault(name, rule);
    return values.contains(wanted) ? wanted : rule;
  }

  /// What was asked to be tuned so far.
  List<Tunable> tunables() {
    return List.copyOf(tunables);
  }

  /// The kernel with the steps so far.
  Kernel.Scheduled scheduled() {
    return Scheduling.apply(kernel(), schedule());
  }

  /// The loops over `axis` in a kernel.
  static List<Stmt> loops(Kernel.Scheduled kernel, String axis) {
    var found = new ArrayList<Stmt>();
    kernel.body().forEach(s -> {
      if (s instanceof Stmt.Loop l && l.axis().equals(axis)) {
        found.add(l);
      }
    });
    return found;
  }

  /// Lanes that all types of the kernel have in common; 1 when they differ, and where integers are divided or
  /// something is checked: no target has that for vectors. A bool that is only tested is a mask.
  int lanes() {
    if (accesses.mayFail()) {
      return 1;
    }
    int lanes = target.lanes(kernel().buffer(root().into()).type());
    boolean storesBools = kernel().buffers().stream().anyMatch(b -> b.type() == DType.BOOL);
    for (DType t : accesses.types()) {
      if ((t != DType.BOOL || storesBools) && target.lanes(t) != lanes) {
        return 1;
      }
    }
    return lanes;
  }

  /// How far apart neighbours along an axis lie in the result.
  long storeStride(Axis a) {
    return accesses.stores().getLast().position().strideOf(a.name()).orElse(Long.MAX_VALUE);
  }

  // ---- steps -------------------------------------------------------------------------------------------------------

  Step.Split split(String axis, long by, Tail tail) {
    var split = new Step.Split(axis, by, tail);
    steps.add(split);
    return split;
  }

  void add(Step step) {
    steps.add(step);
  }

  void reorder(List<String> axes) {
    steps.add(new Step.Reorder(axes));
  }

  void mark(String axis, Label label) {
    steps.add(new Step.Mark(axis, label));
  }

  /// Says in the schedule what is not said by its steps.
  void remark(String text) {
    steps.add(new Step.Remark(text));
  }

  void outline(String axis, String method) {
    steps.add(new Step.Outlined(axis, method));
  }

  /// Makes nested loops one, whose name is returned.
  String fuse(List<String> axes) {
    var name = axes.getFirst();
    for (var next : axes.subList(1, axes.size())) {
      var fuse = new Step.Fuse(name, next);
      steps.add(fuse);
      name = fuse.fused();
    }
    return name;
  }
}

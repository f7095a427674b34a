package io.sinter.passes;

import io.sinter.ir.kernel.Kernel;
import io.sinter.ir.kernel.Stmt;
import io.sinter.ir.kernel.Target;
import io.sinter.passes.Lowering.Form;
import io.sinter.passes.Lowering.Stages;
import io.sinter.passes.kernel.CommonLaunch;
import io.sinter.passes.kernel.Flatten;
import io.sinter.passes.kernel.Scheduling;
import io.sinter.runtime.Allowance;
import io.sinter.runtime.Workers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// The kernels of a program and the programs inside of it: what computes the same is one kernel, and each has a name of
/// its own.
final class KernelTable {
  private final List<Target> targets;
  private final Allowance allowance;
  private final Tuning tuning;
  private final Map<Kernel.Computed, Integer> numbers = new HashMap<>();
  private final List<BuildKernel.Built> kernels = new ArrayList<>();

  /// @param targets each kernel gets a form for each
  /// @param allowance what making the kernels may cost
  /// @param tuning numbers for their schedules
  KernelTable(List<Target> targets, Allowance allowance, Tuning tuning) {
    this.targets = targets;
    this.allowance = allowance;
    this.tuning = tuning;
  }

  /// The number of a kernel, which is that of one that computes the same where there is one.
  int number(BuildKernel.Built built) {
    allowance.check("kernel " + built.kernel().name());
    int next = kernels.size();
    int number = numbers.computeIfAbsent(named(built.kernel(), ""), k -> next);
    if (number == next) {
      var kernel = named(built.kernel(), built.kernel().name() + "_" + number);
      kernels.add(new BuildKernel.Built(kernel, built.stages(), built.arrays(), built.rows()));
    }
    return number;
  }

  private static Kernel.Computed named(Kernel.Computed k, String name) {
    return new Kernel.Computed(name, k.parameters(), k.buffers(), k.stages());
  }

  /// All kernels down to what backends see, in the order of their numbers.
  List<Stages> lower() {
    return Workers.map(kernels, this::lower);
  }

  private Stages lower(BuildKernel.Built built) {
    long start = System.nanoTime();
    var named = built.kernel();
    allowance.check("kernel " + named.name());
    var panels = Panels.of(targets.getFirst());
    var tuned = tuning.choices().isEmpty() ? Map.<String, Long>of()
        : tuning.of(Fingerprint.of(named, targets.getFirst()));
    var drafts = targets.stream().map(t -> ChooseSchedule.of(built, t, panels, tuned)).toList();
    var schedules = drafts.stream().map(Draft::schedule).toList();
    var scheduled = schedules.stream().map(x -> Scheduling.apply(named, x)).toList();
    var common = CommonLaunch.of(IntStream.range(0, targets.size())
        .mapToObj(i -> Flatten.flatten(scheduled.get(i), targets.get(i))).toList());
    var forms = IntStream.range(0, targets.size())
        .mapToObj(i -> new Form(schedules.get(i), scheduled.get(i), common.forms().get(i))).toList();
    requireOneGrouping(named, forms);
    var tunables = drafts.getFirst().tunables();
    return new Stages(named, targets.getFirst(), tunables, forms, common.extents(), (System.nanoTime() - start) / 1e6);
  }

  private static void requireOneGrouping(Kernel named, List<Form> forms) {
    if (forms.stream().map(f -> f.flat().group().map(Stmt.Loop::extent)).distinct().count() > 1) {
      throw new IllegalStateException("the forms of kernel " + named.name() + " have different groups");
    }
  }
}

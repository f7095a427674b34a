package io.sinter.passes.kernel;

import io.sinter.ir.kernel.Buffer;
import io.sinter.ir.kernel.Kernel;
import io.sinter.ir.kernel.Stmt;
import java.util.ArrayList;
import java.util.List;

/// Computed to scheduled: stages become loops ([Nest]), then each step of the schedule changes them.
public final class Scheduling {
  private Scheduling() {}

  /// The kernel's loops as the schedule wants them, with the same results to the bit.
  ///
  /// @throws IllegalArgumentException when a step does not fit, or would change the order of a reduction; the message
  ///     names the kernel, the step and the reason
  public static Kernel.Scheduled apply(Kernel.Computed kernel, Schedule schedule) {
    var nest = Nest.nest(kernel, schedule);
    var body = nest.body();
    var buffers = new ArrayList<>(nest.buffers());
    for (var step : schedule.steps()) {
      try {
        body = apply(step, body, buffers);
      } catch (StepError e) {
        throw new IllegalArgumentException(
            "cannot '" + step + "' in kernel " + kernel.name() + ": " + e.getMessage(), e);
      }
    }
    var copied = new Kernel.Scheduled(kernel.name(), kernel.parameters(), buffers, body);
    return new Kernel.Scheduled(
        kernel.name(), kernel.parameters(), buffers, UniqueNames.in(body, Names.of(copied)));
  }

  /// Whether iterations of a loop must run one after the other, ascending: no schedule changes the order of a
  /// reduction, or of writes that may meet in one element.
  public static boolean keepsOrder(Stmt.Loop loop) {
    return Carried.keepsOrder(loop);
  }

  /// @param buffers which some steps add to
  private static Stmt apply(Step step, Stmt body, List<Buffer> buffers) {
    return switch (step) {
      case Step.Split s -> SplitLoop.apply(s, body);
      case Step.Fuse s -> FuseLoops.apply(s, body);
      case Step.Join s -> JoinLoops.apply(s, body);
      case Step.Reorder s -> ReorderLoops.apply(s, body);
      case Step.Mark s -> MarkLoop.apply(s, body);
      case Step.Outlined s -> OnLoop.apply(s.axis(), body, l -> new Stmt.Outline(s.method(), l));
      case Step.Cache s -> CacheLoads.apply(s, body, buffers);
      case Step.Raise s -> RaiseLoops.apply(s, body, buffers);
      case Step.Place _, Step.ShareStorage _, Step.Remark _ -> body;
    };
  }
}

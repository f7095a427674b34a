package io.sinter;

import io.sinter.ir.Guard;
import io.sinter.runtime.Cancelled;
import io.sinter.runtime.DeadlineExceeded;
import io.sinter.runtime.HostKernels;
import io.sinter.runtime.MemoryShortage;
import io.sinter.runtime.RunOptions;

/// The options of a run that begins now, held by an interpreter.
final class RunGuard implements Guard {
  private final long start = System.nanoTime();
  private final RunOptions options;
  private long taken;

  RunGuard(RunOptions options) {
    this.options = options;
  }

  @Override
  public void take(long bytes) {
    taken = bytes;
    long budget = options.memoryBudget().orElse(HostKernels.ROOM);
    if (bytes > budget) {
      throw MemoryShortage.ofRun(bytes + " bytes", budget);
    }
  }

  /// The bytes that were asked for last.
  long taken() {
    return taken;
  }

  @Override
  public void check() {
    if (options.cancellation().isCancelled()) {
      throw new Cancelled("the next op");
    }
    options.deadline().filter(d -> System.nanoTime() - start >= d.toNanos()).ifPresent(d -> {
      throw new DeadlineExceeded(d, "the next op");
    });
  }
}

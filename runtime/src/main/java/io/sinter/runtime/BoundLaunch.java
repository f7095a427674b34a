package io.sinter.runtime;

import io.sinter.runtime.Program.Launch;
import java.util.Arrays;
import jdk.jfr.FlightRecorder;

/// A launch at bound sizes: its arrays, arguments and groups.
final class BoundLaunch implements Workers.Body {
  private static final int PORTIONS = 8;

  private final int step;
  private final Launch launch;
  private final KernelCode code;
  private final boolean tiered;
  private final int[] arguments;
  private int groups;
  /// For each worker the launch's buffers and its own scratch arrays; without scratch arrays one for all.
  private Object[][] arrays = {};
  private Limits limits = Limits.NONE;

  BoundLaunch(int step, Launch launch, KernelCode code) {
    this.step = step;
    this.launch = launch;
    this.code = code;
    this.tiered = code instanceof TieredKernel;
    this.arguments = new int[launch.arguments().size()];
  }

  void bind(Sizes sizes) {
    var what = toString();
    for (int i = 0; i < arguments.length; i++) {
      arguments[i] = sizes.argument(launch.arguments().get(i), "argument " + i + " of " + what);
    }
    groups = sizes.count(launch.groups(), "groups of " + what);
  }

  void arrays(Object[][] perWorker) {
    arrays = perWorker;
  }

  void patch(int position, Object array) {
    for (var each : arrays) {
      each[position] = array;
    }
  }

  void run(int threads, Limits current, Sizes sizes) {
    current.check(this);
    if (groups == 0) {
      return;
    }
    limits = current;
    if (tiered) {
      ((TieredKernel) code).prepare(arrays[0], arguments, groups, launch.extents());
    }
    try {
      // The event's class would start the flight recorder, which takes longer than many a model.
      if (FlightRecorder.isInitialized() && LaunchEvent.wanted()) {
        recorded(threads);
      } else {
        Workers.parallel(threads, groups, this);
      }
    } catch (SinterException | VirtualMachineError e) {
      throw e;
    } catch (RuntimeException | Error e) {
      throw new CompilerBug(this + (sizes.toString().isEmpty() ? "" : " with " + sizes),
          "A kernel failed while it computed " + launch.origin() + ".", e);
    }
  }

  private void recorded(int threads) {
    var event = new LaunchEvent();
    event.begin();
    Workers.parallel(threads, groups, this);
    event.end();
    if (event.shouldCommit()) {
      event.kernel = launch.kernel();
      event.layer = launch.origin();
      event.groups = groups;
      event.threads = Math.min(threads, groups);
      event.commit();
    }
  }

  @Override
  public void run(int worker, int first, int end) {
    var own = arrays[arrays.length == 1 ? 0 : worker];
    if (limits == Limits.NONE) {
      code.run(own, arguments, first, end);
      return;
    }
    // A worker's chunk is small already; a lone thread gets all groups at once.
    int portion = end - first == groups ? Math.max(1, groups / PORTIONS) : end - first;
    for (int at = first; at < end; ) {
      int next = Math.min(end - at, portion) + at;
      limits.check(this);
      code.run(own, arguments, at, next);
      at = next;
    }
  }

  void observe(LaunchObserver observer) {
    observer.launched(step, launch, Arrays.copyOf(arrays[0], launch.buffers().size()));
  }

  @Override
  public String toString() {
    return "step " + step + ", kernel '" + launch.kernel() + "' for " + launch.origin();
  }
}

package io.sinter.passes;

import io.sinter.ir.kernel.Kernel;
import io.sinter.ir.kernel.Stage;
import io.sinter.runtime.Dim;
import java.util.List;

/// About how many scalar operations a kernel does, whoever does them. It says how many threads are worth waking.
final class LaunchWork {
  /// What reading and writing one point costs besides what is computed for it.
  private static final long POINT = 8;

  private LaunchWork() {}

  static Dim of(Kernel.Computed kernel) {
    return kernel.stages().stream().map(LaunchWork::of).reduce(Dim.ZERO, Dim::plus);
  }

  private static Dim of(Stage stage) {
    var terms = stage.reduction().map(r -> count(r.axes())).orElse(Dim.ONE);
    return count(stage.axes()).times(terms.times(Math.max(1, CodeSize.of(stage.value()))).plus(POINT));
  }

  private static Dim count(List<Stage.Axis> axes) {
    return axes.stream().map(Stage.Axis::extent).reduce(Dim.ONE, Dim::times);
  }
}

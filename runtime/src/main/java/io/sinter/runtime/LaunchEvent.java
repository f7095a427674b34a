package io.sinter.runtime;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/// One launch of one kernel, in a flight recording: `io.sinter.Launch`.
@Name("io.sinter.Launch")
@Label("Kernel Launch")
@Category("Sinter")
@Description("All groups of one kernel, for one layer of a model")
@StackTrace(false)
final class LaunchEvent extends Event {
  private static final LaunchEvent PROBE = new LaunchEvent();

  @Label("Kernel")
  String kernel = "";

  @Label("Layer")
  String layer = "";

  @Label("Groups")
  int groups;

  @Label("Threads")
  int threads;

  /// Whether some recording wants these events: all that a launch asks while none does.
  static boolean wanted() {
    return PROBE.isEnabled();
  }
}

package io.sinter.runtime;

/// Looks at the launches of a run: at what each left behind, as `sinter compare` does to find the first layer that
/// differs, or at how long it took.
@FunctionalInterface
public interface LaunchObserver {
  /// Called in the running thread after a launch, before the next one starts.
  ///
  /// @param step which step of the program this was
  /// @param arguments the values of `launch.arguments()`
  /// @param buffers the arrays behind `launch.buffers()`, in that order; copy what should last
  void launched(int step, Program.Launch launch, int[] arguments, Object[] buffers);

  /// The same for a launch of a program within the program, each time it runs; by default not looked at.
  ///
  /// @param step which step of the outermost program this was within
  default void launchedWithin(int step, Program.Launch launch, int[] arguments, Object[] buffers) {}

  /// Called in the running thread right before each launch, those of programs within the program too; what is called
  /// next is [#launched] or [#launchedWithin] of the same launch, unless it fails.
  default void starting(Program.Launch launch) {}

  /// Called by each thread that works on a launch, after each piece of its groups, between [#starting] and the end.
  ///
  /// @param start when it began, in nanoseconds of [System#nanoTime]
  /// @param end when it had ended
  default void worked(Program.Launch launch, int groups, long start, long end) {}
}

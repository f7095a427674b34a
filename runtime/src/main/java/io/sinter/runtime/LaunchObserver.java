package io.sinter.runtime;

/// Looks at what each launch of a run left behind, as `sinter compare` does to find the first layer that differs.
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
}

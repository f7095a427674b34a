package io.sinter.runtime;

/// One compiled kernel. Implementations hold no state between calls and may be entered by several threads at once.
public interface KernelCode {
  /// Runs the groups `first` (inclusive) to `end` (exclusive).
  ///
  /// @param buffers one Java array per buffer of the kernel, in its declared order; scratch buffers last and private to
  ///     the calling thread
  /// @param arguments the values of the kernel's parameters, in its declared order
  /// @throws Violation when data breaks a rule that the kernel checks; what it has written is of no use then
  void run(Object[] buffers, int[] arguments, int first, int end);

  /// Calls each method behind `run` once without any work, so that the JVM counts calls, which it compiles after some
  /// thousands.
  default void idle() {}
}

package io.sinter.runtime;

import java.time.Duration;
import java.util.Set;

/// The code of an executable's kernels, loaded where it runs: on the heap and the threads of this process
/// ([HostKernels]), or on a device. Safe for many threads at once.
public interface KernelSet extends AutoCloseable {
  Set<String> names();

  /// A weight, where kernels read it.
  ///
  /// @param array a typed Java array that nobody changes
  Object place(DType type, Object array);

  /// What one frame uses for all its runs.
  Session newSession();

  /// How many bytes a run may take where nobody says.
  long room();

  /// Waits until every kernel that has been launched runs in the form it will keep.
  ///
  /// @return whether that was so within the time
  boolean awaitReady(Duration longest);

  /// No session is in use any more.
  @Override
  void close();
}

package io.sinter.runtime.device;

import java.lang.foreign.MemorySegment;

/// Work on a device that is done in the order in which it is asked for, by one thread at a time. Only [#read] and
/// [#finish] wait for it; what fails meanwhile is thrown there at the latest.
///
/// Every method throws [io.sinter.runtime.DeviceError], when the device is lost, out of memory, or refuses.
public interface Stream extends AutoCloseable {
  /// Copies bytes from the host, which may change them as soon as this returns.
  ///
  /// @param from native memory or a Java array
  void write(Memory to, long offset, MemorySegment from);

  /// Copies bytes to the host, and returns when they are there.
  void read(Memory from, long offset, MemorySegment to);

  void copy(Memory from, long offset, Memory to, long at, long bytes);

  /// Repeats the low `width` bytes of a pattern; offset and count are multiples of the width.
  ///
  /// @param width 1, 2, 4 or 8
  void fill(Memory to, long offset, long bytes, long pattern, int width);

  /// Runs a kernel with the arguments it has now. Allocates nothing.
  ///
  /// @param groups how many groups of work items
  /// @param items how many work items each group has
  void launch(Entry entry, long groups, int items);

  /// Sees to it that the device begins with what was asked for.
  void flush();

  /// Waits until all is done.
  void finish();

  @Override
  void close();
}

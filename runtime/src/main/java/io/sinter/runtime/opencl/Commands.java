package io.sinter.runtime.opencl;

import static io.sinter.runtime.opencl.Library.broken;
import static io.sinter.runtime.opencl.Library.handle;
import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/// The library's functions that give a device work. Calling them allocates nothing. `pointer`s are addresses of memory
/// that the caller keeps until the command is done.
final class Commands {
  private static final MethodHandle SET = handle(JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_LONG, ADDRESS);
  private static final MethodHandle LAUNCH = handle(
      JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_INT, ADDRESS, ADDRESS);
  private static final MethodHandle TRANSFER = handle(
      JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, ADDRESS, ADDRESS);
  private static final MethodHandle COPY = handle(
      JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, ADDRESS, ADDRESS);
  private static final MethodHandle FILL = handle(
      JAVA_INT, JAVA_LONG, JAVA_LONG, ADDRESS, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, ADDRESS, ADDRESS);
  private static final MethodHandle MAP = handle(
      JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, ADDRESS, ADDRESS, ADDRESS);
  private static final MethodHandle UNMAP = handle(
      JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, ADDRESS, ADDRESS);
  private static final MethodHandle MARK = handle(JAVA_INT, JAVA_LONG, JAVA_INT, ADDRESS, ADDRESS);
  private static final MethodHandle WAIT = handle(JAVA_INT, JAVA_INT, ADDRESS);
  private static final MemorySegment NONE = MemorySegment.NULL;

  private final MemorySegment set;
  private final MemorySegment launch;
  private final MemorySegment read;
  private final MemorySegment write;
  private final MemorySegment copy;
  private final MemorySegment fill;
  private final MemorySegment map;
  private final MemorySegment unmap;
  private final MemorySegment mark;
  private final MemorySegment await;

  Commands(Library library) {
    set = library.address(Function.SET_ARGUMENT);
    launch = library.address(Function.LAUNCH);
    read = library.address(Function.READ);
    write = library.address(Function.WRITE);
    copy = library.address(Function.COPY);
    fill = library.address(Function.FILL);
    map = library.address(Function.MAP);
    unmap = library.address(Function.UNMAP);
    mark = library.address(Function.MARK);
    await = library.address(Function.WAIT);
  }

  int set(long kernel, int argument, long size, MemorySegment value) {
    try {
      return (int) SET.invokeExact(set, kernel, argument, size, value);
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  /// @param global work items in all
  /// @param local work items of a group
  int launch(long queue, long kernel, MemorySegment global, MemorySegment local) {
    try {
      return (int) LAUNCH.invokeExact(launch, queue, kernel, 1, NONE, global, local, 0, NONE, NONE);
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  /// Does not wait.
  ///
  /// @param event becomes complete when the bytes are there
  int read(long queue, long buffer, long offset, long bytes, long pointer, MemorySegment event) {
    try {
      return (int) TRANSFER.invokeExact(read, queue, buffer, 0, offset, bytes, pointer, 0, NONE, event);
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  /// Does not wait.
  int write(long queue, long buffer, long offset, long bytes, long pointer) {
    try {
      return (int) TRANSFER.invokeExact(write, queue, buffer, 0, offset, bytes, pointer, 0, NONE, NONE);
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  int copy(long queue, long from, long to, long offset, long at, long bytes) {
    try {
      return (int) COPY.invokeExact(copy, queue, from, to, offset, at, bytes, 0, NONE, NONE);
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  int fill(long queue, long buffer, MemorySegment pattern, long width, long offset, long bytes) {
    try {
      return (int) FILL.invokeExact(fill, queue, buffer, pattern, width, offset, bytes, 0, NONE, NONE);
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  /// Waits for the queue. The result is a pointer.
  long map(long queue, long buffer, long flags, long offset, long bytes, MemorySegment status) {
    try {
      return (long) MAP.invokeExact(map, queue, buffer, 1, flags, offset, bytes, 0, NONE, NONE, status);
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  int unmap(long queue, long buffer, long pointer) {
    try {
      return (int) UNMAP.invokeExact(unmap, queue, buffer, pointer, 0, NONE, NONE);
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  /// @param event becomes complete when all commands before are
  int mark(long queue, MemorySegment event) {
    try {
      return (int) MARK.invokeExact(mark, queue, 0, NONE, event);
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  int await(MemorySegment event) {
    try {
      return (int) WAIT.invokeExact(await, 1, event);
    } catch (Throwable e) {
      throw broken(e);
    }
  }
}

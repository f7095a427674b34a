package io.sinter.runtime.opencl;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/// The handlers of the signals of this process (`sigaction` of POSIX), as they are to stay: the JVM stops its threads,
/// and finds null references and divisions by zero, by the faults that it handles. While one is open a thread looks
/// after them. Without `sigaction`, as on Windows, it does nothing.
final class SignalHandlers implements AutoCloseable {
  /// More than `struct sigaction` has anywhere; the address of the handler comes first.
  private static final long BYTES = 512;
  private static final int SIGNALS = 31;
  private static final Optional<MethodHandle> SIGACTION = sigaction();

  private final Arena arena = Arena.ofShared();
  private final MemorySegment current = arena.allocate(BYTES);
  private final MemorySegment[] handlers = new MemorySegment[SIGNALS + 1];
  private final Thread watch;
  private volatile boolean closed;
  private int changes;

  /// As they are now.
  SignalHandlers() {
    for (int signal = 1; signal <= SIGNALS; signal++) {
      handlers[signal] = arena.allocate(BYTES);
      action(signal, MemorySegment.NULL, handlers[signal]);
    }
    watch = Thread.ofPlatform().daemon().name("sinter-signal-handlers").start(() -> {
      while (!closed && SIGACTION.isPresent()) {
        restore();
        Thread.yield();
      }
    });
  }

  @SuppressWarnings("restricted")
  private static Optional<MethodHandle> sigaction() {
    var linker = Linker.nativeLinker();
    return linker.defaultLookup().find("sigaction")
        .map(address -> linker.downcallHandle(address, FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS)));
  }

  /// Puts back those that are others now.
  ///
  /// @return how many have been put back, by the thread as well, since this was opened
  synchronized int restore() {
    for (int signal = 1; signal <= SIGNALS; signal++) {
      action(signal, MemorySegment.NULL, current);
      if (!current.get(ADDRESS, 0).equals(handlers[signal].get(ADDRESS, 0))) {
        action(signal, handlers[signal], MemorySegment.NULL);
        changes++;
      }
    }
    return changes;
  }

  /// Sets a signal's handler, or reads it.
  static void action(int signal, MemorySegment handler, MemorySegment before) {
    try {
      if (SIGACTION.isPresent()) {
        int _ = (int) SIGACTION.get().invokeExact(signal, handler, before);
      }
    } catch (Throwable e) {
      throw Library.broken(e);
    }
  }

  /// Puts back what is left to put back.
  @Override
  public void close() {
    closed = true;
    boolean interrupted = false;
    while (watch.isAlive()) {
      try {
        watch.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    restore();
    arena.close();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}

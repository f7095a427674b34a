package io.sinter.runtime.opencl;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;
import java.util.List;

/// The library's functions that find devices and make objects; [Commands] are those that give devices work.
///
/// A handle of an object is a `long`; `size_t` is one too. Results are status codes ([Status]), or handles, with the
/// code where `status` points to. A function is linked when it is first called; the linked handles are constants that
/// take the function's address as their first argument, so calls are as fast for any library.
final class Library {
  private final MemorySegment[] addresses = new MemorySegment[Function.values().length];

  Library(SymbolLookup lookup) {
    for (var function : Function.values()) {
      addresses[function.ordinal()] = lookup.find(function.symbol).orElse(MemorySegment.NULL);
    }
  }

  /// Functions that the library lacks.
  List<String> missing() {
    return Arrays.stream(Function.values()).filter(f -> address(f).equals(MemorySegment.NULL)).map(f -> f.symbol)
        .toList();
  }

  MemorySegment address(Function function) {
    return addresses[function.ordinal()];
  }

  @SuppressWarnings("restricted")
  static MethodHandle handle(MemoryLayout result, MemoryLayout... parameters) {
    return Linker.nativeLinker().downcallHandle(FunctionDescriptor.of(result, parameters));
  }

  /// What a call has thrown, which is never anything that the library does.
  static RuntimeException broken(Throwable thrown) {
    if (thrown instanceof Error error) {
      throw error;
    }
    return thrown instanceof RuntimeException e ? e : new IllegalStateException(thrown);
  }

  private static final class Platforms {
    static final MethodHandle CALL = handle(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS);
  }

  int platforms(int room, MemorySegment ids, MemorySegment count) {
    try {
      return (int) Platforms.CALL.invokeExact(address(Function.GET_PLATFORMS), room, ids, count);
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  private static final class Devices {
    static final MethodHandle CALL = handle(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT, ADDRESS, ADDRESS);
  }

  int devices(long platform, long types, int room, MemorySegment ids, MemorySegment count) {
    try {
      return (int) Devices.CALL.invokeExact(address(Function.GET_DEVICES), platform, types, room, ids, count);
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  private static final class Facts {
    static final MethodHandle CALL = handle(JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_LONG, ADDRESS, ADDRESS);
  }

  /// One of the functions for facts of platforms, devices, programs and events.
  int fact(Function function, long object, int name, long room, MemorySegment value, MemorySegment size) {
    try {
      return (int) Facts.CALL.invokeExact(address(function), object, name, room, value, size);
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  private static final class Contexts {
    static final MethodHandle CALL = handle(JAVA_LONG, ADDRESS, JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS);
  }

  long context(MemorySegment properties, MemorySegment device, MemorySegment status) {
    try {
      return (long) Contexts.CALL.invokeExact(address(Function.CREATE_CONTEXT), properties, 1, device,
          MemorySegment.NULL, MemorySegment.NULL, status);
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  private static final class Queues {
    static final MethodHandle CALL = handle(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, ADDRESS);
  }

  long queue(long context, long device, MemorySegment status) {
    try {
      return (long) Queues.CALL.invokeExact(address(Function.CREATE_QUEUE), context, device, 0L, status);
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  private static final class Buffers {
    static final MethodHandle CALL = handle(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, ADDRESS, ADDRESS);
  }

  long buffer(long context, long flags, long bytes, MemorySegment status) {
    try {
      return (long) Buffers.CALL.invokeExact(address(Function.CREATE_BUFFER), context, flags, bytes,
          MemorySegment.NULL, status);
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  private static final class Sources {
    static final MethodHandle CALL = handle(JAVA_LONG, JAVA_LONG, JAVA_INT, ADDRESS, ADDRESS, ADDRESS);
  }

  /// @param text points to one text that ends with 0
  long fromSource(long context, MemorySegment text, MemorySegment status) {
    try {
      return (long) Sources.CALL.invokeExact(address(Function.CREATE_FROM_SOURCE), context, 1, text,
          MemorySegment.NULL, status);
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  private static final class Binaries {
    static final MethodHandle CALL = handle(
        JAVA_LONG, JAVA_LONG, JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS);
  }

  /// @param accepted a status of its own for the binary
  long fromBinary(long context, MemorySegment device, MemorySegment length, MemorySegment binary,
      MemorySegment accepted, MemorySegment status) {
    try {
      return (long) Binaries.CALL.invokeExact(address(Function.CREATE_FROM_BINARY), context, 1, device, length, binary,
          accepted, status);
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  private static final class Builds {
    static final MethodHandle CALL = handle(JAVA_INT, JAVA_LONG, JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS);
  }

  int build(long program, MemorySegment device, MemorySegment options) {
    try {
      return (int) Builds.CALL.invokeExact(address(Function.BUILD), program, 1, device, options, MemorySegment.NULL,
          MemorySegment.NULL);
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  private static final class BuildFacts {
    static final MethodHandle CALL = handle(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_LONG, ADDRESS, ADDRESS);
  }

  int buildFact(long program, long device, int name, long room, MemorySegment value, MemorySegment size) {
    try {
      return (int) BuildFacts.CALL.invokeExact(address(Function.GET_BUILD_INFO), program, device, name, room, value,
          size);
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  private static final class Kernels {
    static final MethodHandle CALL = handle(JAVA_LONG, JAVA_LONG, ADDRESS, ADDRESS);
  }

  long kernel(long program, MemorySegment name, MemorySegment status) {
    try {
      return (long) Kernels.CALL.invokeExact(address(Function.CREATE_KERNEL), program, name, status);
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  private static final class Objects {
    static final MethodHandle CALL = handle(JAVA_INT, JAVA_LONG);
  }

  /// One of the functions that take just an object: those that release, [Function#FLUSH] and [Function#FINISH].
  int on(Function function, long object) {
    try {
      return (int) Objects.CALL.invokeExact(address(function), object);
    } catch (Throwable e) {
      throw broken(e);
    }
  }
}

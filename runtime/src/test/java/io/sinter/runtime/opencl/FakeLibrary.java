package io.sinter.runtime.opencl;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/// The functions of [FakeFunctions] as a native library, some of which may be missing, and fail when a test says so.
final class FakeLibrary implements SymbolLookup {
  private static final int INVALID_VALUE = -30;

  final FakeFunctions functions;
  /// What the fake itself has thrown; nothing may, across the boundary to native code.
  final Queue<Throwable> thrown = new ConcurrentLinkedQueue<>();
  final Queue<String> calls = new ConcurrentLinkedQueue<>();

  private final Map<String, Queue<Integer>> failures = new HashMap<>();
  private final Map<String, MemorySegment> stubs = new HashMap<>();
  private final List<String> missing;

  /// @param missing functions that it has not
  FakeLibrary(FakeFunctions functions, String... missing) {
    this.functions = functions;
    this.missing = List.of(missing);
    for (var method : FakeFunctions.class.getDeclaredMethods()) {
      if (method.getName().startsWith("cl")) {
        stubs.put(method.getName(), stub(method.getName(),
            MethodType.methodType(method.getReturnType(), method.getParameterTypes())));
      }
    }
  }

  @SuppressWarnings("restricted")
  private MemorySegment stub(String name, MethodType type) {
    try {
      var lookup = MethodHandles.lookup();
      var body = lookup.findVirtual(FakeFunctions.class, name, type).bindTo(functions);
      var guarded = lookup.findVirtual(FakeLibrary.class, "guarded", MethodType.methodType(
              Object.class, String.class, MethodHandle.class, Object[].class))
          .bindTo(this).bindTo(name).bindTo(body).asCollector(Object[].class, type.parameterCount()).asType(type);
      var parameters = type.parameterList().stream().map(FakeLibrary::layout).toArray(MemoryLayout[]::new);
      return Linker.nativeLinker().upcallStub(guarded,
          FunctionDescriptor.of(layout(type.returnType()), parameters), Arena.ofAuto());
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }

  private static MemoryLayout layout(Class<?> type) {
    return type == int.class ? JAVA_INT : type == long.class ? JAVA_LONG : ADDRESS;
  }

  /// Calls a function, or lets it fail; a result that is a handle is 0 then, and the status behind the last argument.
  @SuppressWarnings("unused")
  private Object guarded(String name, MethodHandle body, Object... arguments) {
    boolean creates = body.type().returnType() == long.class;
    int status = INVALID_VALUE;
    try {
      calls.add(name);
      synchronized (failures) {
        var waiting = failures.getOrDefault(name, new ArrayDeque<>());
        status = waiting.isEmpty() ? 0 : waiting.remove();
      }
      if (status == 0) {
        var result = body.invokeWithArguments(arguments);
        if (creates) {
          status(arguments, 0);
        }
        return result;
      }
    } catch (FakeFunctions.Refusal e) {
      status = e.status;
    } catch (Throwable e) {
      thrown.add(e);
      status = INVALID_VALUE;
    }
    if (creates) {
      status(arguments, status);
      return 0L;
    }
    return status;
  }

  @SuppressWarnings("restricted")
  private static void status(Object[] arguments, int status) {
    var pointer = (MemorySegment) arguments[arguments.length - 1];
    pointer.reinterpret(Integer.BYTES).set(JAVA_INT, 0, status);
  }

  /// The next calls of a function end with these, where not 0.
  void fail(String name, Integer... statuses) {
    synchronized (failures) {
      failures.computeIfAbsent(name, n -> new ArrayDeque<>()).addAll(Arrays.asList(statuses));
    }
  }

  long count(String name) {
    return calls.stream().filter(name::equals).count();
  }

  @Override
  public Optional<MemorySegment> find(String name) {
    return Optional.ofNullable(missing.contains(name) ? null : stubs.get(name));
  }
}

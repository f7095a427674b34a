package io.sinter.runtime.opencl;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/// An OpenCL library in Java: what it gives out are [FakeObjects], commands are done when somebody waits for them, and
/// a program is built of any source without the word `wrong`. Its binary is the source. A kernel does nothing but be
/// remembered.
@SuppressWarnings({"restricted", "unused"})
final class FakeFunctions {
  private static final int DEVICE_NOT_FOUND = -1;
  private static final int BUILD_FAILURE = -11;
  private static final int INVALID_VALUE = -30;
  private static final int INVALID_BINARY = -42;
  private static final int INVALID_KERNEL_NAME = -46;
  private static final int BUILD_LOG = 0x1183;
  private static final int BINARY_SIZES = 0x1165;
  private static final int BINARIES = 0x1166;
  private static final int EVENT_STATUS = 0x11D3;

  final FakeObjects objects = new FakeObjects();
  final Queue<Launched> launched = new ConcurrentLinkedQueue<>();
  final Queue<String> options = new ConcurrentLinkedQueue<>();
  String log = "";
  /// How long it takes to give a binary.
  long nanosOfBinary;
  /// How a command of whose event somebody waits has ended.
  volatile int ended;

  private final Map<Long, List<Long>> platforms = new LinkedHashMap<>();
  private final Map<Long, FakeFacts> facts = new HashMap<>();
  private long next = 0x10;

  /// A kernel that was launched, with the arguments that it had.
  record Launched(String kernel, long global, long local, Map<Integer, List<Byte>> arguments) {}

  /// Objects; a `Kernel` keeps the bytes of its arguments.
  record Context(long device) {}

  record Line(Deque<Runnable> work) {
    void finish() {
      while (!work.isEmpty()) {
        work.remove().run();
      }
    }
  }

  record Memory(long flags, Arena arena, MemorySegment bytes) {}

  record Source(String text) {}

  record Kernel(String name, Map<Integer, List<Byte>> arguments) {}

  record Event(Line line) {}

  static final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1;

    final int status;

    Refusal(int status) {
      this.status = status;
    }
  }

  FakeFunctions with(FakeFacts platform, FakeFacts... devices) {
    facts.put(++next, platform);
    platforms.put(next, Arrays.stream(devices).map(this::number).toList());
    return this;
  }

  private long number(FakeFacts device) {
    long number = next + facts.size() * 0x100L;
    facts.put(number, device);
    return number;
  }

  private static void ids(List<Long> ids, int room, MemorySegment to, MemorySegment count) {
    if (room > 0) {
      var list = to.reinterpret(room * JAVA_LONG.byteSize());
      for (int i = 0; i < Math.min(room, ids.size()); i++) {
        list.setAtIndex(JAVA_LONG, i, ids.get(i));
      }
    }
    if (!count.equals(MemorySegment.NULL)) {
      count.reinterpret(Integer.BYTES).set(JAVA_INT, 0, ids.size());
    }
  }

  private static int fact(byte @Nullable [] value, long room, MemorySegment to, MemorySegment size) {
    if (value == null || !to.equals(MemorySegment.NULL) && room < value.length) {
      return INVALID_VALUE;
    }
    if (!size.equals(MemorySegment.NULL)) {
      size.reinterpret(Long.BYTES).set(JAVA_LONG, 0, value.length);
    }
    if (!to.equals(MemorySegment.NULL)) {
      MemorySegment.copy(value, 0, to.reinterpret(value.length), JAVA_BYTE, 0, value.length);
    }
    return 0;
  }

  int clGetPlatformIDs(int room, MemorySegment ids, MemorySegment count) {
    ids(List.copyOf(platforms.keySet()), room, ids, count);
    return 0;
  }

  int clGetPlatformInfo(long platform, int name, long room, MemorySegment to, MemorySegment size) {
    return fact(facts.get(platform).value(name), room, to, size);
  }

  int clGetDeviceIDs(long platform, long types, int room, MemorySegment ids, MemorySegment count) {
    var devices = platforms.get(platform);
    ids(devices, room, ids, count);
    return devices.isEmpty() ? DEVICE_NOT_FOUND : 0;
  }

  int clGetDeviceInfo(long device, int name, long room, MemorySegment to, MemorySegment size) {
    return fact(facts.get(device).value(name), room, to, size);
  }

  long clCreateContext(MemorySegment properties, int devices, MemorySegment list, MemorySegment notify,
      MemorySegment data, MemorySegment status) {
    var named = properties.reinterpret(3 * Long.BYTES);
    if (named.get(JAVA_LONG, 0) != 0x1084 || named.getAtIndex(JAVA_LONG, 2) != 0 || devices != 1) {
      throw new Refusal(INVALID_VALUE);
    }
    long device = list.reinterpret(Long.BYTES).get(JAVA_LONG, 0);
    if (!platforms.get(named.getAtIndex(JAVA_LONG, 1)).contains(device)) {
      throw new Refusal(INVALID_VALUE);
    }
    return objects.create(new Context(device));
  }

  int clReleaseContext(long context) {
    objects.release(Context.class, context);
    return 0;
  }

  long clCreateCommandQueue(long context, long device, long properties, MemorySegment status) {
    objects.of(Context.class, context);
    return objects.create(new Line(new ArrayDeque<>()));
  }

  int clReleaseCommandQueue(long queue) {
    objects.release(Line.class, queue);
    return 0;
  }

  long clCreateBuffer(long context, long flags, long bytes, MemorySegment host, MemorySegment status) {
    objects.of(Context.class, context);
    var arena = Arena.ofShared();
    return objects.create(new Memory(flags, arena, arena.allocate(bytes, 128)));
  }

  int clReleaseMemObject(long buffer) {
    objects.release(Memory.class, buffer).arena().close();
    return 0;
  }

  long clCreateProgramWithSource(long context, int parts, MemorySegment texts, MemorySegment lengths,
      MemorySegment status) {
    var text = texts.reinterpret(Long.BYTES).get(ADDRESS, 0).reinterpret(Integer.MAX_VALUE).getString(0);
    return objects.create(new Source(text));
  }

  long clCreateProgramWithBinary(long context, int devices, MemorySegment list, MemorySegment lengths,
      MemorySegment binaries, MemorySegment accepted, MemorySegment status) {
    long length = lengths.reinterpret(Long.BYTES).get(JAVA_LONG, 0);
    var bytes = binaries.reinterpret(Long.BYTES).get(ADDRESS, 0).reinterpret(length).toArray(JAVA_BYTE);
    var text = new String(bytes, StandardCharsets.UTF_8);
    if (!text.startsWith("binary of ")) {
      throw new Refusal(INVALID_BINARY);
    }
    return objects.create(new Source(text.substring("binary of ".length())));
  }

  int clBuildProgram(long program, int devices, MemorySegment list, MemorySegment options, MemorySegment notify,
      MemorySegment data) {
    this.options.add(options.reinterpret(Integer.MAX_VALUE).getString(0));
    return objects.of(Source.class, program).text().contains("wrong") ? BUILD_FAILURE : 0;
  }

  int clGetProgramInfo(long program, int name, long room, MemorySegment to, MemorySegment size)
      throws InterruptedException {
    var binary = ("binary of " + objects.of(Source.class, program).text()).getBytes(StandardCharsets.UTF_8);
    if (name == BINARY_SIZES) {
      Thread.sleep(nanosOfBinary / 1_000_000);
      return fact(new FakeFacts().i64(name, binary.length).value(name), room, to, size);
    }
    if (name != BINARIES || room != Long.BYTES) {
      return INVALID_VALUE;
    }
    MemorySegment.copy(binary, 0, to.reinterpret(Long.BYTES).get(ADDRESS, 0).reinterpret(binary.length), JAVA_BYTE, 0,
        binary.length);
    return 0;
  }

  int clGetProgramBuildInfo(long program, long device, int name, long room, MemorySegment to, MemorySegment size) {
    return name != BUILD_LOG ? INVALID_VALUE : fact(new FakeFacts().text(name, log).value(name), room, to, size);
  }

  int clReleaseProgram(long program) {
    objects.release(Source.class, program);
    return 0;
  }

  long clCreateKernel(long program, MemorySegment name, MemorySegment status) {
    var kernel = name.reinterpret(Integer.MAX_VALUE).getString(0);
    if (!objects.of(Source.class, program).text().contains(kernel)) {
      throw new Refusal(INVALID_KERNEL_NAME);
    }
    return objects.create(new Kernel(kernel, new HashMap<>()));
  }

  int clSetKernelArg(long kernel, int argument, long size, MemorySegment value) {
    var bytes = value.reinterpret(size).toArray(JAVA_BYTE);
    var list = new Byte[bytes.length];
    Arrays.setAll(list, i -> bytes[i]);
    objects.of(Kernel.class, kernel).arguments().put(argument, List.of(list));
    return 0;
  }

  int clReleaseKernel(long kernel) {
    objects.release(Kernel.class, kernel);
    return 0;
  }

  int clEnqueueNDRangeKernel(long queue, long kernel, int dimensions, MemorySegment offset, MemorySegment global,
      MemorySegment local, int waits, MemorySegment list, MemorySegment event) {
    objects.of(Line.class, queue);
    var what = objects.of(Kernel.class, kernel);
    launched.add(new Launched(what.name(), global.reinterpret(Long.BYTES).get(JAVA_LONG, 0),
        local.reinterpret(Long.BYTES).get(JAVA_LONG, 0), Map.copyOf(what.arguments())));
    return dimensions == 1 ? 0 : INVALID_VALUE;
  }

  private MemorySegment part(long buffer, long offset, long bytes) {
    var memory = objects.of(Memory.class, buffer).bytes();
    if (offset < 0 || bytes <= 0 || offset + bytes > memory.byteSize()) {
      throw new Refusal(INVALID_VALUE);
    }
    return memory.asSlice(offset, bytes);
  }

  private int later(long queue, MemorySegment event, Runnable command) {
    var line = objects.of(Line.class, queue);
    line.work().add(command);
    if (!event.equals(MemorySegment.NULL)) {
      event.reinterpret(Long.BYTES).set(JAVA_LONG, 0, objects.create(new Event(line)));
    }
    return 0;
  }

  int clEnqueueReadBuffer(long queue, long buffer, int waits, long offset, long bytes, MemorySegment to, int list,
      MemorySegment events, MemorySegment event) {
    var part = part(buffer, offset, bytes);
    return later(queue, event, () -> to.reinterpret(bytes).copyFrom(part));
  }

  int clEnqueueWriteBuffer(long queue, long buffer, int waits, long offset, long bytes, MemorySegment from, int list,
      MemorySegment events, MemorySegment event) {
    var part = part(buffer, offset, bytes);
    return later(queue, event, () -> part.copyFrom(from.reinterpret(bytes)));
  }

  int clEnqueueCopyBuffer(long queue, long from, long to, long offset, long at, long bytes, int list,
      MemorySegment events, MemorySegment event) {
    var source = part(from, offset, bytes);
    var target = part(to, at, bytes);
    return later(queue, event, () -> target.copyFrom(source));
  }

  int clEnqueueFillBuffer(long queue, long buffer, MemorySegment pattern, long width, long offset, long bytes,
      int list, MemorySegment events, MemorySegment event) {
    var part = part(buffer, offset, bytes);
    var repeated = pattern.reinterpret(width).toArray(JAVA_BYTE);
    return later(queue, event, () -> {
      for (long at = 0; at < bytes; at += width) {
        part.asSlice(at, width).copyFrom(MemorySegment.ofArray(repeated));
      }
    });
  }

  long clEnqueueMapBuffer(long queue, long buffer, int waits, long flags, long offset, long bytes, int list,
      MemorySegment events, MemorySegment event, MemorySegment status) {
    var part = part(buffer, offset, bytes);
    objects.of(Line.class, queue).finish();
    return part.address();
  }

  int clEnqueueUnmapMemObject(long queue, long buffer, long pointer, int list, MemorySegment events,
      MemorySegment event) {
    objects.of(Memory.class, buffer);
    return later(queue, event, () -> {});
  }

  int clEnqueueMarkerWithWaitList(long queue, int list, MemorySegment events, MemorySegment event) {
    return later(queue, event, () -> {});
  }

  int clWaitForEvents(int count, MemorySegment events) {
    objects.of(Event.class, events.reinterpret(Long.BYTES).get(JAVA_LONG, 0)).line().finish();
    return ended == 0 ? 0 : -14;
  }

  int clGetEventInfo(long event, int name, long room, MemorySegment to, MemorySegment size) {
    objects.of(Event.class, event);
    return name != EVENT_STATUS ? INVALID_VALUE : fact(new FakeFacts().i32(name, ended).value(name), room, to, size);
  }

  int clReleaseEvent(long event) {
    objects.release(Event.class, event);
    return 0;
  }

  int clFlush(long queue) {
    objects.of(Line.class, queue);
    return 0;
  }

  int clFinish(long queue) {
    objects.of(Line.class, queue).finish();
    return 0;
  }
}

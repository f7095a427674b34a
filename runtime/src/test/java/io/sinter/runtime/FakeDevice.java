package io.sinter.runtime;

import static java.util.stream.Collectors.toMap;

import io.sinter.runtime.Program.Launch;
import io.sinter.runtime.device.Capabilities;
import io.sinter.runtime.device.Description;
import io.sinter.runtime.device.Device;
import io.sinter.runtime.device.DeviceKernels;
import io.sinter.runtime.device.Entry;
import io.sinter.runtime.device.KernelFile;
import io.sinter.runtime.device.Memory;
import io.sinter.runtime.device.Module;
import io.sinter.runtime.device.Stream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// A device of which kernels are written in Java. It does nothing until somebody waits, so what is done out of order or
/// too late shows; fresh memory is full of ones.
final class FakeDevice implements Device {
  private static final Capabilities CAPABILITIES = new Capabilities(Capabilities.Kind.ACCELERATOR, 2, 1 << 24, 1 << 22,
      1 << 12, true, 64, 128, 0, false, true, true, true, true, false);

  final AtomicInteger allocations = new AtomicInteger();
  final AtomicInteger written = new AtomicInteger();
  final AtomicInteger read = new AtomicInteger();
  final AtomicLong held = new AtomicLong();
  /// How many bytes it has.
  volatile long room = Long.MAX_VALUE;

  private final Map<String, KernelCode> codes;
  private final Map<String, Launch> launches = new HashMap<>();
  private final Map<String, List<DType>> types = new HashMap<>();

  private FakeDevice(Program program, Map<String, KernelCode> codes) {
    this.codes = codes;
    learn(program);
  }

  /// A device for the launches of a program.
  static FakeDevice of(Program program, Map<String, KernelCode> codes) {
    return new FakeDevice(program, codes);
  }

  /// The kernels of the program, on this device.
  DeviceKernels kernels(KernelFile.Check... checks) {
    return DeviceKernels.build(this, "", codes.keySet().stream()
        .collect(toMap(name -> name, name -> new KernelFile(name, 1, List.of(checks), ""))));
  }

  private void learn(Program program) {
    for (var step : program.steps()) {
      if (step instanceof Launch launch) {
        launches.put(launch.kernel(), launch);
        var its = launch.buffers().stream().map(b -> program.buffers().get(b).type()).toList();
        if (!its.equals(types.getOrDefault(launch.kernel(), its))) {
          throw new IllegalArgumentException(launch.kernel() + " is used for " + its + " and others");
        }
        types.put(launch.kernel(), its);
      }
      Routine.inside(step).forEach(this::learn);
    }
  }

  @Override
  public Description description() {
    return new Description(0, "fake", "nobody", "none", "1", "Java", CAPABILITIES);
  }

  @Override
  public Memory allocate(long bytes) {
    if (held.addAndGet(bytes) > room) {
      held.addAndGet(-bytes);
      throw new DeviceError(DeviceError.Reason.MEMORY, Problem.of("The device is full."));
    }
    allocations.incrementAndGet();
    return new Bytes(this, bytes);
  }

  private static final class Bytes implements Memory {
    private final FakeDevice device;
    private final MemorySegment segment;
    private boolean closed;

    Bytes(FakeDevice device, long bytes) {
      this.device = device;
      this.segment = MemorySegment.ofArray(new long[(int) (bytes + 7) / 8]).asSlice(0, bytes);
      segment.fill((byte) -1);
    }

    @Override
    public long bytes() {
      return segment.byteSize();
    }

    @Override
    public void close() {
      if (closed) {
        throw new IllegalStateException("closed twice");
      }
      closed = true;
      device.held.addAndGet(-bytes());
    }

    MemorySegment open() {
      if (closed) {
        throw new IllegalStateException("used after it was closed");
      }
      return segment;
    }
  }

  private static MemorySegment bytes(Memory memory) {
    return ((Bytes) memory).open();
  }

  @Override
  public Module build(String source, List<String> kernels) {
    return new Module() {
      @Override
      public Entry entry(String kernel) {
        return new Arguments(kernel);
      }

      @Override
      public void close() {}
    };
  }

  /// What has been set for a kernel: memory or numbers, by their places.
  private static final class Arguments implements Entry {
    private final String kernel;
    private final Map<Integer, Object> values = new HashMap<>();

    Arguments(String kernel) {
      this.kernel = kernel;
    }

    @Override
    public void set(int argument, Memory memory) {
      values.put(argument, memory);
    }

    @Override
    public void set(int argument, int value) {
      values.put(argument, value);
    }

    @Override
    public void close() {}
  }

  /// As [KernelFile] says: copies the arrays to the heap, runs the groups, and copies them back.
  private void run(String kernel, Map<Integer, Object> values) {
    var launch = launches.get(kernel);
    int buffers = launch.buffers().size();
    var arrays = new Object[buffers];
    for (int i = 0; i < buffers; i++) {
      var memory = bytes((Memory) values.get(i));
      var type = types.get(kernel).get(i);
      arrays[i] = type.newArray((int) (memory.byteSize() / type.bytes()));
      MemorySegment.copy(memory, 0, segment(arrays[i]), 0, memory.byteSize());
    }
    int at = buffers + launch.scratch().size() + 1;
    var arguments = new int[launch.arguments().size()];
    Arrays.setAll(arguments, i -> (int) values.get(at + 3 + i));
    try {
      codes.get(kernel).run(arrays, arguments, (int) values.get(at), (int) values.get(at + 1));
    } catch (Marked e) {
      mark(bytes((Memory) values.get(at - 1)), (int) values.get(at + 2), e);
    }
    for (int i = 0; i < buffers; i++) {
      var memory = bytes((Memory) values.get(i));
      MemorySegment.copy(segment(arrays[i]), 0, memory, 0, memory.byteSize());
    }
  }

  private static void mark(MemorySegment marks, int launch, Marked e) {
    if (marks.get(ValueLayout.JAVA_INT, 0) == 0) {
      marks.set(ValueLayout.JAVA_INT, 0, launch);
      marks.set(ValueLayout.JAVA_INT, 4, e.check);
      marks.set(ValueLayout.JAVA_INT, 8, (int) e.value);
      marks.set(ValueLayout.JAVA_INT, 12, (int) (e.value >> 32));
    }
  }

  /// What a kernel of a fake device throws when a check fails.
  static final class Marked extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int check;
    private final long value;

    Marked(int check, long value) {
      this.check = check;
      this.value = value;
    }
  }

  private static MemorySegment segment(Object array) {
    return switch (array) {
      case float[] a -> MemorySegment.ofArray(a);
      case long[] a -> MemorySegment.ofArray(a);
      case int[] a -> MemorySegment.ofArray(a);
      case byte[] a -> MemorySegment.ofArray(a);
      default -> throw new IllegalArgumentException(array.toString());
    };
  }

  @Override
  public Stream newStream() {
    return new Waiting(this);
  }

  /// Does everything when somebody waits.
  private static final class Waiting implements Stream {
    private final FakeDevice device;
    private final Queue<Runnable> work = new ArrayDeque<>();

    Waiting(FakeDevice device) {
      this.device = device;
    }

    @Override
    public void write(Memory to, long offset, MemorySegment from) {
      device.written.incrementAndGet();
      var copy = MemorySegment.ofArray(from.toArray(ValueLayout.JAVA_BYTE));
      work.add(() -> MemorySegment.copy(copy, 0, bytes(to), offset, copy.byteSize()));
    }

    @Override
    public void read(Memory from, long offset, MemorySegment to) {
      device.read.incrementAndGet();
      finish();
      MemorySegment.copy(bytes(from), offset, to, 0, to.byteSize());
    }

    @Override
    public void copy(Memory from, long offset, Memory to, long at, long count) {
      work.add(() -> MemorySegment.copy(bytes(from), offset, bytes(to), at, count));
    }

    @Override
    public void fill(Memory to, long offset, long count, long pattern, int width) {
      work.add(() -> {
        for (long b = 0; b < count; b++) {
          bytes(to).set(ValueLayout.JAVA_BYTE, offset + b, (byte) (pattern >> 8 * (b % width)));
        }
      });
    }

    @Override
    public void launch(Entry entry, long groups, int items) {
      var arguments = (Arguments) entry;
      var values = Map.copyOf(arguments.values);
      work.add(() -> device.run(arguments.kernel, values));
    }

    @Override
    public void flush() {}

    @Override
    public void finish() {
      while (!work.isEmpty()) {
        work.remove().run();
      }
    }

    @Override
    public void close() {}
  }

  @Override
  public void close() {}
}

package io.sinter.runtime.opencl;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import io.sinter.runtime.DeviceError;
import io.sinter.runtime.device.Device;
import io.sinter.runtime.device.Entry;
import io.sinter.runtime.device.Memory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The driver on the machine's preferred OpenCL device, where there is one.
@Timeout(120)
class OpenClMachineTest {
  /// Doubles numbers and adds to them.
  private static final String ADD = """
      __kernel void add(__global float *x, int number, int length) {
        for (int i = get_global_id(0); i < length; i += get_global_size(0)) x[i] = fma(2.0f, x[i], (float) number);
      }
      """;

  private static List<Long> ofStart;

  @TempDir private Path folder;
  private Device device;

  @BeforeAll
  static void rememberHandlers() {
    ofStart = handlers();
  }

  private static List<Long> handlers() {
    try (var arena = Arena.ofConfined()) {
      var action = arena.allocate(512);
      return IntStream.range(1, 32).mapToObj(signal -> {
        SignalHandlers.action(signal, MemorySegment.NULL, action);
        return action.get(JAVA_LONG, 0);
      }).toList();
    }
  }

  private Device open() {
    var driver = new OpenClDriver(OpenClDriver.installed(), folder);
    var probe = driver.probe();
    if (probe.devices().isEmpty()) {
      System.out.println("Skipped: there is no OpenCL device. " + probe.skipped());
      assumeTrue(false, "no OpenCL device: " + probe.skipped());
    }
    return driver.open(probe.devices().getFirst());
  }

  @BeforeEach
  void openPreferred() {
    device = open();
  }

  @AfterEach
  void close() {
    if (device != null) {
      device.close();
    }
  }

  /// Here a division by zero is found by a signal, once it is compiled.
  private static int quotients(int divisor) {
    int sum = 0;
    for (int i = 0; i < 1000; i++) {
      sum += i / divisor;
    }
    return sum;
  }

  @Test
  void theJvmKeepsItsSignalHandlers() {
    var name = "add" + System.nanoTime();
    device.build(ADD.replace("add", name), List.of(name)).entry(name);
    assertThat(handlers()).as("handlers of signals, after the first use of a driver").isEqualTo(ofStart);
    for (int i = 0; i < 20_000; i++) {
      quotients(1 + i % 3);
    }
    for (int i = 0; i < 100; i++) {
      assertThatThrownBy(() -> quotients(0)).isInstanceOf(ArithmeticException.class);
    }
  }

  private Entry add(Memory memory, int number, int length) {
    var entry = device.build(ADD, List.of("add")).entry("add");
    entry.set(0, memory);
    entry.set(1, number);
    entry.set(2, length);
    return entry;
  }

  @Test
  void bytesOfAnyNumberComeBack() {
    var random = new Random(5);
    try (var stream = device.newStream(); var arena = Arena.ofConfined()) {
      for (int length : new int[] {1, 4, 1000, StagingPool.BLOCK, 9 * StagingPool.BLOCK + 7}) {
        var sent = new byte[length];
        random.nextBytes(sent);
        var memory = device.allocate(length + 4L);
        stream.write(memory, 4, MemorySegment.ofArray(sent));
        var back = new byte[length];
        stream.read(memory, 4, MemorySegment.ofArray(back));
        assertThat(back).isEqualTo(sent);
        var outside = arena.allocate(length);
        stream.read(memory, 4, outside);
        assertThat(outside.mismatch(MemorySegment.ofArray(sent))).isEqualTo(-1);
        memory.close();
      }
    }
  }

  @Test
  void fillsAndCopiesAreDoneInOrder() {
    try (var stream = device.newStream()) {
      var one = device.allocate(64);
      var other = device.allocate(64);
      stream.fill(one, 0, 64, Float.floatToRawIntBits(1.5f), 4);
      stream.write(one, 8, MemorySegment.ofArray(new float[] {7}));
      stream.copy(one, 4, other, 0, 12);
      stream.fill(one, 0, 64, 0, 8);
      var back = new float[3];
      stream.read(other, 0, MemorySegment.ofArray(back));
      assertThat(back).containsExactly(1.5f, 7, 1.5f);
    }
  }

  @Test
  void kernelsRunInGroupsOfAnySize() {
    int length = 1000;
    for (int items : new int[] {1, 8, device.description().capabilities().largestGroup()}) {
      try (var stream = device.newStream(); var memory = device.allocate(4L * length)) {
        var data = new float[length];
        for (int i = 0; i < length; i++) {
          data[i] = i;
        }
        stream.write(memory, 0, MemorySegment.ofArray(data));
        var entry = add(memory, 3, length);
        stream.launch(entry, 5, items);
        entry.set(1, 4);
        stream.launch(entry, 5, items);
        stream.read(memory, 0, MemorySegment.ofArray(data));
        assertThat(data).containsExactly(IntStream.range(0, length).mapToObj(i -> 4f * i + 10).toArray(Float[]::new));
      }
    }
  }

  @Test
  void theCompilersWordsAreInTheError() {
    assertThatThrownBy(() -> device.build("__kernel void k(__global float *x) { x[0] = unheard; }", List.of("k")))
        .isInstanceOf(DeviceError.class)
        .hasMessageContainingAll("rejects kernels", "where: kernels k", "CL_BUILD_PROGRAM_FAILURE", "unheard");
  }

  @Test
  void streamsWorkBesideEachOther() throws Exception {
    Callable<Float> work = () -> {
      try (var stream = device.newStream(); var memory = device.allocate(4)) {
        var entry = add(memory, 1, 1);
        var value = new float[1];
        for (int round = 0; round < 200; round++) {
          stream.write(memory, 0, MemorySegment.ofArray(value));
          stream.launch(entry, 1, 1);
          stream.read(memory, 0, MemorySegment.ofArray(value));
          value[0] = value[0] > 1000 ? 0 : value[0];
        }
        return value[0];
      }
    };
    float expected = 0;
    for (int round = 0; round < 200; round++) {
      expected = 2 * expected + 1;
      expected = expected > 1000 ? 0 : expected;
    }
    try (var threads = Executors.newFixedThreadPool(4)) {
      for (var result : threads.invokeAll(List.of(work, work, work, work))) {
        assertThat(result.get()).isEqualTo(expected);
      }
    }
  }

  @Test
  void launchesAllocateNothing() {
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    try (var stream = device.newStream(); var memory = device.allocate(4)) {
      var entry = add(memory, 0, 0);
      long least = Long.MAX_VALUE;
      for (int round = 0; round < 5; round++) {
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < 10_000; i++) {
          entry.set(0, memory);
          entry.set(1, i);
          stream.launch(entry, 1, 1);
        }
        stream.finish();
        least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
      }
      assertThat(least).as("bytes for 10000 launches").isLessThan(10_000);
    }
  }

  @Test
  void whatWasBuiltBeforeRunsFromTheCache() {
    device.build(ADD, List.of("add")).close();
    assertThat(folder).isNotEmptyDirectory();
    device.close();
    device = open();
    try (var stream = device.newStream(); var memory = device.allocate(4)) {
      stream.fill(memory, 0, 4, 0, 4);
      stream.launch(add(memory, 6, 1), 1, 1);
      var value = MemorySegment.ofArray(new float[1]);
      stream.read(memory, 0, value);
      assertThat(value.get(JAVA_FLOAT, 0)).isEqualTo(6);
    }
  }

  @Test
  void whatIsTooLargeIsRefusedAndLeavesEverythingSound() {
    var capabilities = device.description().capabilities();
    assertThatThrownBy(() -> device.allocate(capabilities.largestAllocation() + 1)).isInstanceOf(DeviceError.class)
        .hasMessageContaining("too little memory");
    try (var stream = device.newStream(); var memory = device.allocate(4)) {
      stream.fill(memory, 0, 4, 0, 4);
      stream.finish();
    }
  }
}

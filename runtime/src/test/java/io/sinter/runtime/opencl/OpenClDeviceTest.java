package io.sinter.runtime.opencl;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sinter.runtime.CompilerBug;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the driver asks the library for.
@Timeout(60)
class OpenClDeviceTest {
  @TempDir private Path folder;

  private FakeMachine machine(boolean unified) {
    return unified ? FakeMachine.processor(folder) : FakeMachine.gpu(folder);
  }

  private static byte[] noise(int length) {
    var bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void bytesOfAnyNumberComeBack(boolean unified) {
    try (var machine = machine(unified); var stream = machine.device.newStream()) {
      int block = StagingPool.BLOCK;
      for (int length : new int[] {0, 1, 4, 63, 65, block - 1, block, 9 * block + 7}) {
        var memory = machine.device.allocate(length + 5);
        var sent = noise(length);
        stream.write(memory, 3, MemorySegment.ofArray(sent));
        var back = new byte[length];
        stream.read(memory, 3, MemorySegment.ofArray(back));
        assertThat(back).as("%d bytes", length).isEqualTo(sent);
        memory.close();
      }
      assertThat(machine.library.count("clEnqueueReadBuffer")).as("pieces transferred").isEqualTo(unified ? 0 : 16);
    }
  }

  @Test
  void bytesComeFromNativeMemoryTooAndMayChangeAfterwards() {
    try (var machine = machine(false); var stream = machine.device.newStream(); var arena = Arena.ofConfined()) {
      var memory = machine.device.allocate(3);
      var sent = arena.allocateFrom(JAVA_BYTE, (byte) 1, (byte) 2, (byte) 3);
      stream.write(memory, 0, sent);
      sent.fill((byte) 9);
      var back = arena.allocate(3);
      stream.read(memory, 0, back);
      assertThat(back.toArray(JAVA_BYTE)).containsExactly(1, 2, 3);
    }
  }

  @Test
  void fewBlocksOfHostMemoryServeAllStreams() {
    try (var machine = machine(false)) {
      var memory = machine.device.allocate(StagingPool.BLOCK);
      for (int s = 0; s < 5; s++) {
        try (var stream = machine.device.newStream()) {
          for (int w = 0; w < 20; w++) {
            stream.write(memory, 0, MemorySegment.ofArray(new byte[StagingPool.BLOCK]));
          }
        }
      }
      assertThat(machine.functions.objects.created().get("Memory")).isLessThanOrEqualTo(6);
      assertThat(machine.library.count("clWaitForEvents")).as("waits for the oldest block").isGreaterThan(10);
    }
  }

  @Test
  void aStreamThatIsClosedHasFinished() {
    try (var machine = machine(false)) {
      var memory = machine.device.allocate(3);
      try (var stream = machine.device.newStream()) {
        stream.write(memory, 0, MemorySegment.ofArray(new byte[] {1, 2, 3}));
      }
      var back = new byte[3];
      machine.device.newStream().read(memory, 0, MemorySegment.ofArray(back));
      assertThat(back).containsExactly(1, 2, 3);
    }
  }

  @Test
  void smallWritesShareABlockAndDoNotWait() {
    try (var machine = machine(false); var stream = machine.device.newStream()) {
      var memory = machine.device.allocate(4);
      for (int w = 0; w < 1000; w++) {
        stream.write(memory, 0, MemorySegment.ofArray(new int[] {w}));
      }
      assertThat(machine.functions.objects.created().get("Memory")).isEqualTo(2);
      assertThat(machine.library.count("clWaitForEvents") + machine.library.count("clFinish")).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 8})
  void aFillRepeatsThePattern(int width) {
    try (var machine = machine(true); var stream = machine.device.newStream()) {
      var memory = machine.device.allocate(24);
      stream.fill(memory, 0, 24, 0, 1);
      stream.fill(memory, 8, 8, 0x0807060504030201L, width);
      stream.fill(memory, 8, 0, 1, width);
      var back = new byte[24];
      stream.read(memory, 0, MemorySegment.ofArray(back));
      for (int i = 0; i < 24; i++) {
        assertThat(back[i]).as("byte %d", i).isEqualTo((byte) (i / 8 == 1 ? i % width + 1 : 0));
      }
    }
  }

  @Test
  void aCopyGoesFromOnePlaceToAnother() {
    try (var machine = machine(true); var stream = machine.device.newStream()) {
      var from = machine.device.allocate(8);
      var to = machine.device.allocate(8);
      stream.write(from, 0, MemorySegment.ofArray(new byte[] {0, 1, 2, 3, 4, 5, 6, 7}));
      stream.fill(to, 0, 8, -1, 8);
      stream.copy(from, 2, to, 5, 3);
      stream.copy(from, 2, to, 0, 0);
      var back = new byte[8];
      stream.read(to, 0, MemorySegment.ofArray(back));
      assertThat(back).containsExactly(-1, -1, -1, -1, -1, 2, 3, 4);
    }
  }

  @Test
  void aLaunchPassesSizesAndArguments() {
    try (var machine = machine(false); var stream = machine.device.newStream()) {
      var memory = machine.device.allocate(4);
      var module = machine.device.build("kernel add", List.of("add"));
      var entry = module.entry("add");
      entry.set(0, memory);
      entry.set(1, 0x01020304);
      stream.launch(entry, 7, 1);
      entry.set(1, -1);
      stream.launch(entry, 1L << 31, 64);
      stream.launch(entry, 0, 64);
      stream.finish();
      var launched = machine.functions.launched.stream().toList();
      assertThat(launched).as("no groups are no launch").hasSize(2);
      assertThat(launched).extracting(FakeFunctions.Launched::kernel).containsOnly("add");
      assertThat(launched).extracting(FakeFunctions.Launched::global).containsExactly(7L, 1L << 37);
      assertThat(launched).extracting(FakeFunctions.Launched::local).containsExactly(1L, 64L);
      var first = launched.getFirst().arguments();
      assertThat(first.get(0)).hasSize(8);
      assertThat(first.get(1)).containsExactly((byte) 4, (byte) 3, (byte) 2, (byte) 1);
      assertThat(launched.getLast().arguments().get(1)).containsOnly((byte) -1).hasSize(4);
    }
  }

  @Test
  void entriesOfOneKernelHaveArgumentsOfTheirOwn() {
    try (var machine = machine(false); var stream = machine.device.newStream()) {
      var module = machine.device.build("kernel add", List.of("add"));
      var one = module.entry("add");
      var other = module.entry("add");
      one.set(0, 1);
      other.set(0, 2);
      stream.launch(one, 1, 1);
      stream.launch(other, 1, 1);
      assertThat(machine.functions.launched).extracting(l -> l.arguments().get(0).getFirst())
          .containsExactly((byte) 1, (byte) 2);
    }
  }

  @Test
  void theDeviceIsToldToBeginAtOnceAndThenMoreAndMoreRarely() {
    try (var machine = machine(false); var stream = machine.device.newStream()) {
      var entry = machine.device.build("kernel add", List.of("add")).entry("add");
      stream.launch(entry, 1, 1);
      assertThat(machine.library.count("clFlush")).isEqualTo(1);
      for (int i = 1; i < 1000; i++) {
        stream.launch(entry, 1, 1);
      }
      assertThat(machine.library.count("clFlush")).isBetween(15L, 25L);
      long before = machine.library.count("clFlush");
      stream.finish();
      stream.launch(entry, 1, 1);
      assertThat(machine.library.count("clFlush")).isEqualTo(before + 1);
    }
  }

  @Test
  void optionsAskForCorrectDivisionWhereTheDeviceHasIt() {
    try (var machine = machine(false)) {
      machine.device.build("kernel a", List.of("a"));
      assertThat(machine.functions.options).containsExactly("-cl-std=CL1.2 -cl-fp32-correctly-rounded-divide-sqrt");
    }
    try (var machine = new FakeMachine(folder,
        FakeFacts.device("rough", FakeFacts.GPU).i64(FakeFacts.F32, FakeFacts.F32_WITHOUT_DIVIDE))) {
      machine.device.build("kernel a", List.of("a"));
      assertThat(machine.functions.options).containsExactly("-cl-std=CL1.2");
    }
  }

  @Test
  void closingADeviceReleasesAllThatCameFromItOnce() {
    var machine = machine(false);
    var device = machine.device;
    var closed = device.allocate(8);
    closed.close();
    closed.close();
    device.allocate(0);
    var stream = device.newStream();
    stream.write(device.allocate(100), 0, MemorySegment.ofArray(new byte[100]));
    device.newStream().close();
    var module = device.build("kernel a", List.of("a"));
    module.entry("a").close();
    module.entry("a");
    machine.close();
    device.close();
    assertThat(machine.functions.objects.created()).isEqualTo(
        Map.of("Context", 1, "Line", 3, "Memory", 4, "Source", 1, "Kernel", 2));
    assertThatThrownBy(() -> device.allocate(8)).isInstanceOf(CompilerBug.class);
    assertThatThrownBy(stream::finish).isInstanceOf(CompilerBug.class);
  }
}

package io.sinter.runtime.opencl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sinter.runtime.DeviceError;
import io.sinter.runtime.DeviceError.Reason;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class OpenClErrorTest {
  @TempDir private Path folder;
  private FakeMachine machine;

  @BeforeEach
  void open() {
    machine = FakeMachine.gpu(folder);
  }

  @AfterEach
  void nothingIsLeft() {
    machine.close();
  }

  private static DeviceError error(Reason reason, ThrowingCallable call) {
    var error = catchThrowableOfType(DeviceError.class, call);
    assertThat(error).isNotNull();
    assertThat(error.reason()).as(error.getMessage()).isEqualTo(reason);
    return error;
  }

  @Test
  void aPieceThatIsTooLargeIsRefusedWithoutAskingTheDriver() {
    machine.device.allocate(1 << 20);
    long asked = machine.library.count("clCreateBuffer");
    var error = error(Reason.MEMORY, () -> machine.device.allocate((1 << 24) + 1));
    assertThat(error).hasMessage("""
        The device 'gpu' has too little memory.
        given: 16777217 bytes asked for
          1048576 bytes are in use by this process
        expected: at most 16777216 bytes at once, and 33554432 in all
        try: pass smaller inputs, close models that are not used, or choose another device""");
    assertThat(machine.library.count("clCreateBuffer")).isEqualTo(asked);
  }

  @Test
  void moreThanTheDeviceHasIsRefusedUntilSomeIsGivenBack() {
    var one = machine.device.allocate(1 << 24);
    machine.device.allocate(1 << 24);
    error(Reason.MEMORY, () -> machine.device.allocate(1));
    one.close();
    assertThat(machine.device.allocate(1 << 24).bytes()).isEqualTo(1 << 24);
  }

  @ParameterizedTest
  @ValueSource(ints = {-4, -5, -6})
  void aDriverWithoutMemoryIsAnErrorAfterWhichAllGoesOn(int status) {
    machine.library.fail("clCreateBuffer", status);
    var error = error(Reason.MEMORY, () -> machine.device.allocate(100));
    assertThat(error).hasMessageContainingAll(Status.text(status), "allocate 100 bytes", "\n  0 bytes are in use");
    try (var stream = machine.device.newStream()) {
      var memory = machine.device.allocate(1 << 24);
      stream.fill(memory, 0, 8, 0, 1);
      machine.library.fail("clFinish", status);
      error(Reason.MEMORY, stream::finish);
      stream.finish();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {-2, -36, -9999})
  void aLostDeviceStaysLost(int status) {
    var stream = machine.device.newStream();
    var memory = machine.device.allocate(8);
    var module = machine.device.build("kernel a", List.of("a"));
    var entry = module.entry("a");
    machine.library.fail("clFinish", status);
    var error = error(Reason.LOST, stream::finish);
    assertThat(error).hasMessageContainingAll("'gpu' is lost", Status.text(status), "start the process again");
    var bytes = MemorySegment.ofArray(new byte[8]);
    var calls = List.<ThrowingCallable>of(stream::finish, () -> stream.write(memory, 0, bytes),
        () -> stream.read(memory, 0, bytes), () -> stream.fill(memory, 0, 8, 0, 1),
        () -> stream.copy(memory, 0, memory, 4, 4), () -> stream.launch(entry, 1, 1),
        () -> machine.device.allocate(8), machine.device::newStream, () -> module.entry("a"),
        () -> machine.device.build("kernel a", List.of("a")));
    for (var call : calls) {
      assertThat(error(Reason.LOST, call)).hasMessageContaining("it has been lost before");
    }
  }

  @Test
  void refusalsNameWhatWasRefused() {
    var stream = machine.device.newStream();
    var memory = machine.device.allocate(8);
    var module = machine.device.build("kernel a", List.of("a"));
    var entry = module.entry("a");
    assertThat(error(Reason.REFUSED, () -> module.entry("b"))).hasMessage("""
        The device 'gpu' refuses to take the kernel b.
        given: CL_INVALID_KERNEL_NAME (-46): the program has no kernel of that name""");
    machine.library.fail("clSetKernelArg", -51, -49);
    assertThat(error(Reason.REFUSED, () -> entry.set(2, 7))).hasMessageContainingAll("argument 2", "kernel a", "(-51)");
    assertThat(error(Reason.REFUSED, () -> entry.set(3, memory))).hasMessageContainingAll("argument 3", "(-49)");
    machine.library.fail("clEnqueueNDRangeKernel", -54);
    assertThat(error(Reason.REFUSED, () -> stream.launch(entry, 5, 4096)))
        .hasMessageContainingAll("5 groups of 4096 of the kernel a", "CL_INVALID_WORK_GROUP_SIZE");
    assertThat(error(Reason.REFUSED, () -> stream.fill(memory, 4, 8, 0, 4))).hasMessageContaining("fill");
    assertThat(error(Reason.REFUSED, () -> stream.copy(memory, 4, memory, 0, 8))).hasMessageContaining("copy");
    var bytes = MemorySegment.ofArray(new byte[9]);
    assertThat(error(Reason.REFUSED, () -> stream.write(memory, 0, bytes))).hasMessageContaining("write");
    assertThat(error(Reason.REFUSED, () -> stream.read(memory, 0, bytes))).hasMessageContaining("read");
    machine.library.fail("clCreateCommandQueue", -35);
    assertThat(error(Reason.REFUSED, machine.device::newStream)).hasMessageContaining("make a queue");
    machine.library.fail("clFlush", -777);
    assertThat(error(Reason.REFUSED, stream::flush)).hasMessageContaining("status -777");
  }

  @Test
  void aTransferThatFailsOnTheWaySaysHowItEnded() {
    var stream = machine.device.newStream();
    var memory = machine.device.allocate(3 * StagingPool.BLOCK);
    machine.functions.ended = -5;
    var bytes = MemorySegment.ofArray(new byte[3 * StagingPool.BLOCK]);
    assertThat(error(Reason.MEMORY, () -> stream.read(memory, 0, bytes))).hasMessageContaining("CL_OUT_OF_RESOURCES");
    machine.functions.ended = 0;
    stream.read(memory, 0, bytes);
  }

  @Test
  void aDeviceThatCannotBeOpenedIsAnError() {
    var library = new FakeLibrary(new FakeFunctions().with(
        FakeFacts.platform("Fake"), FakeFacts.device("gpu", FakeFacts.GPU)));
    library.fail("clCreateContext", -6);
    var driver = new OpenClDriver(library, folder);
    error(Reason.MEMORY, () -> driver.open(driver.probe().devices().getFirst()));
    driver.open(driver.probe().devices().getFirst()).close();
    assertThat(library.functions.objects.alive()).isEmpty();
  }

  @Test
  void anErrorOfTheCompilerShowsTheFirstLinesOfItsLog() {
    machine.functions.log = "warning: odd\n\n" + String.join("\n",
        IntStream.range(0, 40).mapToObj(i -> "1:" + i + ": error: bad").toList());
    var names = IntStream.range(0, 11).mapToObj(i -> "k" + i).toList();
    var error = error(Reason.REFUSED, () -> machine.device.build("wrong", names));
    assertThat(error.problem().where()).hasValue("kernels k0, k1, k2, k3, k4, k5, k6, k7 and 3 more");
    assertThat(error.problem().given().orElseThrow().lines()).hasSize(21)
        .startsWith("CL_BUILD_PROGRAM_FAILURE (-11): the compiler rejects the source", "1:0: error: bad")
        .doesNotContain("warning: odd");
  }

  @Test
  void aCompilerWithoutMemoryIsNoErrorOfTheSource() {
    machine.library.fail("clBuildProgram", -6);
    error(Reason.MEMORY, () -> machine.device.build("kernel a", List.of("a")));
    machine.library.fail("clCreateProgramWithSource", -6);
    error(Reason.MEMORY, () -> machine.device.build("kernel a", List.of("a")));
    machine.device.build("kernel a", List.of("a"));
  }

  @Test
  void everyStatusHasACodeOfItsOwn() {
    assertThat(Status.values()).extracting(s -> s.code).doesNotHaveDuplicates();
    assertThat(Status.text(-30)).isEqualTo("CL_INVALID_VALUE (-30): a value is outside of what is allowed");
  }
}

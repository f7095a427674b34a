package io.sinter.runtime;

import static io.sinter.runtime.ProgramDraft.f32;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sinter.runtime.device.KernelFile;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What is special about runs on a device: where arrays lie, what is copied, and what goes wrong late.
@Timeout(60)
class DeviceRunTest {
  private static final Map<String, KernelCode> KERNELS = Map.of("pad", TestProgram.PAD, "sum", TestProgram.SUM);

  private final FakeDevice device = FakeDevice.of(TestProgram.neighbours(true), KERNELS);

  private Executable neighbours(KernelFile.Check... checks) {
    return new Executable(TestProgram.neighbours(true), List.of(new float[] {10, 20, 30}), device.kernels(checks));
  }

  @Test
  void results_stay_on_the_device_until_somebody_looks() {
    try (var executable = neighbours()) {
      int before = device.written.get();
      var y = executable.run(List.of(TestProgram.rows(4))).getFirst();
      assertThat(device.written.get() - before).isEqualTo(1);
      assertThat(device.read.get()).isZero();
      assertThat(y.remote()).isPresent();
      assertThat(y).isEqualTo(TestProgram.expected(4));
      assertThat(y.toString()).startsWith("f32[4, 3] {14.0, ");
      assertThat(y.reshape(3, 4).floats()).isEqualTo(y.floats());
      assertThat(device.read.get()).isEqualTo(2);
    }
  }

  @Test
  void a_result_is_the_input_of_the_next_run_without_a_copy() {
    try (var executable = neighbours(); var host = TestProgram.neighbours()) {
      var x = TestProgram.rows(3);
      var expected = host.run(host.run(host.run(List.of(x))));
      int before = device.written.get();
      var actual = executable.run(executable.run(executable.run(List.of(x))));
      assertThat(device.written.get() - before).isEqualTo(1);
      assertThat(device.read.get()).isZero();
      assertThat(actual).isEqualTo(expected);
    }
  }

  @Test
  void results_of_one_device_are_inputs_on_another_and_on_the_host() {
    var other = FakeDevice.of(TestProgram.neighbours(true), KERNELS);
    try (var executable = neighbours(); var host = TestProgram.neighbours();
        var second = new Executable(
            TestProgram.neighbours(true), List.of(new float[] {10, 20, 30}), other.kernels())) {
      var y = executable.run(List.of(TestProgram.rows(2)));
      assertThat(second.run(y)).isEqualTo(host.run(y));
    }
  }

  @Test
  void many_runs_of_changing_sizes_keep_to_the_same_memory() {
    try (var executable = neighbours()) {
      for (int i = 0; i < 2000; i++) {
        int rows = 1 + i % 7;
        assertThat(executable.run(List.of(TestProgram.rows(rows)))).containsExactly(TestProgram.expected(rows));
        if (i % 100 == 0) {
          System.gc();
        }
      }
      assertThat(device.held.get()).isLessThan(200_000);
    }
  }

  @Test
  void iterations_of_a_loop_use_the_memory_of_those_before() {
    var program = LoopTest.sums(Integer.MAX_VALUE).program();
    var loops = FakeDevice.of(program, TestKernels.all());
    try (var executable = new Executable(program, List.of(), loops.kernels())) {
      for (long trips : new long[] {10, 100, 1000}) {
        var y = executable.run(List.of(Tensor.of(new float[1], 1), Tensor.scalar(trips), Tensor.scalar(true)));
        assertThat(y.getFirst().floats()[0]).isEqualTo(trips * (trips - 1) / 2f);
      }
      // What is stacked grows by doubling; everything else is the same few pieces.
      assertThat(loops.allocations.get()).isLessThan(60);
    }
  }

  @Test
  void closing_gives_all_memory_of_frames_and_weights_back() {
    var y = TestProgram.rows(1);
    try (var executable = neighbours()) {
      y = executable.run(List.of(TestProgram.rows(5))).getFirst();
    }
    int before = device.allocations.get();
    try (var executable = neighbours()) {
      assertThat(executable.run(List.of(TestProgram.rows(5)))).containsExactly(y);
    }
    // Its result is the one piece that the first left in use.
    assertThat(device.allocations.get() - before).isLessThanOrEqualTo(1);
  }

  @Test
  void a_device_that_is_full_names_the_layer_or_nothing_and_works_again_when_there_is_room() {
    try (var executable = neighbours()) {
      assertThat(executable.run(List.of(TestProgram.rows(2)))).containsExactly(TestProgram.expected(2));
      device.room = device.held.get();
      assertThatThrownBy(() -> executable.run(List.of(TestProgram.rows(5000)))).isInstanceOf(DeviceError.class)
          .hasMessageStartingWith("The device is full.");
      assertThat(executable.run(List.of(TestProgram.rows(2)))).containsExactly(TestProgram.expected(2));
      device.room = Long.MAX_VALUE;
      assertThat(executable.run(List.of(TestProgram.rows(5000)))).containsExactly(TestProgram.expected(5000));
    }
  }

  @Test
  void a_check_that_fails_on_the_device_is_the_models_error_and_the_next_run_is_good() {
    var check = new KernelFile.Check(DType.I64, "An index is outside of its axis.", "-3 to 2");
    KernelCode picky = (b, a, first, end) -> {
      if (((float[]) b[0])[0] < 0) {
        throw new FakeDevice.Marked(0, -77);
      }
      TestProgram.PAD.run(b, a, first, end);
    };
    var kernels = Map.of("pad", picky, "sum", TestProgram.SUM);
    var program = TestProgram.neighbours(true);
    try (var executable = new Executable(
        program, List.of(new float[] {10, 20, 30}), FakeDevice.of(program, kernels).kernels(check))) {
      var bad = Tensor.of(new float[] {-1, 0, 0}, 1, 3);
      for (int i = 0; i < 3; i++) {
        assertThatThrownBy(() -> executable.run(List.of(bad))).isInstanceOf(ModelError.class).hasMessage("""
            An index is outside of its axis.
            where: layer 'pad1'
            given: -77
            expected: -3 to 2""");
        assertThat(executable.run(List.of(TestProgram.rows(2)))).containsExactly(TestProgram.expected(2));
      }
    }
  }

  @Test
  void threads_share_an_executable() throws Exception {
    try (var executable = neighbours(); var pool = Executors.newFixedThreadPool(4)) {
      var runs = java.util.stream.IntStream.range(0, 200).mapToObj(i -> pool.submit(() -> {
        int rows = 1 + i % 13;
        assertThat(executable.run(List.of(TestProgram.rows(rows)))).containsExactly(TestProgram.expected(rows));
        return true;
      })).toList();
      for (var run : runs) {
        assertThat(run.get()).isTrue();
      }
    }
  }

  @Test
  void an_observer_sees_java_arrays() {
    try (var executable = neighbours()) {
      var seen = new HashMap<Integer, Object[]>();
      executable.run(List.of(TestProgram.rows(1)), RunOptions.DEFAULTS,
          (step, launch, arguments, arrays) -> seen.put(step, arrays));
      assertThat((float[]) seen.get(1)[2]).startsWith(TestProgram.expected(1).floats());
      assertThat(executable.signature().outputs().getFirst().type()).isEqualTo(f32("batch", "3"));
    }
  }
}

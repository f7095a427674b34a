package io.sinter.runtime;

import static io.sinter.runtime.TestProgram.expected;
import static io.sinter.runtime.TestProgram.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sinter.runtime.Program.Buffer;
import io.sinter.runtime.Program.Launch;
import io.sinter.runtime.Program.Slot;
import io.sinter.runtime.Program.Source;
import io.sinter.runtime.Signature.Port;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ExecutableTest {
  private static final RunOptions TWO = RunOptions.DEFAULTS.withThreads(2);
  private static final Dim N = Dim.symbol("n");

  @Test
  void one_executable_serves_all_sizes_and_keeps_the_halo() {
    try (var executable = TestProgram.neighbours()) {
      for (int batch : new int[] {4, 1, 7, 7, 3, 0, 100, 2}) {
        assertThat(executable.run(List.of(rows(batch)))).containsExactly(expected(batch));
      }
    }
  }

  @Test
  void results_are_the_same_for_any_number_of_threads() {
    try (var executable = TestProgram.neighbours()) {
      for (int threads : new int[] {1, 2, 5}) {
        assertThat(executable.run(List.of(rows(1000)), RunOptions.DEFAULTS.withThreads(threads)))
            .containsExactly(expected(1000));
      }
    }
  }

  @Test
  void inputs_and_outputs_can_go_by_name() {
    try (var executable = TestProgram.neighbours()) {
      assertThat(executable.run(Map.of("x", rows(2)))).containsExactly(Map.entry("y", expected(2)));
    }
  }

  @Test
  void outputs_belong_to_the_caller() {
    try (var executable = TestProgram.neighbours()) {
      var first = executable.run(List.of(rows(2))).getFirst();
      var second = executable.run(List.of(rows(2))).getFirst();
      assertThat(first.array()).isNotSameAs(second.array());
    }
  }

  @Test
  void a_frame_is_used_again() {
    var seen = Collections.<Object>newSetFromMap(new IdentityHashMap<>());
    LaunchObserver observer = (step, launch, arguments, buffers) -> {
      if (step == 0) {
        seen.add(buffers[1]);
      }
    };
    try (var executable = TestProgram.neighbours()) {
      for (int i = 0; i < 5; i++) {
        executable.run(List.of(rows(4)), TWO, observer);
      }
      assertThat(seen).hasSize(1);
      executable.run(List.of(rows(2)), TWO, observer);
      executable.run(List.of(rows(4)), TWO, observer);
      assertThat(seen).as("arrays that are long enough stay").hasSize(1);
      executable.run(List.of(rows(5)), TWO, observer);
      assertThat(seen).hasSize(2);
    }
  }

  @Test
  void an_array_that_keeps_its_fill_is_filled_again_when_sizes_change() {
    Dim cells = N.times(N);
    var program = new Program(
        new Signature(List.of(new Port("x", new TensorType(DType.F32, Shape.of(N)))),
            List.of(new Port("y", new TensorType(DType.F32, Shape.of(N, N))))),
        List.of("n"),
        List.of(new Slot(DType.F32, cells, Float.NEGATIVE_INFINITY, true)),
        List.of(new Buffer("x", DType.F32, N, new Source.Input(0)),
            new Buffer("s", DType.F32, cells, new Source.Frame(0)),
            new Buffer("y", DType.F32, cells, new Source.Output(0))),
        List.of(new Launch("diagonal", List.of(0, 1, 2), List.of(), List.of(N), Dim.ONE, "layer 'd'")));
    KernelCode diagonal = (buffers, arguments, first, end) -> {
      var s = (float[]) buffers[1];
      for (int i = 0; i < arguments[0]; i++) {
        s[i * arguments[0] + i] = ((float[]) buffers[0])[i];
      }
      System.arraycopy(s, 0, (float[]) buffers[2], 0, arguments[0] * arguments[0]);
    };
    try (var executable = new Executable(program, List.of(), Map.of("diagonal", diagonal))) {
      float inf = Float.NEGATIVE_INFINITY;
      executable.run(List.of(Tensor.of(new float[] {1, 2, 3}, 3)));
      assertThat(executable.run(List.of(Tensor.of(new float[] {1, 2}, 2))).getFirst().floats())
          .containsExactly(1, inf, inf, 2);
    }
  }

  @Test
  void every_worker_has_scratch_arrays_of_its_own() {
    var rows = new TensorType(DType.F32, Shape.of(N, Dim.of(64)));
    var scratch = List.of(new Slot(DType.F32, Dim.of(64), 0, false), new Slot(DType.F32, Dim.of(8), 7, true));
    KernelCode reverse = (buffers, arguments, first, end) -> {
      var x = (float[]) buffers[0];
      var y = (float[]) buffers[1];
      var row = (float[]) buffers[2];
      assertThat((float[]) buffers[3]).containsOnly(7);
      for (int g = first; g < end; g++) {
        System.arraycopy(x, 64 * g, row, 0, 64);
        Thread.yield();
        for (int i = 0; i < 64; i++) {
          y[64 * g + i] = row[63 - i];
        }
      }
    };
    try (var executable =
        TestProgram.single(List.of(new Port("x", rows)), List.of("n"), rows, scratch, List.of(), N, reverse)) {
      var data = new float[64 * 500];
      var wanted = new float[64 * 500];
      for (int i = 0; i < data.length; i++) {
        data[i] = i;
        wanted[i / 64 * 64 + 63 - i % 64] = i;
      }
      for (int threads : new int[] {1, 5, 2}) {
        assertThat(executable.run(List.of(Tensor.of(data, 500, 64)), RunOptions.DEFAULTS.withThreads(threads)))
            .containsExactly(Tensor.of(wanted, 500, 64));
      }
      assertThat(executable.peakMemory()).hasToString("256*n + 288");
    }
  }

  @Test
  void an_output_array_may_be_longer_than_the_output() {
    var type = new TensorType(DType.I32, Shape.of(N));
    var program = new Program(new Signature(List.of(new Port("x", type)), List.of(new Port("y", type))), List.of("n"),
        List.of(), List.of(new Buffer("x", DType.I32, N, new Source.Input(0)),
            new Buffer("y", DType.I32, N.ceilDiv(16).times(16), new Source.Output(0))),
        List.of(new Launch("fill", List.of(0, 1), List.of(), List.of(), N.ceilDiv(16), "layer 'f'")));
    KernelCode fill = (buffers, arguments, first, end) ->
        java.util.Arrays.fill((int[]) buffers[1], 16 * first, 16 * end, 5);
    try (var executable = new Executable(program, List.of(), Map.of("fill", fill))) {
      assertThat(executable.run(List.of(Tensor.of(new int[3], 3)))).containsExactly(Tensor.of(new int[] {5, 5, 5}, 3));
      assertThat(executable.run(List.of(Tensor.of(new int[0], 0)))).containsExactly(Tensor.of(new int[0], 0));
    }
  }

  @Test
  void peak_memory_is_an_expression() {
    try (var executable = TestProgram.neighbours()) {
      assertThat(executable.peakMemory()).hasToString("32*batch");
      assertThat(executable.launches()).isEqualTo(2);
      assertThat(executable.signature().inputs()).hasSize(1);
    }
  }

  @Test
  void many_threads_run_one_executable() throws Exception {
    try (var executable = TestProgram.neighbours(); var threads = Executors.newFixedThreadPool(6)) {
      var runs = new ArrayList<Future<Boolean>>();
      for (int t = 0; t < 6; t++) {
        var random = new Random(t);
        runs.add(threads.submit(() -> {
          boolean right = true;
          for (int i = 0; i < 300; i++) {
            int batch = random.nextInt(20);
            right &= executable.run(List.of(rows(batch)), TWO).equals(List.of(expected(batch)));
          }
          return right;
        }));
      }
      for (var run : runs) {
        assertThat(run.get()).isTrue();
      }
    }
  }

  @Test
  void an_observer_sees_each_launch() {
    var seen = new ArrayList<String>();
    try (var executable = TestProgram.neighbours()) {
      executable.run(List.of(rows(1)), TWO, (step, launch, arguments, buffers) -> seen.add(
          step + " " + launch.origin() + " " + Tensor.of((float[]) buffers[buffers.length - 1], 5 - 2 * step)));
    }
    assertThat(seen).containsExactly(
        "0 layer 'pad1' f32[5] {0.0, 1.0, 2.0, 3.0, 0.0}",
        "1 layer 'sum1' f32[3] {14.0, 28.0, 34.0}");
  }

  @Test
  void a_budget_is_checked_before_memory_is_taken() {
    try (var executable = TestProgram.neighbours()) {
      assertThat(executable.run(List.of(rows(3)), TWO.withMemoryBudget(96))).hasSize(1);
      for (int repeat = 0; repeat < 2; repeat++) {
        assertThatThrownBy(() -> executable.run(List.of(rows(3)), TWO.withMemoryBudget(95)))
            .isInstanceOf(ModelError.class).hasMessage("""
                A run needs more memory than it is granted.
                given: 96 bytes for batch = 3 on 2 threads
                expected: at most 95 bytes
                try: raise the memory budget, or pass smaller inputs""");
      }
      assertThat(executable.run(List.of(rows(3)))).containsExactly(expected(3));
    }
  }

  @Test
  void a_deadline_stops_a_run_between_portions_of_a_launch() {
    var groups = new AtomicInteger();
    KernelCode slow = (buffers, arguments, first, end) -> {
      groups.addAndGet(end - first);
      sleep(20);
    };
    var type = TensorType.of(DType.F32, 1);
    for (int threads : new int[] {1, 2}) {
      groups.set(0);
      try (var executable = TestProgram.single(
          List.of(new Port("x", type)), List.of(), type, List.of(), List.of(), Dim.of(1000), slow)) {
        var options = RunOptions.DEFAULTS.withThreads(threads).withDeadline(Duration.ofMillis(30));
        assertThatThrownBy(() -> executable.run(List.of(Tensor.zeros(DType.F32, 1)), options))
            .isInstanceOf(DeadlineExceeded.class).hasMessage("""
                The work was stopped because its deadline has passed.
                where: step 0, kernel 'k' for layer 'only'
                given: a deadline of 30.0 ms
                try: grant more time, use more threads or a smaller batch""");
        assertThat(groups.get()).isLessThan(1000);
        assertThat(executable.run(List.of(Tensor.zeros(DType.F32, 1)))).hasSize(1);
      }
    }
  }

  @Test
  void a_run_can_be_cancelled_from_another_thread() throws Exception {
    var started = new CountDownLatch(1);
    var token = new Cancellation();
    KernelCode waits = (buffers, arguments, first, end) -> {
      started.countDown();
      while (!token.isCancelled()) {
        Thread.onSpinWait();
      }
    };
    var type = TensorType.of(DType.F32, 1);
    try (var executable = TestProgram.single(
            List.of(new Port("x", type)), List.of(), type, List.of(), List.of(), Dim.of(100), waits);
        var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      var run = executor.submit(
          () -> executable.run(List.of(Tensor.zeros(DType.F32, 1)), RunOptions.DEFAULTS.withCancellation(token)));
      started.await();
      token.cancel();
      assertThatThrownBy(() -> run.get(30, TimeUnit.SECONDS)).cause().isInstanceOf(Cancelled.class).hasMessage(
          "The work was stopped because its caller cancelled it.\nwhere: step 0, kernel 'k' for layer 'only'");
    }
    assertThatThrownBy(Cancellation.NONE::cancel).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void an_integer_divided_by_zero_is_an_error_of_the_model() {
    KernelCode divides = (buffers, arguments, first, end) -> ((int[]) buffers[1])[0] = 1 / ((int[]) buffers[0])[0];
    var type = new TensorType(DType.I32, Shape.of(1));
    try (var executable = TestProgram.single(
        List.of(new Port("x", type)), List.of(), type, List.of(), List.of(), Dim.ONE, divides)) {
      assertThatThrownBy(() -> executable.run(List.of(Tensor.zeros(DType.I32, 1))))
          .isInstanceOf(ModelError.class).hasMessage("""
              Integers of this run have no result.
              where: layer 'only'
              given: / by zero
              expected: divisors that are not 0, and positions that fit into 32 bits
              try: keep zeros out of the divisor, with max or select""");
    }
  }

  @Test
  void a_failing_kernel_is_a_bug_that_names_its_layer() {
    KernelCode broken = (buffers, arguments, first, end) -> ((float[]) buffers[1])[3] = 1;
    var type = new TensorType(DType.F32, Shape.of(N));
    try (var executable = TestProgram.single(
        List.of(new Port("x", type)), List.of("n"), type, List.of(), List.of(), Dim.ONE, broken)) {
      assertThatThrownBy(() -> executable.run(List.of(Tensor.zeros(DType.F32, 3))))
          .isInstanceOf(CompilerBug.class).hasCauseInstanceOf(ArrayIndexOutOfBoundsException.class).hasMessage("""
              A kernel failed while it computed layer 'only'.
              where: step 0, kernel 'k' for layer 'only' with n = 3
              given: java.lang.ArrayIndexOutOfBoundsException: Index 3 out of bounds for length 3
              try: this is a bug in Sinter, not in the model: please report it""");
      assertThat(executable.run(List.of(Tensor.zeros(DType.F32, 4))).getFirst().doubleAt(3)).isEqualTo(1);
    }
  }

  @Test
  void close_waits_for_runs_and_lets_no_new_one_begin() throws Exception {
    var started = new CountDownLatch(1);
    var finish = new CountDownLatch(1);
    var finished = new AtomicInteger();
    KernelCode waits = (buffers, arguments, first, end) -> {
      started.countDown();
      try {
        finish.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      finished.incrementAndGet();
    };
    var type = TensorType.of(DType.F32, 1);
    var inputs = List.of(Tensor.zeros(DType.F32, 1));
    var executable =
        TestProgram.single(List.of(new Port("x", type)), List.of(), type, List.of(), List.of(), Dim.ONE, waits);
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      var run = executor.submit(() -> executable.run(inputs));
      started.await();
      var close = executor.submit(() -> {
        executable.close();
        return finished.get();
      });
      sleep(30);
      assertThat(close.isDone()).isFalse();
      finish.countDown();
      assertThat(close.get(30, TimeUnit.SECONDS)).isEqualTo(1);
      assertThat(run.get(30, TimeUnit.SECONDS)).hasSize(1);
    }
    assertThatThrownBy(() -> executable.run(inputs)).isInstanceOf(IllegalStateException.class)
        .hasMessage("this executable is closed");
    executable.close();
  }

  @Test
  void a_program_that_does_not_fit_its_kernels_or_weights_is_a_bug() {
    var program = TestProgram.neighbours(true);
    var kernels = Map.of("pad", TestProgram.PAD, "sum", TestProgram.SUM);
    assertThatThrownBy(() -> new Executable(program, List.of(new float[3]), Map.of("pad", TestProgram.PAD)))
        .isInstanceOf(CompilerBug.class).hasMessageStartingWith("A program has no kernel 'sum', which it launches.");
    assertThatThrownBy(() -> new Executable(program, List.of(), kernels))
        .isInstanceOf(CompilerBug.class).hasMessageStartingWith("A program names weight 0 of 0.");
    assertThatThrownBy(() -> new Executable(program, List.of(new float[2]), kernels))
        .isInstanceOf(CompilerBug.class).hasMessageStartingWith("A program has a weight shorter than buffer 'w'.");
    assertThatThrownBy(() -> new Executable(program, List.of(new double[3]), kernels))
        .isInstanceOf(CompilerBug.class)
        .hasMessageStartingWith("A program has a weight of another type than buffer 'w'.");
    var unbound = new Program(program.signature(), List.of("batch", "m"), program.slots(), program.buffers(),
        program.steps());
    assertThatThrownBy(() -> new Executable(unbound, List.of(new float[3]), kernels))
        .isInstanceOf(CompilerBug.class)
        .hasMessageStartingWith("The size 'm' is not the whole of any input dimension.");
  }

  @Test
  void steady_runs_allocate_little() {
    try (var executable = TestProgram.neighbours()) {
      var inputs = List.of(rows(16));
      var options = RunOptions.DEFAULTS.withThreads(1);
      for (int i = 0; i < 20_000; i++) {
        executable.run(inputs, options);
      }
      var threads = (com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean();
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < 1000; i++) {
        executable.run(inputs, options);
      }
      long perRun = (threads.getCurrentThreadAllocatedBytes() - before) / 1000;
      // The result takes 16 * 3 floats, its tensor, its shape and the list.
      assertThat(perRun).isLessThan(16 * 3 * 4 + 500);
    }
  }

  @Test
  void the_error_types_of_a_run_are_told_apart() {
    assertThat(Set.of(SinterException.class.getPermittedSubclasses())).containsExactlyInAnyOrder(
        ModelError.class, UnsupportedError.class, CompilerBug.class, DeviceError.class, DeadlineExceeded.class,
        Cancelled.class);
  }

  private static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}

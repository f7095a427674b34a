package io.sinter.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.sinter.runtime.Signature.Port;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TieredKernelTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /// Stores which form ran, and takes its time as said.
  private static KernelCode form(float mark, long nanos) {
    return (buffers, arguments, first, end) -> {
      for (long until = System.nanoTime() + nanos * (end - first); System.nanoTime() < until; ) {
        Thread.onSpinWait();
      }
      ((float[]) buffers[0])[0] = mark;
    };
  }

  private static float mark(KernelCode kernel) {
    var buffer = new float[1];
    kernel.run(new Object[] {buffer}, new int[0], 0, 1);
    return buffer[0];
  }

  @Test
  void a_kernel_starts_scalar_and_changes_over_when_the_vector_form_wins() {
    var kernel = new TieredKernel(form(1, 100_000), form(2, 0));
    assertThat(mark(kernel)).isEqualTo(1);
    assertThat(kernel.awaitReady(Duration.ZERO)).as("never prepared").isTrue();
    kernel.prepare(new Object[] {new float[1]}, new int[0], 4, 0);
    assertThat(kernel.awaitReady(PATIENCE)).isTrue();
    assertThat(kernel.vectorised()).isTrue();
    assertThat(mark(kernel)).isEqualTo(2);
  }

  @Test
  void a_vector_form_that_stays_slow_is_given_up() {
    var kernel = new TieredKernel(form(1, 0), form(2, 1_000_000));
    kernel.prepare(new Object[] {new float[1]}, new int[0], 4, 0);
    assertThat(kernel.awaitReady(PATIENCE)).isTrue();
    assertThat(kernel.vectorised()).isFalse();
    assertThat(mark(kernel)).isEqualTo(1);
  }

  @Test
  void trials_use_arrays_of_their_own_and_the_first_and_last_group() {
    var real = new float[3];
    var indices = new int[] {5};
    var trouble = new ConcurrentLinkedQueue<String>();
    var firsts = new ConcurrentLinkedQueue<Integer>();
    KernelCode vector = (buffers, arguments, first, end) -> {
      if (buffers[0] == real || ((float[]) buffers[0]).length < 3 || buffers[0] == buffers[1]
          || ((int[]) buffers[2])[0] != 0 || arguments[0] != 7 || end > first + 3) {
        trouble.add("group " + first);
      }
      firsts.add(first);
    };
    var kernel = new TieredKernel(form(1, 100_000), vector);
    kernel.prepare(new Object[] {real, new float[3], indices}, new int[] {7}, 10, 0);
    assertThat(kernel.awaitReady(PATIENCE)).isTrue();
    assertThat(trouble).isEmpty();
    assertThat(firsts).contains(0, 9).containsOnly(0, 9);
    assertThat(real).containsOnly(0);
  }

  @Test
  void the_jvm_sees_thousands_of_calls_but_few_that_work() {
    var idle = new AtomicInteger();
    var work = new AtomicInteger();
    KernelCode vector = new KernelCode() {
      @Override
      public void run(Object[] buffers, int[] arguments, int first, int end) {
        work.addAndGet(idle.get() < 6000 ? 1 : 0);
      }

      @Override
      public void idle() {
        idle.incrementAndGet();
      }
    };
    var kernel = new TieredKernel(form(1, 100_000), vector);
    kernel.prepare(new Object[] {new float[1]}, new int[0], 4, 0);
    assertThat(kernel.awaitReady(PATIENCE)).isTrue();
    assertThat(idle.get()).isGreaterThan(6000);
    assertThat(work.get()).as("calls with work by then").isBetween(1, 100);
  }

  @Test
  void a_vector_form_that_cannot_run_leaves_the_scalar_one() {
    KernelCode missing = (buffers, arguments, first, end) -> {
      throw new NoClassDefFoundError("jdk/incubator/vector/FloatVector");
    };
    var kernel = new TieredKernel(form(1, 0), missing);
    kernel.prepare(new Object[] {new float[1]}, new int[0], 1, 0);
    assertThat(kernel.awaitReady(PATIENCE)).isTrue();
    assertThat(mark(kernel)).isEqualTo(1);
  }

  @Test
  void a_kernel_that_made_up_data_does_not_suit_becomes_warm_in_real_runs() {
    KernelCode scalar = (buffers, arguments, first, end) -> ((int[]) buffers[0])[0] = 1 / ((int[]) buffers[0])[0];
    var kernel = new TieredKernel(scalar, scalar::run);
    kernel.prepare(new Object[] {new int[1]}, new int[0], 1, 0);
    assertThat(kernel.awaitReady(PATIENCE)).isTrue();
    assertThat(kernel.vectorised()).isTrue();
  }

  @Test
  void sizes_too_large_to_repeat_change_over_at_once() {
    var calls = new AtomicInteger();
    KernelCode counted = (buffers, arguments, first, end) -> calls.incrementAndGet();
    var kernel = new TieredKernel(counted, counted::run);
    // One array, given many times, so that the test itself needs little memory.
    var buffer = new double[1 << 22];
    var buffers = new Object[(int) (Runtime.getRuntime().maxMemory() / 8 / (8L << 22)) + 1];
    java.util.Arrays.fill(buffers, buffer);
    kernel.prepare(buffers, new int[0], 1, 0);
    assertThat(kernel.awaitReady(PATIENCE)).isTrue();
    assertThat(kernel.vectorised()).isTrue();
    assertThat(calls).hasValue(0);
  }

  @Test
  void an_executable_prepares_its_kernels_and_can_wait_for_them() {
    var type = TensorType.of(DType.F32, 1);
    var kernel = new TieredKernel(form(1, 50_000), form(1, 0));
    try (var executable = TestProgram.single(
        List.of(new Port("x", type)), List.of(), type, List.of(), List.of(), Dim.of(3),
        kernel)) {
      assertThat(executable.awaitReady(Duration.ZERO)).as("nothing was launched").isFalse();
      executable.run(List.of(Tensor.zeros(DType.F32, 1)));
      assertThat(executable.awaitReady(PATIENCE)).isTrue();
      assertThat(kernel.vectorised()).isTrue();
    }
  }

  /// What the first run of a launch of `n` operations is computed by.
  private static float firstMark(int n, KernelCode vector) {
    var draft = new ProgramDraft("n");
    draft.input("x", ProgramDraft.f32("n"));
    int y = draft.output("y", ProgramDraft.f32(1));
    draft.step(new Program.Launch(
        "mark", List.of(y), List.of(), List.of(), 0, Dim.ONE, Dim.symbol("n").times(1 << 20), "layer"));
    var kernel = new TieredKernel(form(1, 100_000), vector);
    try (var executable = new Executable(draft.program(), List.of(), java.util.Map.of("mark", kernel))) {
      return ((float[]) executable.run(List.of(Tensor.zeros(DType.F32, n))).getFirst().array())[0];
    }
  }

  @Test
  void theFirstRunOfALargeLaunchWaitsForTheVectorForm() {
    assertThat(firstMark(64, form(2, 0))).isEqualTo(2);
  }

  @Test
  void theFirstRunOfASmallLaunchDoesNotWait() {
    KernelCode late = (buffers, arguments, first, end) -> {
      java.util.concurrent.locks.LockSupport.parkNanos(20_000_000);
      ((float[]) buffers[0])[0] = 2;
    };
    assertThat(firstMark(1, late)).isEqualTo(1);
  }

  @Test
  void aLargeLaunchWaitsForAFormThatIsNeverFastOnlySoLong() {
    assertThat(firstMark(64, form(2, 400_000))).isEqualTo(1);
  }

  @Test
  void closing_an_executable_ends_the_trials() {
    var type = TensorType.of(DType.F32, 1);
    var kernel = new TieredKernel(form(1, 0), form(1, 5_000_000));
    var executable = TestProgram.single(
        List.of(new Port("x", type)), List.of(), type, List.of(), List.of(), Dim.of(3), kernel);
    executable.run(List.of(Tensor.zeros(DType.F32, 1)));
    executable.close();
    assertThat(kernel.awaitReady(Duration.ZERO)).isTrue();
    assertThat(kernel.vectorised()).isFalse();
  }

  @Test
  void the_compiler_directive_is_installed_once_and_silently() {
    assertThat(WarmUp.installDirectives()).isTrue();
    assertThat(WarmUp.installDirectives()).isTrue();
  }
}

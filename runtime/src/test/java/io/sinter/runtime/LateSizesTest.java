package io.sinter.runtime;

import static io.sinter.runtime.ProgramDraft.NUMBER;
import static io.sinter.runtime.ProgramDraft.f32;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sinter.runtime.Program.Bind;
import io.sinter.runtime.Program.Launch;
import io.sinter.runtime.Program.Slot;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// Sizes that a step of the program binds.
@Timeout(60)
@ParameterizedClass
@EnumSource(Where.class)
class LateSizesTest {
  @Parameter private Where where;

  private static final Dim N = Dim.symbol("n");
  private static final Dim K = Dim.symbol("k");
  private static final RunOptions ONE = RunOptions.DEFAULTS.withThreads(1);

  /// `y` is what is positive in `x`, by way of a slot as long as that; `count` is how many.
  private static ProgramDraft positive() {
    var p = new ProgramDraft("k", "n");
    int x = p.input("x", f32("n"));
    int y = p.output("y", f32("k"));
    int count = p.output("count", NUMBER);
    int kept = p.slot(f32("k"));
    return p.launch("positive", List.of(N), x, count)
        .step(new Bind("k", count, Dim.ZERO, "layer 'count'"))
        .launch("keep", List.of(N, K), x, kept)
        .copy(K, kept, y);
  }

  private Executable executable() {
    return where.executable(positive().program(), List.of(), TestKernels.all());
  }

  private static Tensor signs(int positive, int all) {
    var data = new float[all];
    for (int i = 0; i < all; i++) {
      data[i] = i < all - positive ? -1 - i : i + 1;
    }
    return Tensor.of(data, all);
  }

  private static List<Tensor> expected(int positive, int all) {
    var data = new float[positive];
    for (int i = 0; i < positive; i++) {
      data[i] = all - positive + i + 1;
    }
    return List.of(Tensor.of(data, positive), Tensor.scalar((long) positive));
  }

  @Test
  void a_size_may_be_an_element() {
    try (var executable = executable()) {
      for (int positive : new int[] {3, 1, 0, 7, 7, 2}) {
        assertThat(executable.run(List.of(signs(positive, 8)))).isEqualTo(expected(positive, 8));
      }
      assertThat(executable.run(List.of(signs(3, 5)))).isEqualTo(expected(3, 5));
      assertThat(executable.run(List.of(Tensor.zeros(DType.F32, 0)))).isEqualTo(expected(0, 0));
    }
  }

  @Test
  void the_same_size_again_binds_nothing_anew_and_larger_arrays_stay() {
    where.assumeHost();
    var slots = Collections.<Object>newSetFromMap(new IdentityHashMap<>());
    LaunchObserver observer = (step, launch, arguments, buffers) -> {
      if (step == 2) {
        slots.add(buffers[1]);
      }
    };
    try (var executable = executable()) {
      for (int positive : new int[] {4, 4, 2, 4}) {
        executable.run(List.of(signs(positive, 8)), ONE, observer);
      }
      assertThat(slots).hasSize(1);
      executable.run(List.of(signs(5, 8)), ONE, observer);
      assertThat(slots).hasSize(2);
    }
  }

  @Test
  void steady_runs_allocate_little() {
    where.assumeHost();
    try (var executable = executable()) {
      var inputs = List.of(signs(4, 8));
      for (int i = 0; i < 20_000; i++) {
        executable.run(inputs, ONE);
      }
      var threads = (com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean();
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < 1000; i++) {
        executable.run(inputs, ONE);
      }
      assertThat((threads.getCurrentThreadAllocatedBytes() - before) / 1000).isLessThan(700);
    }
  }

  @Test
  void a_negative_size_is_the_models_error() {
    KernelCode minus = (b, a, first, end) -> ((long[]) b[1])[0] = -2;
    try (var executable = where.executable(positive().program(), List.of(), TestKernels.and("positive", minus))) {
      assertThatThrownBy(() -> executable.run(List.of(signs(3, 8)))).isInstanceOf(ModelError.class).hasMessage("""
          A size that the model computes is negative.
          where: layer 'count'
          given: k = -2
          expected: 0 or more
          try: pass inputs from which it comes out as a size""");
    }
  }

  @Test
  void the_budget_is_checked_again_when_a_size_is_bound() {
    try (var executable = executable()) {
      assertThat(executable.run(List.of(signs(3, 8)), ONE.withMemoryBudget(32))).isEqualTo(expected(3, 8));
      assertThatThrownBy(() -> executable.run(List.of(signs(4, 8)), ONE.withMemoryBudget(32)))
          .isInstanceOf(ModelError.class).hasMessage("""
              A run needs more memory than it is granted.
              given: 40 bytes for k = 4, n = 8 on 1 thread
              expected: at most 32 bytes
              try: raise the memory budget, or pass smaller inputs""");
      assertThat(executable.peakMemory()).hasToString("8*k + 8");
      assertThat(executable.launches()).isEqualTo(3);
    }
  }

  @Test
  void an_array_that_keeps_its_fill_is_filled_again_when_a_late_size_changes() {
    where.assumeHost();
    var p = new ProgramDraft("k");
    int size = p.input("size", NUMBER);
    int y = p.output("y", f32("k"));
    var launch = new Launch("first", List.of(y), List.of(new Slot(DType.F32, K, 7, true)), List.of(K), Dim.ONE, "l");
    var program = p.step(new Bind("k", size, Dim.ZERO, "size")).step(launch).program();
    KernelCode first = (b, a, begin, end) -> {
      ((float[]) b[1])[0] = a[0];
      System.arraycopy(b[1], 0, b[0], 0, a[0]);
      ((float[]) b[1])[a[0] - 1] = 9;
    };
    try (var executable = where.executable(program, List.of(), TestKernels.and("first", first))) {
      assertThat(executable.run(List.of(Tensor.scalar(3L))).getFirst().floats()).containsExactly(3, 7, 7);
      assertThat(executable.run(List.of(Tensor.scalar(2L))).getFirst().floats()).containsExactly(2, 7);
      assertThat(executable.run(List.of(Tensor.scalar(3L))).getFirst().floats()).containsExactly(3, 7, 7);
    }
  }

  @Test
  void every_worker_has_scratch_arrays_as_long_as_a_late_size() {
    where.assumeHost();
    var p = new ProgramDraft("k");
    int size = p.input("size", NUMBER);
    int y = p.output("y", f32("k", "k"));
    var launch = new Launch("rows", List.of(y), List.of(new Slot(DType.F32, K, 0, false)), List.of(K), K, "l");
    var program = p.step(new Bind("k", size, Dim.ZERO, "size")).step(launch).program();
    KernelCode rows = (b, a, begin, end) -> {
      for (int row = begin; row < end; row++) {
        java.util.Arrays.fill((float[]) b[1], 0, a[0], row);
        Thread.yield();
        System.arraycopy(b[1], 0, b[0], row * a[0], a[0]);
      }
    };
    try (var executable = where.executable(program, List.of(), TestKernels.and("rows", rows))) {
      for (int threads : new int[] {1, 4, 2}) {
        for (int k : new int[] {50, 3, 60}) {
          var y1 = executable.run(List.of(Tensor.scalar((long) k)), RunOptions.DEFAULTS.withThreads(threads));
          for (int i = 0; i < k * k; i++) {
            assertThat(y1.getFirst().floats()[i]).isEqualTo(i / k);
          }
        }
      }
    }
  }

  @Test
  void many_threads_run_one_executable() throws Exception {
    try (var executable = executable(); var threads = Executors.newFixedThreadPool(4)) {
      var runs = new ArrayList<Future<Boolean>>();
      for (int t = 0; t < 4; t++) {
        var random = new Random(t);
        runs.add(threads.submit(() -> {
          boolean right = true;
          for (int i = 0; i < 300; i++) {
            int positive = random.nextInt(9);
            right &= executable.run(List.of(signs(positive, 8)), ONE).equals(expected(positive, 8));
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
  void only_launches_that_mention_a_size_that_moved_are_bound_again() {
    var routine = Routine.of(positive().program(), List.of());
    var session = new HostSession(Map.of("positive", TestKernels.POSITIVE));
    var launch = new BoundLaunch(
        BoundStep.Place.of(0), (Launch) routine.program().steps().getFirst(), routine, session);
    launch.bind(new Sizes(List.of("k", "n"), new long[] {2, 3}), BitSet.valueOf(new long[] {0b11}));
    var without = new Sizes(List.of("k", "n"), new long[] {4, Sizes.UNBOUND});
    launch.bind(without, BitSet.valueOf(new long[] {0b01}));
    assertThatThrownBy(() -> launch.bind(without, BitSet.valueOf(new long[] {0b10}))).isInstanceOf(CompilerBug.class)
        .hasMessageStartingWith("A program uses the size 'n' before it is bound.");
  }

  @Test
  void a_program_that_uses_a_size_before_it_is_bound_is_a_bug() {
    var early = new ProgramDraft("k", "n");
    int x = early.input("x", f32("n"));
    int count = early.output("count", NUMBER);
    int kept = early.slot(f32("k"));
    early.copy(K, x, kept).launch("positive", List.of(N), x, count)
        .step(new Bind("k", count, Dim.ZERO, "layer 'count'"));
    assertBug(early, "A program uses buffer 's0' for layer 'copy' before the size of its array is bound.");

    var argument = new ProgramDraft("k", "n");
    int from = argument.input("x", f32("n"));
    int to = argument.output("count", NUMBER);
    argument.launch("positive", List.of(K), from, to).step(new Bind("k", to, Dim.ZERO, "layer 'count'"));
    assertBug(argument, "A program uses the size k for layer 'positive' before it is bound.");

    assertBug(positive().step(new Bind("k", 2, Dim.ZERO, "again")), "A program binds the size 'k' twice.");
    assertBug(positive().step(new Bind("m", 2, Dim.ZERO, "other")),
        "A program uses the size 'm', which it does not declare.");
    assertBug(positive().step(new Bind("n", 2, Dim.ZERO, "other")),
        "A program has an input 'x' of a size that it binds itself.");
    var wrong = new ProgramDraft("k", "n");
    int data = wrong.input("x", f32("n"));
    assertBug(wrong.step(new Bind("k", data, Dim.ZERO, "other")),
        "A program has a buffer 'x' of type f32 in an array of i64.");
  }

  private static void assertBug(ProgramDraft draft, String message) {
    var program = draft.program();
    assertThatThrownBy(() -> new Executable(program, List.of(), TestKernels.all()))
        .isInstanceOf(CompilerBug.class).hasMessageStartingWith(message);
  }
}

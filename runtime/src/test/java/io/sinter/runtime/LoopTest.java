package io.sinter.runtime;

import static io.sinter.runtime.ProgramDraft.FLAG;
import static io.sinter.runtime.ProgramDraft.NUMBER;
import static io.sinter.runtime.ProgramDraft.f32;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sinter.runtime.Program.Repeat;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// Programs repeated.
@Timeout(60)
@ParameterizedClass
@EnumSource(Where.class)
class LoopTest {
  @Parameter private Where where;

  private static final Dim N = Dim.symbol("n");
  private static final Dim M = Dim.symbol("m");
  private static final RunOptions OPTIONS = RunOptions.DEFAULTS.withThreads(1);
  private static final Tensor YES = Tensor.scalar(true);
  private static final Tensor NO = Tensor.scalar(false);

  private static Tensor vector(float... data) {
    return Tensor.of(data, data.length);
  }

  private Executable executable(ProgramDraft draft) {
    return where.executable(draft.program(), List.of(), TestKernels.all());
  }

  /// `while (i < trips && state[0] < limit) { state = state + i; scanned = state }`, of f32[n].
  static ProgramDraft sums(int limit) {
    var body = new ProgramDraft("n");
    int i = body.input("i", NUMBER);
    int state = body.input("state", f32("n"));
    int more = body.output("more", FLAG);
    int next = body.output("next", f32("n"));
    int scanned = body.output("scanned", f32("n"));
    int step = body.slot(f32());
    body.launch("number", List.of(), i, step).launch("add", List.of(N), state, step, next)
        .launch("below", List.of(Dim.of(limit)), next, more).copy(N, next, scanned);
    var p = new ProgramDraft("n", "t");
    int x = p.input("x", f32("n"));
    int trips = p.input("trips", NUMBER);
    int flag = p.input("flag", FLAG);
    int last = p.made(f32("n"));
    int all = p.made(f32("t", "n"));
    int y = p.output("y", f32("n"));
    int scan = p.output("scan", f32("t", "n"));
    return p.step(new Repeat(trips, Dim.ZERO, flag, Dim.ZERO, List.of(p.argument(x, f32("n"))), List.of(),
            body.program(), List.of(last, all), List.of(f32("n"), f32("t", "n")), List.of("t"), "layer 'loop'"))
        .copy(N, last, y).copy(N.times(Dim.symbol("t")), all, scan);
  }

  @Test
  void a_loop_carries_and_scans() {
    try (var executable = executable(sums(100))) {
      assertThat(executable.run(List.of(vector(5, 7), Tensor.scalar(4L), YES))).containsExactly(
          vector(11, 13), Tensor.of(new float[] {5, 7, 6, 8, 8, 10, 11, 13}, 4, 2));
      assertThat(executable.run(List.of(vector(1), Tensor.scalar(2L), YES)))
          .containsExactly(vector(2), Tensor.of(new float[] {1, 2}, 2, 1));
    }
  }

  @Test
  void a_loop_ends_when_its_condition_fails() {
    try (var executable = executable(sums(3))) {
      assertThat(executable.run(List.of(vector(0), Tensor.scalar(Long.MAX_VALUE), YES)))
          .containsExactly(vector(3), Tensor.of(new float[] {0, 1, 3}, 3, 1));
    }
  }

  @Test
  void without_iterations_what_is_carried_stays_and_scans_are_empty() {
    try (var executable = executable(sums(100))) {
      var x = vector(5, 7);
      for (var run : List.of(executable.run(List.of(x, Tensor.scalar(3L), NO)),
          executable.run(List.of(x, Tensor.scalar(0L), YES)), executable.run(List.of(x, Tensor.scalar(-1L), YES)))) {
        assertThat(run).containsExactly(vector(5, 7), Tensor.zeros(DType.F32, 0, 2));
        assertThat(run.getFirst().array()).isNotSameAs(x.array());
      }
    }
  }

  /// `while (i < trips) state = state and one more`; `first` says from where the state comes.
  private static ProgramDraft growing(boolean fromSlot) {
    var body = new ProgramDraft("k");
    int i = body.input("i", NUMBER);
    int state = body.input("state", f32("k"));
    int bias = body.input("bias", f32("n"));
    int more = body.output("more", FLAG);
    int next = body.output("next", f32("k + 1"));
    assertThat(i).isZero();
    assertThat(bias).isEqualTo(2);
    body.launch("grow", List.of(Dim.symbol("k")), state, next).launch("always", List.of(), more);
    var inner = body.program();
    inner = new Program(inner.signature(), List.of("k", "n"), inner.slots(), inner.buffers(), inner.steps());
    var p = new ProgramDraft("m", "n");
    int x = p.input("x", f32("n"));
    int trips = p.input("trips", NUMBER);
    int flag = p.input("flag", FLAG);
    int start = fromSlot ? p.slot(f32("n")) : x;
    int last = p.made(f32("m"));
    int y = p.output("y", f32("m"));
    if (fromSlot) {
      p.copy(N, x, start);
    }
    p.step(new Repeat(trips, Dim.ZERO, flag, Dim.ZERO, List.of(p.argument(start, f32("n"))),
        List.of(p.argument(x, f32("n"))), inner, List.of(last), List.of(f32("m")), List.of("m"), "layer 'loop'"));
    if (fromSlot) {
      // The slot is free for others now.
      p.launch("add", List.of(N), x, x, start);
    }
    return p.copy(M, last, y);
  }

  @Test
  void what_is_carried_may_change_its_shape() {
    for (boolean fromSlot : new boolean[] {false, true}) {
      try (var executable = executable(growing(fromSlot))) {
        assertThat(executable.run(List.of(vector(5, 7), Tensor.scalar(3L), YES)))
            .containsExactly(vector(5, 7, 8, 9, 10));
        assertThat(executable.run(List.of(vector(), Tensor.scalar(2L), YES))).containsExactly(vector(0, 1));
        assertThat(executable.run(List.of(vector(4), Tensor.scalar(0L), YES))).containsExactly(vector(4));
        assertThat(executable.run(List.of(vector(5, 7), Tensor.scalar(1L), YES))).containsExactly(vector(5, 7, 8));
      }
    }
  }

  @Test
  void what_is_scanned_has_one_shape() {
    var body = new ProgramDraft("k");
    body.input("i", NUMBER);
    int state = body.input("state", f32("k"));
    int more = body.output("more", FLAG);
    int next = body.output("next", f32("k + 1"));
    int scanned = body.output("scanned", f32("k"));
    var k = Dim.symbol("k");
    body.launch("grow", List.of(k), state, next).copy(k, state, scanned).launch("always", List.of(), more);
    var p = new ProgramDraft("m", "n", "q", "t");
    int x = p.input("x", f32("n"));
    int trips = p.input("trips", NUMBER);
    int flag = p.input("flag", FLAG);
    int all = p.made(f32("t", "q"));
    int y = p.output("y", f32("t", "q"));
    p.step(new Repeat(trips, Dim.ZERO, flag, Dim.ZERO, List.of(p.argument(x, f32("n"))), List.of(), body.program(),
        List.of(p.made(f32("m")), all), List.of(f32("m"), f32("t", "q")), List.of("m", "t", "q"), "layer 'loop'"))
        .copy(Dim.symbol("t").times(Dim.symbol("q")), all, y);
    try (var executable = executable(p)) {
      assertThat(executable.run(List.of(vector(5, 7), Tensor.scalar(1L), YES)))
          .containsExactly(Tensor.of(new float[] {5, 7}, 1, 2));
      assertThat(executable.run(List.of(vector(5, 7), Tensor.scalar(0L), YES)))
          .as("the second size is not known").containsExactly(Tensor.zeros(DType.F32, 0, 0));
      assertThatThrownBy(() -> executable.run(List.of(vector(5, 7), Tensor.scalar(2L), YES)))
          .isInstanceOf(ModelError.class).hasMessage("""
              What a loop stacks changes its shape.
              where: layer 'loop', iteration 1
              given: f32[3]
              expected: f32[2]""");
    }
  }

  @Test
  void many_threads_run_one_executable() throws Exception {
    try (var executable = executable(sums(100)); var threads = Executors.newFixedThreadPool(4)) {
      var runs = new ArrayList<Future<Boolean>>();
      for (int t = 0; t < 4; t++) {
        var random = new Random(t);
        runs.add(threads.submit(() -> {
          boolean right = true;
          for (int i = 0; i < 200; i++) {
            int n = 1 + random.nextInt(4);
            int trips = random.nextInt(10);
            var data = new float[n];
            java.util.Arrays.fill(data, n);
            var result = executable.run(List.of(vector(data), Tensor.scalar((long) trips), YES),
                RunOptions.DEFAULTS.withThreads(2));
            right &= result.getFirst().floats()[n - 1] == n + trips * (trips - 1) / 2
                && result.getLast().dim(0) == trips;
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
  void all_iterations_and_runs_use_one_frame() {
    where.assumeHost();
    var slots = Collections.<Object>newSetFromMap(new IdentityHashMap<>());
    var outer = new ArrayList<Integer>();
    var observer = new LaunchObserver() {
      @Override
      public void launched(int step, Program.Launch launch, int[] arguments, Object[] buffers) {
        outer.add(step);
      }

      @Override
      public void launchedWithin(int step, Program.Launch launch, int[] arguments, Object[] buffers) {
        assertThat(step).isZero();
        if (launch.kernel().equals("number")) {
          slots.add(buffers[1]);
        }
      }
    };
    try (var executable = executable(sums(100))) {
      for (int i = 0; i < 3; i++) {
        executable.run(List.of(vector(5, 7), Tensor.scalar(4L), YES), OPTIONS, observer);
      }
    }
    assertThat(slots).hasSize(1);
    assertThat(outer).containsExactly(1, 2, 1, 2, 1, 2);
  }

  @Test
  void a_deadline_stops_a_loop() {
    var iterations = new AtomicInteger();
    KernelCode slow = (b, a, first, end) -> {
      iterations.incrementAndGet();
      ((float[]) b[1])[0] = 0;
      java.util.concurrent.locks.LockSupport.parkNanos(2_000_000);
    };
    try (var executable = where.executable(sums(100).program(), List.of(), TestKernels.and("number", slow))) {
      assertThatThrownBy(() -> executable.run(
          List.of(vector(0), Tensor.scalar(Long.MAX_VALUE), YES), OPTIONS.withDeadline(Duration.ofMillis(50))))
          .isInstanceOf(DeadlineExceeded.class).hasMessageContaining("where: step 0, ");
      assertThat(iterations.get()).isLessThan(1000);
      assertThat(executable.run(List.of(vector(0), Tensor.scalar(2L), YES)).getFirst()).isEqualTo(vector(0));
    }
  }

  @Test
  void a_loop_can_be_cancelled() {
    var token = new Cancellation();
    KernelCode cancels = (b, a, first, end) -> token.cancel();
    try (var executable = where.executable(sums(100).program(), List.of(), TestKernels.and("number", cancels))) {
      assertThatThrownBy(() -> executable.run(
          List.of(vector(0), Tensor.scalar(Long.MAX_VALUE), YES), OPTIONS.withCancellation(token)))
          .isInstanceOf(Cancelled.class).hasMessageContaining(
              "where: step 0, body, step 1, kernel 'add' for layer 'add'");
    }
  }

  @Test
  void the_budget_counts_programs_within_and_what_a_loop_stacks() {
    var options = OPTIONS.withMemoryBudget(300);
    try (var executable = executable(sums(1000))) {
      assertThat(executable.run(List.of(vector(0), Tensor.scalar(10L), YES), options)).hasSize(2);
      assertThatThrownBy(() -> executable.run(List.of(vector(0), Tensor.scalar(100L), YES), options))
          .isInstanceOf(ModelError.class).hasMessageStartingWith("A run needs more memory than it is granted.");
      assertThat(executable.run(List.of(vector(0), Tensor.scalar(10L), YES), options)).hasSize(2);
    }
  }

  @Test
  void a_kernel_that_fails_within_a_loop_says_where() {
    where.assumeHost();
    KernelCode broken = (b, a, first, end) -> {
      throw new IllegalStateException("no");
    };
    try (var executable = where.executable(sums(100).program(), List.of(), TestKernels.and("add", broken))) {
      assertThatThrownBy(() -> executable.run(List.of(vector(0), Tensor.scalar(1L), YES), OPTIONS))
          .isInstanceOf(CompilerBug.class).hasMessageContaining(
              "where: step 0, body, step 1, kernel 'add' for layer 'add' with n = 1");
    }
  }

  @Test
  void what_a_body_gives_must_fit_what_it_takes_and_what_is_declared() {
    var body = new ProgramDraft("n");
    body.input("i", NUMBER);
    int state = body.input("state", f32("n"));
    int more = body.output("more", FLAG);
    int next = body.output("next", f32("n + 1"));
    body.launch("grow", List.of(N), state, next).launch("always", List.of(), more);
    var p = new ProgramDraft("n");
    int x = p.input("x", f32("n"));
    int trips = p.input("trips", NUMBER);
    int flag = p.input("flag", FLAG);
    int last = p.made(f32("n"));
    int y = p.output("y", f32("n"));
    p.step(new Repeat(trips, Dim.ZERO, flag, Dim.ZERO, List.of(p.argument(x, f32("n"))), List.of(), body.program(),
        List.of(last), List.of(f32("n")), List.of(), "layer 'loop'")).copy(N, last, y);
    try (var executable = executable(p)) {
      assertThat(executable.run(List.of(vector(5), Tensor.scalar(0L), YES))).containsExactly(vector(5));
      assertThatThrownBy(() -> executable.run(List.of(vector(5), Tensor.scalar(1L), YES)))
          .isInstanceOf(ModelError.class).hasMessage("""
              A result has another size than the model says.
              where: layer 'loop'
              given: f32[2]
              expected: f32[n] with n = 1""");
      assertThatThrownBy(() -> executable.run(List.of(vector(5), Tensor.scalar(2L), YES)))
          .isInstanceOf(ModelError.class).hasMessage("""
              What a step hands to its body does not fit.
              where: layer 'loop'
              given: 2 in f32[2]
              expected: 1""");
    }
  }
}

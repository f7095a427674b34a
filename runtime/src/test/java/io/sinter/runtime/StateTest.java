package io.sinter.runtime;

import static io.sinter.runtime.ProgramDraft.f32;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sinter.runtime.Program.Buffer;
import io.sinter.runtime.Program.Donation;
import io.sinter.runtime.Program.Launch;
import io.sinter.runtime.Program.Source;
import io.sinter.runtime.Signature.Port;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// Outputs that lie in the arrays of inputs.
@Timeout(60)
@ParameterizedClass
@EnumSource(Where.class)
class StateTest {
  @Parameter private Where where;

  private static final RunOptions OPTIONS = RunOptions.DEFAULTS.withThreads(1);
  private static final Dim H = Dim.symbol("h");
  private static final Dim P = Dim.symbol("p");
  private static final Dim S = Dim.symbol("s");
  private static final Dim CAPACITY = Dim.symbol("capacity");

  private final AtomicLong written = new AtomicLong();

  /// `append(x, present) with [h, p, s, capacity]` and `total(present, y) with [h, p + s, capacity]`.
  private Map<String, KernelCode> kernels() {
    return Map.of("append", (b, a, first, end) -> {
      for (int h = 0; h < a[0]; h++) {
        System.arraycopy(b[0], h * a[2], b[1], h * a[3] + a[1], a[2]);
        written.addAndGet(a[2]);
      }
    }, "total", (b, a, first, end) -> {
      for (int h = 0; h < a[0]; h++) {
        ((float[]) b[1])[h] = 0;
        for (int i = 0; i < a[1]; i++) {
          ((float[]) b[1])[h] += ((float[]) b[0])[h * a[2] + i];
        }
      }
    });
  }

  /// `present = past and x; y = total of each row of present`, of `past` f32[h, p] and `x` f32[h, s].
  private static Program program() {
    return program(List.of(new Donation(1, 1, 1, "capacity")));
  }

  private static Program program(List<Donation> donations) {
    var roomy = H.times(CAPACITY);
    return new Program(
        new Signature(List.of(new Port("x", f32("h", "s")), new Port("past", f32("h", "p"))),
            List.of(new Port("y", f32("h")), new Port("present", f32("h", "p + s")))),
        List.of("capacity", "h", "p", "s"), List.of(),
        List.of(new Buffer("x", DType.F32, H.times(S), new Source.Input(0)),
            new Buffer("past", DType.F32, roomy, new Source.Input(1)),
            new Buffer("present", DType.F32, roomy, new Source.Output(1)),
            new Buffer("y", DType.F32, H, new Source.Output(0))),
        List.of(new Launch("append", List.of(0, 2), List.of(), List.of(H, P, S, CAPACITY), Dim.ONE, "append"),
            new Launch("total", List.of(2, 3), List.of(), List.of(H, P.plus(S), CAPACITY), Dim.ONE, "total")),
        donations);
  }

  private Executable executable() {
    return where.executable(program(), List.of(), kernels());
  }

  private static State empty(Executable executable, long heads) {
    return executable.newState(Map.of("past", Tensor.zeros(DType.F32, heads, 0)));
  }

  /// The columns `from` to `to` of rows in which column i holds i, i + 1000, …
  private static Tensor columns(int heads, int from, int to) {
    var data = new float[heads * (to - from)];
    for (int i = 0; i < data.length; i++) {
      data[i] = i / (to - from) * 1000 + from + i % (to - from);
    }
    return Tensor.of(data, heads, to - from);
  }

  private static float total(int head, int count) {
    return count * (count - 1) / 2f + 1000f * head * count;
  }

  @Test
  void steps_append_to_a_state() {
    try (var executable = executable()) {
      var state = empty(executable, 2);
      int at = 0;
      for (int step : new int[] {3, 1, 1, 2, 1, 5, 1, 1, 1}) {
        var outputs = executable.run(List.of(columns(2, at, at + step)), state, OPTIONS);
        at += step;
        assertThat(outputs).containsExactly(Tensor.of(new float[] {total(0, at), total(1, at)}, 2));
        assertThat(state.tensor("past")).isEqualTo(columns(2, 0, at));
        assertThat(state.size("past")).isEqualTo(at);
      }
    }
  }

  @Test
  void a_step_copies_nothing_but_what_is_new() {
    try (var executable = executable()) {
      var state = empty(executable, 2);
      executable.run(List.of(columns(2, 0, 100)), state, OPTIONS);
      assertThat(state.bytesCopied()).isZero();
      executable.run(List.of(columns(2, 100, 101)), state, OPTIONS);
      assertThat(state.bytesCopied()).as("room for 200").isEqualTo(2 * 100 * 4);
      written.set(0);
      for (int at = 101; at < 200; at++) {
        executable.run(List.of(columns(2, at, at + 1)), state, OPTIONS);
      }
      assertThat(state.bytesCopied()).isEqualTo(2 * 100 * 4);
      assertThat(written).hasValue(2 * 99);
      executable.run(List.of(columns(2, 200, 201)), state, OPTIONS);
      assertThat(state.bytesCopied()).isEqualTo(2 * (100 + 200) * 4);
      assertThat(state.tensor("past")).isEqualTo(columns(2, 0, 201));
    }
  }

  @Test
  void input_and_output_are_one_array_from_step_to_step() {
    where.assumeHost();
    var arrays = Collections.<Object>newSetFromMap(new IdentityHashMap<>());
    KernelCode look = (b, a, first, end) -> {
      arrays.add(b[0]);
      arrays.add(b[1]);
    };
    var base = program();
    var steps = new ArrayList<>(base.steps());
    steps.add(new Launch("look", List.of(1, 2), List.of(), List.of(), Dim.ONE, "look"));
    var program = new Program(base.signature(), base.symbols(), base.slots(), base.buffers(), steps, base.donations());
    var all = new java.util.HashMap<>(kernels());
    all.put("look", look);
    try (var executable = where.executable(program, List.of(), all)) {
      var state = executable.newState(Map.of("past", columns(1, 0, 4)));
      for (int at = 4; at < 8; at++) {
        executable.run(List.of(columns(1, at, at + 1)), state, OPTIONS);
      }
      assertThat(arrays).hasSize(1);
    }
  }

  @Test
  void a_state_starts_from_tensors_that_it_copies() {
    try (var executable = executable()) {
      var first = columns(2, 0, 3);
      var state = executable.newState(Map.of("past", first));
      assertThat(state.tensor("past")).isEqualTo(first);
      executable.run(List.of(columns(2, 3, 4)), state, OPTIONS);
      assertThat(state.tensor("past")).isEqualTo(columns(2, 0, 4));
      assertThat(first).isEqualTo(columns(2, 0, 3));
    }
  }

  @Test
  void without_a_state_the_input_is_copied_into_a_fresh_output() {
    try (var executable = executable()) {
      var past = columns(2, 0, 3);
      for (int i = 0; i < 2; i++) {
        assertThat(executable.run(List.of(columns(2, 3, 5), past))).containsExactly(
            Tensor.of(new float[] {total(0, 5), total(1, 5)}, 2), columns(2, 0, 5));
      }
      assertThat(past).isEqualTo(columns(2, 0, 3));
      assertThat(executable.run(List.of(Tensor.zeros(DType.F32, 2, 0), Tensor.zeros(DType.F32, 2, 0)))).containsExactly(
          Tensor.zeros(DType.F32, 2), Tensor.zeros(DType.F32, 2, 0));
      assertThat(executable.run(Map.of("x", columns(1, 0, 2), "past", Tensor.zeros(DType.F32, 1, 0))))
          .containsEntry("present", columns(1, 0, 2));
    }
  }

  @Test
  void outputs_that_share_a_capacity_may_have_other_sizes() {
    var roomy = H.times(CAPACITY);
    var program = new Program(
        new Signature(List.of(new Port("a", f32("h", "p")), new Port("b", f32("h", "s"))),
            List.of(new Port("c", f32("h", "p")), new Port("d", f32("h", "s")))),
        List.of("capacity", "h", "p", "s"), List.of(),
        List.of(new Buffer("c", DType.F32, roomy, new Source.Output(0)),
            new Buffer("d", DType.F32, roomy, new Source.Output(1))),
        List.of(), List.of(new Donation(0, 0, 1, "capacity"), new Donation(1, 1, 1, "capacity")));
    try (var executable = where.executable(program, List.of(), Map.of())) {
      var inputs = List.of(columns(3, 0, 2), columns(3, 0, 5));
      assertThat(executable.run(inputs)).isEqualTo(inputs);
    }
  }

  @Test
  void a_run_that_fails_leaves_the_state_as_it_was() {
    try (var executable = executable()) {
      var state = executable.newState(Map.of("past", columns(2, 0, 3)));
      assertThatThrownBy(() -> executable.run(List.of(columns(3, 3, 4)), state, OPTIONS))
          .isInstanceOf(ModelError.class).hasMessageStartingWith("The size 'h' has two values.");
      assertThatThrownBy(() -> executable.run(List.of(), state, OPTIONS))
          .isInstanceOf(ModelError.class).hasMessageStartingWith("The number of inputs is wrong.");
      assertThatThrownBy(() -> executable.run(List.of(columns(2, 3, 4)), state, OPTIONS.withMemoryBudget(47)))
          .isInstanceOf(ModelError.class).hasMessageContaining("given: 48 bytes for capacity = 6, h = 2, p = 3, s = 1");
      executable.run(List.of(columns(2, 3, 4)), state, OPTIONS);
      assertThat(state.tensor("past")).isEqualTo(columns(2, 0, 4));
    }
  }

  @Test
  void one_run_at_a_time_and_of_one_executable() throws Exception {
    var started = new CountDownLatch(1);
    var finish = new CountDownLatch(1);
    KernelCode waits = (b, a, first, end) -> {
      started.countDown();
      try {
        finish.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    };
    try (var executable = where.executable(program(), List.of(), Map.of("append", waits, "total", waits));
        var other = executable(); var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      var state = empty(executable, 1);
      var run = executor.submit(() -> executable.run(List.of(columns(1, 0, 1)), state, OPTIONS));
      started.await();
      assertThatThrownBy(() -> executable.run(List.of(columns(1, 0, 1)), state, OPTIONS))
          .isInstanceOf(IllegalStateException.class).hasMessage("this state is in use by another run");
      finish.countDown();
      run.get();
      assertThatThrownBy(() -> other.run(List.of(columns(1, 0, 1)), state, OPTIONS))
          .isInstanceOf(IllegalStateException.class).hasMessage("this state was made by another executable");
      executable.run(List.of(columns(1, 1, 2)), state, OPTIONS);
      assertThat(state.size("past")).isEqualTo(2);
    }
  }

  @Test
  void a_state_starts_from_what_its_inputs_take() {
    try (var executable = executable()) {
      assertThatThrownBy(() -> executable.newState(Map.of())).isInstanceOf(ModelError.class)
          .hasMessageStartingWith("The input 'past' is missing.");
      assertThatThrownBy(() -> executable.newState(Map.of("past", Tensor.zeros(DType.F32, 2)))).hasMessage("""
          A state cannot start from a tensor of another type than its input.
          where: input 'past'
          given: f32[2]
          expected: f32[h, p]""");
      assertThatThrownBy(() -> empty(executable, 1).tensor("x")).isInstanceOf(IllegalArgumentException.class)
          .hasMessage("'x' is not among [past]");
    }
  }

  @Test
  void donations_are_checked() {
    assertThat(List.of(
        message(new Donation(2, 1, 1, "capacity")),
        message(new Donation(1, 0, 1, "capacity")),
        message(new Donation(1, 1, 2, "capacity")),
        message(new Donation(1, 1, 1, "p")),
        message(new Donation(1, 1, 1, "room")),
        message(new Donation(1, 1, 1, "capacity"), new Donation(0, 1, 1, "capacity"))))
        .containsExactly(
            "A program names input 2 of 2.",
            "A program donates f32[h, p] to f32[h].",
            "A program names axis 2 of 2.",
            "A program has a capacity 'p' that is a size of its inputs or of what it donates.",
            "A program uses the size 'room', which it does not declare.",
            "A program donates input 0 or output 1 twice.");
    assertThat(program().print()).contains("  output 1 lies in input 1 with capacity rows along axis 1\n");
  }

  private String message(Donation... donations) {
    try (var executable = where.executable(program(List.of(donations)), List.of(), kernels())) {
      return "no error from " + executable.program();
    } catch (CompilerBug e) {
      return e.getMessage().lines().findFirst().orElseThrow();
    }
  }
}

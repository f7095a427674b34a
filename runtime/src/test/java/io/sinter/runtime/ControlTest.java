package io.sinter.runtime;

import static io.sinter.runtime.ProgramDraft.FLAG;
import static io.sinter.runtime.ProgramDraft.NUMBER;
import static io.sinter.runtime.ProgramDraft.f32;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sinter.runtime.Program.Bind;
import io.sinter.runtime.Program.Branch;
import io.sinter.runtime.Program.Repeat;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// Branches, and programs within programs.
@Timeout(60)
@ParameterizedClass
@EnumSource(Where.class)
class ControlTest {
  @Parameter private Where where;

  private static final Dim N = Dim.symbol("n");
  private static final Dim M = Dim.symbol("m");
  private static final Tensor YES = Tensor.scalar(true);
  private static final Tensor NO = Tensor.scalar(false);

  private static Tensor vector(float... data) {
    return Tensor.of(data, data.length);
  }

  private Executable executable(ProgramDraft draft) {
    return where.executable(draft.program(), List.of(), TestKernels.all());
  }

  /// `y = flag ? x and one more element : what is positive in x`, of which the size is known only afterwards.
  private static ProgramDraft branch() {
    var grow = new ProgramDraft("n");
    int grown = grow.input("x", f32("n"));
    grow.launch("grow", List.of(N), grown, grow.output("y", f32("n + 1")));
    var keep = new ProgramDraft("j", "n");
    int all = keep.input("x", f32("n"));
    int count = keep.slot(NUMBER);
    int kept = keep.output("y", f32("j"));
    keep.launch("positive", List.of(N), all, count).step(new Bind("j", count, Dim.ZERO, "count"))
        .launch("keep", List.of(N, Dim.symbol("j")), all, kept);
    var p = new ProgramDraft("m", "n");
    int x = p.input("x", f32("n"));
    int flag = p.input("flag", FLAG);
    int result = p.made(f32("m"));
    int y = p.output("y", f32("m"));
    return p.step(new Branch(flag, Dim.ZERO, List.of(p.argument(x, f32("n"))), grow.program(), keep.program(),
        List.of(result), List.of(f32("m")), List.of("m"), "layer 'if'")).copy(M, result, y);
  }

  @Test
  void each_branch_gives_arrays_of_its_own_size() {
    try (var executable = executable(branch())) {
      for (int round = 0; round < 3; round++) {
        var x = vector(3, -1, 4);
        assertThat(executable.run(List.of(x, YES))).containsExactly(vector(3, -1, 4, 5));
        assertThat(executable.run(List.of(x, NO))).containsExactly(vector(3, 4));
        assertThat(executable.run(List.of(vector(-1), NO))).containsExactly(vector());
        assertThat(executable.run(List.of(vector(), YES))).containsExactly(vector(0));
        assertThat(executable.run(List.of(vector(), NO))).containsExactly(vector());
      }
    }
  }

  /// `while (i < trips) { scanned = (while (j < i) state = state + j).last }`: a loop in a branch in a loop.
  private static ProgramDraft nested() {
    var innermost = LoopTest.sums(100).program();
    var branch = new ProgramDraft("n");
    int flag = branch.input("flag", FLAG);
    int i = branch.input("i", NUMBER);
    int state = branch.input("state", f32("n"));
    int last = branch.made(f32("n"));
    int all = branch.made(f32("t", "n"));
    int out = branch.output("y", f32("n"));
    var repeat = (Repeat) innermost.steps().getFirst();
    branch.step(new Repeat(i, Dim.ZERO, flag, Dim.ZERO, List.of(branch.argument(state, f32("n"))), List.of(),
        repeat.body(), List.of(last, all), repeat.types(), repeat.binds(), "layer 'inner'")).copy(N, last, out);
    var loop = branch.program();
    loop = new Program(loop.signature(), List.of("n", "t"), loop.slots(), loop.buffers(), loop.steps());
    var skip = new ProgramDraft("n");
    skip.input("flag", FLAG);
    skip.input("i", NUMBER);
    int same = skip.input("state", f32("n"));
    skip.copy(N, same, skip.output("y", f32("n")));
    var body = new ProgramDraft("n");
    int number = body.input("i", NUMBER);
    int x = body.input("state", f32("n"));
    int run = body.input("run", FLAG);
    int more = body.output("more", FLAG);
    int next = body.output("next", f32("n"));
    int result = body.made(f32("n"));
    body.step(new Branch(run, Dim.ZERO, List.of(body.argument(run, FLAG), body.argument(number, NUMBER),
        body.argument(x, f32("n"))), loop, skip.program(), List.of(result), List.of(f32("n")), List.of(),
        "layer 'branch'")).copy(N, result, next).launch("always", List.of(), more);
    var p = new ProgramDraft("n");
    int start = p.input("x", f32("n"));
    int trips = p.input("trips", NUMBER);
    int go = p.input("flag", FLAG);
    int end = p.made(f32("n"));
    int y = p.output("y", f32("n"));
    int yes = p.slot(FLAG);
    return p.launch("always", List.of(), yes)
        .step(new Repeat(trips, Dim.ZERO, yes, Dim.ZERO, List.of(p.argument(start, f32("n"))),
            List.of(p.argument(go, FLAG)), body.program(), List.of(end), List.of(f32("n")), List.of(), "layer 'outer'"))
        .copy(N, end, y);
  }

  @Test
  void programs_nest() {
    try (var executable = executable(nested())) {
      // 0 + 1 + (0 + 1 + 2): the sums of 0 .. i - 1 for i of 0, 1, 2, 3.
      assertThat(executable.run(List.of(vector(10, 20), Tensor.scalar(4L), YES))).containsExactly(vector(14, 24));
      assertThat(executable.run(List.of(vector(10, 20), Tensor.scalar(4L), NO))).containsExactly(vector(10, 20));
      assertThat(executable.launches()).isEqualTo(2 + 2 + 1 + 1 + 4);
      assertThat(executable.program().hostSteps()).isEqualTo(3);
      assertThat(executable.peakMemory()).hasToString("32*n + 4*n*t + 7");
    }
  }

  @Test
  void programs_within_are_checked() {
    var good = branch().program();
    var step = (Branch) good.steps().getFirst();
    assertThat(List.of(
        message(good, new Branch(0, Dim.ZERO, step.arguments(), step.then(), step.otherwise(), step.results(),
            step.types(), step.binds(), "if")),
        message(good, new Branch(1, Dim.ZERO, List.of(), step.then(), step.otherwise(), step.results(),
            step.types(), step.binds(), "if")),
        message(good, new Branch(1, Dim.ZERO, step.arguments(), step.then(), step.otherwise(), List.of(0),
            step.types(), step.binds(), "if")),
        message(good, new Branch(1, Dim.ZERO, step.arguments(), step.then(), step.otherwise(), step.results(),
            List.of(f32("m + 1")), step.binds(), "if")),
        message(good, new Branch(1, M, step.arguments(), step.then(), step.otherwise(), step.results(),
            step.types(), step.binds(), "if")))).containsExactly(
        "A program has a buffer 'x' of type f32 in an array of bool.",
        "A program hands 0 arrays to a program that takes 1.",
        "A program leaves a result in buffer 'x', which is not made there alone.",
        "A program binds the size 'm', which is not the whole of a dimension of [f32[m + 1]].",
        "A program uses the size m for if before it is bound.");
    assertThatThrownBy(() -> new Executable(good, List.of(), Map.of("copy", TestKernels.COPY)))
        .isInstanceOf(CompilerBug.class).hasMessageStartingWith("A program has no kernel 'grow', which it launches.");
    var early = new Program(good.signature(), good.symbols(), good.slots(), good.buffers(), good.steps().reversed());
    assertThatThrownBy(() -> new Executable(early, List.of(), TestKernels.all())).isInstanceOf(CompilerBug.class)
        .hasMessageStartingWith("A program uses buffer 'm0' for layer 'copy' before it is made.");
  }

  private static String message(Program program, Branch step) {
    var steps = new ArrayList<>(program.steps());
    steps.set(0, step);
    var changed = new Program(program.signature(), program.symbols(), program.slots(), program.buffers(), steps);
    try (var executable = new Executable(changed, List.of(), TestKernels.all())) {
      return "no error from " + executable.program();
    } catch (CompilerBug e) {
      return e.getMessage().lines().findFirst().orElseThrow();
    }
  }

  @Test
  void a_program_prints_all_of_it() {
    assertThat(branch().program().print()).isEqualTo("""
        program (x: f32[n], flag: bool[]) -> (y: f32[m]) {
          buffer x : f32[n] = input 0
          buffer flag : bool[1] = input 1
          buffer m0 : f32[m] = made 0
          buffer y : f32[m] = output 0
          if flag[0] with (x[n]) -> (m0: f32[m]) binds m for layer 'if'
            then (x: f32[n]) -> (y: f32[n + 1]) {
              buffer x : f32[n] = input 0
              buffer y : f32[n + 1] = output 0
              launch grow(x, y) with [n] groups 1 for layer 'grow'
            }
            else (x: f32[n]) -> (y: f32[j]) {
              slot 0 : i64[1]
              buffer x : f32[n] = input 0
              buffer s0 : i64[1] = slot 0
              buffer y : f32[j] = output 0
              launch positive(x, s0) with [n] groups 1 for layer 'positive'
              bind j = s0[0] for count
              launch keep(x, y) with [n, j] groups 1 for layer 'keep'
            }
          launch copy(m0, y) with [m] groups 1 for layer 'copy'
        }
        """);
    assertThat(LoopTest.sums(3).program().print()).contains("""
          repeat trips[0] while flag[0] carrying (x[n]) with () -> (m0: f32[n], m1: f32[t, n]) binds t for layer 'loop'
            body (i: i64[], state: f32[n]) -> (more: bool[], next: f32[n], scanned: f32[n]) {
        """);
  }
}

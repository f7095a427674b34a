package io.sinter.models;

import static io.sinter.models.Traces.apply;
import static io.sinter.models.Traces.compiled;
import static io.sinter.models.Traces.floats;
import static io.sinter.models.Traces.longs;
import static io.sinter.models.Traces.random;
import static io.sinter.models.Traces.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import io.sinter.CompileOptions;
import io.sinter.Sinter;
import io.sinter.ir.Interpreter;
import io.sinter.runtime.DType;
import io.sinter.runtime.ModelError;
import io.sinter.runtime.Tensor;
import io.sinter.trace.Flow;
import io.sinter.trace.Flow.Scanned;
import io.sinter.trace.Input;
import io.sinter.trace.Tensors;
import java.util.List;
import org.junit.jupiter.api.Test;

class FlowTest {
  @Test
  void oneBranchOfACondRuns() {
    var f = Sinter.trace("f", Input.of("x", DType.F32, "n"), Input.of("i", DType.I64), (x, i) ->
        Flow.cond(x.sum().greaterThan(0), () -> x.times(2), () -> x.plus(x.gather(0, i))));
    assertThat(run(f, floats(1, 2), Tensor.scalar(99L))).as("the index is not looked at").isEqualTo(floats(2, 4));
    assertThat(run(f, floats(-1, -2), Tensor.scalar(1L))).isEqualTo(floats(-3, -4));
  }

  @Test
  void branchesGiveSeveralResultsAndUseWhatIsAround() {
    var f = Sinter.trace("f", Input.of("x", DType.F32, "n"), x -> {
      var doubled = x.times(2);
      var both = Flow.condAll(x.sum().greaterThan(0), () -> List.of(doubled, x), () -> List.of(x.negate(), doubled));
      return both.getFirst().minus(both.getLast());
    });
    assertThat(compiled(f, 0, floats(1, 2))).isEqualTo(floats(1, 2));
    assertThat(compiled(f, 0, floats(-1, -2))).isEqualTo(floats(3, 6));
  }

  @Test
  void aWhileLoopGoesOnAsLongAsItsConditionHolds() {
    var f = Sinter.trace("collatz", Input.of("n", DType.I64), n ->
        Flow.whileLoop(List.of(n, Tensors.zeros(DType.I64)), s -> s.getFirst().notEqualTo(1), s -> {
          var value = s.getFirst();
          var next = Flow.cond(value.remainder(2).equalTo(0), () -> value.dividedBy(2), () -> value.times(3).plus(1));
          return List.of(next, s.getLast().plus(1));
        }).getLast());
    assertThat(compiled(f, 0, Tensor.scalar(27L))).isEqualTo(Tensor.scalar(111L));
    assertThat(compiled(f, 0, Tensor.scalar(1L))).as("no step at all").isEqualTo(Tensor.scalar(0L));
    assertThat(apply(floats(100), x -> Flow.whileLoop(x, v -> v.atLeast(1).all(), v -> v.dividedBy(2))))
        .isEqualTo(floats(0.78125));
  }

  @Test
  void stepsAreRepeated() {
    var x = floats(1, 2);
    assertThat(apply(x, v -> Flow.repeat(3, v, s -> s.times(2)))).isEqualTo(floats(8, 16));
    assertThat(apply(x, v -> Flow.repeat(0, v, s -> s.times(2)))).isEqualTo(x);
    for (long times : new long[] {-1, 0, 1, 4}) {
      assertThat(apply(x, Tensor.scalar(times),
          (v, n) -> Flow.repeat(n, v, (i, s) -> s.plus(i.cast(DType.F32)))))
          .isEqualTo(times < 4 ? x : floats(7, 8));
    }
  }

  @Test
  void loopsNest() {
    assertThat(apply(longs(1, 2), v -> Flow.repeat(2, v, outer ->
        Flow.repeat(3, outer, inner -> inner.plus(v).plus(outer).minus(outer))))).isEqualTo(longs(7, 14));
  }

  @Test
  void aScanStacksTheStatesOfItsSteps() {
    for (long steps : new long[] {0, 1, 5}) {
      var x = random(steps, steps, 3);
      var sums = apply(x, v -> Flow.scan(v, Tensors.zeros(DType.F32, v.dim(1)), (slice, sum) -> sum.plus(slice)));
      assertThat(sums.shape()).containsExactly(steps, 3);
      assertThat(sums.toDoubles()).containsExactly(apply(x, v -> v.cumSum(0)).toDoubles(), offset(1e-6));
    }
  }

  @Test
  void aScanHasSeveralSequencesStatesAndOutputs() {
    var f = Sinter.trace("f", List.of(Input.of("x", DType.F32, "time", 2), Input.of("y", DType.I64, "time")), in -> {
      var first = List.of(Tensors.zeros(DType.F32, 2), Tensors.zeros(DType.I64));
      var all = Flow.scan(in, first, (slices, state) -> {
        var total = state.getFirst().plus(slices.getFirst());
        var count = state.getLast().plus(slices.getLast());
        return new Scanned(List.of(total, count), List.of(total.times(count.cast(DType.F32))));
      });
      return List.of(all.state().getFirst().named("total"), all.state().getLast().named("count"),
          all.outputs().getFirst().named("products"));
    });
    assertThat(f.outputs()).containsExactly("total", "count", "products");
    assertThat(Interpreter.run(f, List.of(Tensor.of(new float[] {1, 2, 3, 4}, 2, 2), longs(10, 20)))).containsExactly(
        floats(4, 6), Tensor.scalar(30L), Tensor.of(new float[] {10, 20, 120, 180}, 2, 2));
  }

  @Test
  void sequencesOfAScanAreOfOneLength() {
    var f = Sinter.trace("f", Input.of("x", DType.F32, "n", 2), Input.of("y", DType.F32, "m", 2), (x, y) ->
        Flow.scan(List.of(x, y), List.of(), (slices, state) ->
            new Scanned(state, List.of(slices.getFirst().times(slices.getLast())))).outputs().getFirst());
    assertThat(compiled(f, 1e-6, random(1, 3, 2), random(2, 3, 2)).shape()).containsExactly(3, 2);
    for (var target : List.of("interpreter", "jvm", "jvm-scalar")) {
      for (int rows : new int[] {0, 2, 4}) {
        try (var model = Sinter.compile(f, CompileOptions.DEFAULTS.withTarget(target))) {
          assertThatThrownBy(() -> model.run(List.of(random(1, 3, 2), random(2, rows, 2)))).as(target)
              .isInstanceOf(ModelError.class);
        }
      }
    }
  }

  @Test
  void scansInScansHaveSizesOfTheirOwn() {
    var x = random(1, 3, 2, 4);
    var f = Sinter.trace("f", Input.of("x", DType.F32, "step", "b", 4), v ->
        Flow.scan(v, Tensors.zeros(DType.F32, 4), (rows, sum) ->
            Flow.scan(rows, sum, (row, s) -> s.plus(row)).at(0, -1)));
    var expected = apply(x, v -> v.sum(1).cumSum(0));
    assertThat(compiled(f, 1e-6, x).toDoubles()).containsExactly(expected.toDoubles(), offset(1e-6));
  }
}

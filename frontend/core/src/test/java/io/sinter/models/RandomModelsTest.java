package io.sinter.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import io.sinter.Sinter;
import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import io.sinter.trace.Axes;
import io.sinter.trace.Flow;
import io.sinter.trace.Input;
import io.sinter.trace.Tensors;
import io.sinter.trace.Traced;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Models of random steps, each of which bounds its results: they print and parse, and every target and every way to
/// say their sizes gives the same.
class RandomModelsTest {
  private static final int MODELS = 40;
  private static final int STEPS = 8;
  private static final long[] SIZES = {0, 1, 1, 2, 3, 7};

  private static final List<BiFunction<Traced, Random, Traced>> STEP_KINDS = List.of(
      (x, r) -> x.plus(r.nextInt(-3, 4)).sin(),
      (x, r) -> x.greaterThan(r.nextDouble()).select(x.tanh(), x.negate()),
      (x, r) -> x.times(r.nextDouble()).sigmoid(),
      (x, r) -> x.clamp(-0.5, 0.75),
      (x, r) -> x.cast(DType.I32).cast(DType.F32).plus(x),
      (x, r) -> x.transpose(),
      (x, r) -> x.rank() == 0 ? x.expandDims(0) : x.swapAxes(r.nextInt(x.rank()), -1),
      (x, r) -> x.rank() == 0 ? x : x.softmax(r.nextInt(x.rank())),
      (x, r) -> x.rank() < 3 ? x.expandDims(r.nextInt(x.rank() + 1)) : x.sum(Axes.keep(r.nextInt(3))).tanh(),
      (x, r) -> x.rank() == 0 ? x : x.minimum(x.sum(Axes.keep(r.nextInt(x.rank())))).tanh(),
      (x, r) -> x.rank() == 0 ? x : x.slice(r.nextInt(x.rank()), r.nextInt(-4, 5), r.nextInt(-4, 5), 1 + r.nextInt(2)),
      (x, r) -> x.rank() == 0 ? x : x.reverse(r.nextInt(x.rank())),
      (x, r) -> x.rank() == 0 ? x : x.pad(r.nextInt(x.rank()), r.nextInt(3), r.nextInt(3), 0.25),
      (x, r) -> x.rank() == 0 ? x : x.concat(r.nextInt(x.rank()), x.cos()),
      (x, r) -> x.rank() == 0 ? x : x.cumSum(r.nextInt(x.rank())).sin(),
      (x, r) -> x.rank() == 0 || x.rank() > 2 ? x : x.matmul(x.transpose()).tanh(),
      (x, r) -> x.rank() == 0 ? x : x.flatten(r.nextInt(x.rank())),
      (x, r) -> x.rank() == 0 ? x : x.reshape(-1),
      (x, r) -> Flow.cond(x.sum().abs().greaterThan(r.nextDouble()), () -> x.cos(), () -> x.times(0.5)),
      (x, r) -> Flow.repeat(r.nextInt(3), x, s -> s.plus(x).tanh()),
      (x, r) -> x.rank() == 0 ? x : Flow.scan(x, x.sum(0), (slice, state) -> slice.plus(state).sin()),
      (x, r) -> x.rank() == 0 ? x : x.plus(Tensors.range(x.dim(-1)).cast(DType.F32)).sin());

  private static Traced model(Traced input, long seed) {
    var random = new Random(seed);
    var values = new ArrayList<>(List.of(input));
    for (int i = 0; i < STEPS; i++) {
      var x = values.get(values.size() - 1 - random.nextInt(Math.min(2, values.size())));
      values.add(STEP_KINDS.get(random.nextInt(STEP_KINDS.size())).apply(x, new Random(random.nextLong())));
    }
    return values.getLast();
  }

  @Test
  void targetsAgreeOnRandomModels() {
    int compared = 0;
    for (long seed = 0; seed < MODELS; seed++) {
      var random = new Random(~seed);
      long s = seed;
      int rank = random.nextInt(4);
      var shape = random.ints(rank, 0, SIZES.length).mapToLong(i -> SIZES[i]).toArray();
      var x = Traces.random(seed, shape);
      var names = IntStream.range(0, rank).mapToObj(i -> "d" + i).toArray();
      var open = Sinter.trace("open", Input.of("x", DType.F32, names), v -> model(v, s));
      var fixed = Sinter.trace("fixed", Traces.fixed("x", x), v -> model(v, s));
      var expected = Traces.run(fixed, x);
      var result = Traces.compiled(open, 1e-3, x);
      assertThat(result.shape()).as("model " + seed).isEqualTo(expected.shape());
      assertThat(result.toDoubles()).as("model " + seed).containsExactly(expected.toDoubles(),
          offset(1e-3));
      compared += result.elements();
    }
    assertThat(compared).as("elements compared").isGreaterThan(MODELS);
  }

  @Test
  void theSameModelTracesToTheSameText() {
    for (long seed = 0; seed < MODELS; seed++) {
      long s = seed;
      var input = Input.of("x", DType.F32, "n", 3, Dim.symbol("n").plus(2));
      var first = Sinter.trace("f", input, v -> model(v, s)).toString();
      assertThat(Sinter.trace("f", input, v -> model(v, s)).toString().replaceAll("java:\\d+", ""))
          .isEqualTo(first.replaceAll("java:\\d+", ""));
    }
  }
}

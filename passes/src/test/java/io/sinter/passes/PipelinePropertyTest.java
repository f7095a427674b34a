package io.sinter.passes;

import static org.assertj.core.api.Assertions.assertThat;

import io.sinter.ir.Function;
import io.sinter.ir.Interpreter;
import io.sinter.ir.ScalarFn;
import io.sinter.ir.Text;
import io.sinter.ir.random.RandomFunctions;
import io.sinter.ir.random.RandomFunctions.Kind;
import io.sinter.ir.random.RandomFunctions.Options;
import io.sinter.ir.random.RandomTensors;
import io.sinter.ir.random.RandomTensors.Mode;
import io.sinter.ir.random.Shrinker;
import io.sinter.runtime.DType;
import io.sinter.runtime.ModelError;
import io.sinter.runtime.Tensor;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// The tensor pipeline preserves meaning on random functions. `-Dseeds=N` tries more of them.
class PipelinePropertyTest {
  private static final long SEEDS = Long.getLong("seeds", 300);
  private static final Set<Kind> IMPORTED = EnumSet.complementOf(EnumSet.of(Kind.RELAYOUT));

  /// The laws that hold for real numbers are for functions without jumps only.
  private static final Set<ScalarFn> SMOOTH = EnumSet.of(ScalarFn.ADD, ScalarFn.SUB, ScalarFn.MUL, ScalarFn.DIV,
      ScalarFn.MAX, ScalarFn.MIN, ScalarFn.NEG, ScalarFn.ABS, ScalarFn.RELU, ScalarFn.TANH);

  @Test
  void exactRulesKeepEveryBit() {
    var options = Options.DEFAULT.withKinds(IMPORTED).withOps(14).withElements(600).withConstants(Mode.WILD)
        .withTypes(DType.F32, DType.F32, DType.F32, DType.F16, DType.F64, DType.I32, DType.I8, DType.U8, DType.BOOL);
    check(options, PassOptions.DEFAULT.exact(), Mode.WILD);
  }

  @Test
  void roundingRulesKeepResultsUpToRounding() {
    var kinds = EnumSet.copyOf(IMPORTED);
    kinds.remove(Kind.CONVERT);
    var options = Options.DEFAULT.withKinds(kinds).withFunctions(SMOOTH).withOps(14).withElements(600)
        .withTypes(DType.F32, DType.F32, DType.F64);
    check(options, PassOptions.DEFAULT, Mode.TAME);
  }

  private static void check(Options options, PassOptions passes, Mode mode) {
    var hits = new TreeMap<String, Integer>();
    for (long seed = 0; seed < SEEDS; seed++) {
      var sample = RandomFunctions.of(seed, options.withSymbols(seed % 2 == 0));
      long s = seed;
      if (wrong(sample.function(), sample.sizes(), s, passes, mode, hits).isPresent()) {
        var small = Shrinker.shrink(
            sample.function(), g -> wrong(g, sample.sizes(), s, passes, mode, new TreeMap<>()).isPresent());
        var what = wrong(small, sample.sizes(), s, passes, mode, new TreeMap<>()).orElseThrow();
        throw new AssertionError("seed " + seed + ": " + what + "\n" + Text.print(small));
      }
    }
    assertThat(hits.keySet()).as("rules that random functions exercise").hasSizeGreaterThan(25);
  }

  /// What the pipeline breaks, if anything.
  private static Optional<String> wrong(Function function, Map<String, Long> sizes, long seed, PassOptions passes,
      Mode mode, Map<String, Integer> hits) {
    List<Tensor> expected;
    var inputs = RandomTensors.inputs(function, sizes, seed, mode);
    double[] largest = {1};
    try {
      expected = Interpreter.trace(function, inputs, (v, t) -> largest[0] = Math.max(largest[0], largest(t)));
    } catch (ModelError e) {
      return Optional.empty();
    }
    try {
      var outcome = Driver.run(function, Pipelines.tensor(passes));
      outcome.report().entries().forEach(e -> e.hits().forEach((k, n) -> hits.merge(k, n, Integer::sum)));
      var actual = Interpreter.run(outcome.function(), inputs);
      return passes.rounding() ? far(expected, actual, largest[0]) : Difference.between(expected, actual, true);
    } catch (RuntimeException e) {
      return Optional.of(String.valueOf(e));
    }
  }

  private static double largest(Tensor t) {
    double largest = 0;
    for (int i = 0; t.dtype().isFloat() && i < t.elements(); i++) {
      double x = Math.abs(t.doubleAt(i));
      largest = Double.isFinite(x) ? Math.max(largest, x) : largest;
    }
    return largest;
  }

  /// Intermediate results may be larger than the results, and so their roundings.
  private static Optional<String> far(List<Tensor> expected, List<Tensor> actual, double largest) {
    for (int i = 0; i < expected.size(); i++) {
      for (int k = 0; k < expected.get(i).elements(); k++) {
        double e = expected.get(i).doubleAt(k);
        double a = actual.get(i).doubleAt(k);
        if (Double.isFinite(e) && Double.isFinite(a) && !(Math.abs(e - a) <= 1e-4 * largest)) {
          return Optional.of("result %d is %s at %d, not %s".formatted(i, a, k, e));
        }
      }
    }
    return Optional.empty();
  }
}

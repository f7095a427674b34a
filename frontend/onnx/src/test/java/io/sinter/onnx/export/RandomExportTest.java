package io.sinter.onnx.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.sinter.ir.Function;
import io.sinter.ir.ScalarFn;
import io.sinter.ir.Text;
import io.sinter.ir.random.RandomFunctions;
import io.sinter.ir.random.RandomFunctions.Kind;
import io.sinter.ir.random.RandomFunctions.Options;
import io.sinter.ir.random.RandomTensors;
import io.sinter.ir.random.RandomTensors.Mode;
import io.sinter.ir.random.Shrinker;
import io.sinter.runtime.DType;
import io.sinter.runtime.UnsupportedError;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Random functions mean the same when they are written as ONNX and read again. `-Dseeds=N` tries more of them.
class RandomExportTest {
  private static final long SEEDS = Long.getLong("seeds", 150);

  /// Ops that compute each element from few others, so that nothing depends on an order.
  private static final Set<Kind> EXACT = EnumSet.complementOf(EnumSet.of(Kind.REDUCE, Kind.REDUCE_WINDOW,
      Kind.CUMULATIVE_REDUCE, Kind.DOT_GENERAL, Kind.CONVOLUTION, Kind.SCATTER));

  /// Functions without jumps, where small differences stay small.
  private static final Set<ScalarFn> SMOOTH = EnumSet.of(ScalarFn.ADD, ScalarFn.SUB, ScalarFn.MUL, ScalarFn.MAX,
      ScalarFn.MIN, ScalarFn.NEG, ScalarFn.ABS, ScalarFn.RELU, ScalarFn.TANH, ScalarFn.EXPM1, ScalarFn.SIGMOID,
      ScalarFn.FMA);

  /// As wild, and exact: those that ONNX lacks are made of others, which round more than once.
  private static final Set<ScalarFn> COMPOSED = EnumSet.of(ScalarFn.EXPM1, ScalarFn.LOG1P);

  @Test
  void allTypesKeepEveryValue() {
    var types = Arrays.stream(DType.values()).filter(t -> t != DType.STRING).toArray(DType[]::new);
    check(Options.DEFAULT.withKinds(EXACT).withFunctions(EnumSet.complementOf(EnumSet.copyOf(COMPOSED)))
        .withTypes(types).withConstants(Mode.WILD).withElements(600), Mode.WILD, 0);
  }

  @Test
  void sumsOfIntegersAreExact() {
    check(Options.DEFAULT.withTypes(DType.I32, DType.I64, DType.I8, DType.U8, DType.U32, DType.U64, DType.BOOL)
        .withElements(600).withConstants(Mode.WILD), Mode.WILD, 0);
  }

  @Test
  void sumsOfFloatsDifferByRoundingOnly() {
    var kinds = EnumSet.complementOf(EnumSet.of(Kind.CONVERT));
    check(Options.DEFAULT.withKinds(kinds).withFunctions(SMOOTH).withTypes(DType.F32, DType.F32, DType.F64)
        .withElements(600), Mode.TAME, 1e-4);
  }

  private static void check(Options options, Mode mode, double room) {
    int written = 0;
    for (long seed = 0; seed < SEEDS; seed++) {
      var sample = RandomFunctions.of(seed, options.withSymbols(seed % 2 == 0));
      long s = seed;
      if (!isWritten(sample.function())) {
        continue;
      }
      written++;
      if (wrong(sample.function(), sample.sizes(), s, mode, room).isPresent()) {
        var small = Shrinker.shrink(
            sample.function(), f -> isWritten(f) && wrong(f, sample.sizes(), s, mode, room).isPresent());
        throw new AssertionError("seed " + seed + ": " + wrong(small, sample.sizes(), s, mode, room).orElseThrow()
            + "\n" + Text.print(small));
      }
    }
    assertThat(written).as("functions that ONNX can express").isGreaterThan((int) (SEEDS * 0.9));
  }

  private static boolean isWritten(Function f) {
    try {
      OnnxExport.bytes(f);
      return true;
    } catch (UnsupportedError e) {
      return false;
    } catch (RuntimeException e) {
      return true;
    }
  }

  private static Optional<String> wrong(Function f, Map<String, Long> sizes, long seed, Mode mode, double room) {
    try {
      return RoundTrip.difference(f, RandomTensors.inputs(f, sizes, seed, mode), room);
    } catch (RuntimeException e) {
      return Optional.of(e.toString());
    }
  }
}

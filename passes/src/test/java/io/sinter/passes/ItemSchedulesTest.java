package io.sinter.passes;


import io.sinter.ir.Text;
import io.sinter.ir.random.RandomFunctions;
import io.sinter.ir.random.RandomFunctions.Kind;
import io.sinter.ir.random.RandomFunctions.Options;
import io.sinter.ir.random.RandomTensors.Mode;
import io.sinter.ir.random.Shrinker;
import io.sinter.runtime.DType;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Kernels whose groups have many work items give the bits of those whose groups are threads, and no two items meet, on
/// random functions. `-Dseeds=N` tries more of them, `-Dseed=N` one.
class ItemSchedulesTest {
  private static final long FIRST = Long.getLong("seed", 0);
  private static final long SEEDS = Long.getLong("seeds", Long.getLong("seed", -1) < 0 ? 80 : 1);
  private static final Set<Kind> IMPORTED = EnumSet.complementOf(EnumSet.of(Kind.RELAYOUT));

  @Test
  void itemsKeepEveryBitOfAnyNumber() {
    check(Options.DEFAULT.withKinds(IMPORTED).withOps(10).withElements(1500).withConstants(Mode.WILD)
        .withTypes(DType.F32, DType.F32, DType.F32, DType.F32, DType.F64, DType.I32, DType.I64, DType.BOOL, DType.U8,
            DType.I8, DType.F16, DType.F16, DType.BF16), Mode.WILD);
  }

  @Test
  void itemsKeepEveryBitOfFloats() {
    check(Options.DEFAULT.withKinds(IMPORTED).withOps(8).withElements(6000), Mode.TAME);
  }

  private void check(Options options, Mode mode) {
    for (long seed = FIRST; seed < FIRST + SEEDS; seed++) {
      var sample = RandomFunctions.of(seed, options.withSymbols(seed % 2 == 0));
      long s = seed;
      if (ItemRuns.wrong(sample.function(), sample.sizes(), s, mode).isPresent()) {
        var small = Shrinker.shrink(sample.function(), g -> ItemRuns.wrong(g, sample.sizes(), s, mode).isPresent());
        throw new AssertionError("seed " + seed + ": " + ItemRuns.wrong(small, sample.sizes(), s, mode).orElseThrow()
            + "\nsizes " + sample.sizes() + "\n" + Text.print(small));
      }
    }
  }
}

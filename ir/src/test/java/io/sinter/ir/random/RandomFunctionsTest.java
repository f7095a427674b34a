package io.sinter.ir.random;

import static org.assertj.core.api.Assertions.assertThat;

import io.sinter.ir.Function;
import io.sinter.ir.Op;
import io.sinter.ir.ScalarFn;
import io.sinter.ir.Text;
import io.sinter.ir.Verifier;
import io.sinter.ir.random.RandomFunctions.Options;
import io.sinter.ir.random.RandomTensors.Mode;
import io.sinter.runtime.DType;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class RandomFunctionsTest {
  @Test
  void theSameSeedGivesTheSameFunctionAndInputs() {
    for (long seed = 0; seed < 20; seed++) {
      var a = RandomFunctions.of(seed);
      var b = RandomFunctions.of(seed);
      assertThat(Text.print(a.function())).isEqualTo(Text.print(b.function()));
      assertThat(a.inputs(Mode.WILD)).isEqualTo(b.inputs(Mode.WILD));
    }
  }

  @Test
  void functionsAreWellFormedAndCoverAllOps() {
    var classes = new HashSet<Class<?>>();
    var functions = EnumSet.noneOf(ScalarFn.class);
    var types = EnumSet.noneOf(DType.class);
    var ranks = new TreeSet<Integer>();
    var sizes = new TreeSet<Long>();
    for (long seed = 0; seed < 400; seed++) {
      var sample = RandomFunctions.of(seed, Options.DEFAULT.withSymbols(seed % 2 == 0));
      Verifier.verify("random", sample.function());
      for (var v : sample.function().values()) {
        classes.add(v.op().getClass());
        if (v.op() instanceof Op.Apply a) {
          functions.add(a.fn());
        }
        types.add(v.type().dtype());
        ranks.add(v.type().rank());
        for (long d : v.type().shape().evaluate(sample.sizes())) {
          sizes.add(d);
        }
      }
    }
    assertThat(classes).contains(Op.Parameter.class, Op.Constant.class, Op.Apply.class, Op.Convert.class,
        Op.Broadcast.class, Op.Transpose.class, Op.Reshape.class, Op.Slice.class, Op.Pad.class, Op.Concatenate.class,
        Op.Reduce.class, Op.ReduceWindow.class, Op.DotGeneral.class, Op.Convolution.class, Op.Relayout.class,
        Op.Composite.class);
    assertThat(functions).containsAll(EnumSet.allOf(ScalarFn.class));
    assertThat(types).contains(DType.F32, DType.I32, DType.I64, DType.BOOL, DType.F64);
    assertThat(ranks).contains(0, 1, 2, 3, 4, 5);
    assertThat(sizes).contains(0L, 1L, 2L, 3L, 7L, 16L, 17L, 31L);
  }

  private static boolean has(Function f, Predicate<Op> op) {
    return f.body().stream().anyMatch(v -> op.test(v.op()));
  }

  @Test
  void shrinkingLeavesLittleMoreThanTheCulprit() {
    for (long seed = 0; seed < 60; seed++) {
      var f = RandomFunctions.of(seed).function();
      Predicate<Function> fails = g -> has(g, op -> op instanceof Op.Reduce);
      if (fails.test(f)) {
        var small = Shrinker.shrink(f, fails);
        Verifier.verify("shrink", small);
        assertThat(fails.test(small)).isTrue();
        assertThat(small.body().size()).as(Text.print(small)).isLessThanOrEqualTo(3);
        assertThat(small.results()).hasSize(1);
      }
    }
  }

  @Test
  void shrinkingMakesSizesSmall() {
    var f = Text.parse("""
        function f(%x: f32[17, 31], %y: f32[31]) -> (y: f32[17], z: f32[17, 31]) {
          %0 = broadcast(%y) shape(17, 31) axes(1) : f32[17, 31]
          %1 = add(%x, %0) : f32[17, 31]
          %2 = exp(%1) : f32[17, 31]
          %3 = reduce(%2) combiner(max) axes(1) : f32[17]
          %4 = neg(%3) : f32[17]
          return %4, %2
        }""");
    Predicate<Function> fails = g -> g.body().stream().anyMatch(
        v -> v.op() instanceof Op.Apply(ScalarFn fn, var _) && fn == ScalarFn.EXP && v.type().dim(1).asLong() > 1);
    assertThat(Text.print(Shrinker.shrink(f, fails))).isEqualTo("""
        function f(%x: f32[1, 2]) -> (y0: f32[1, 2]) {
          %0 = exp(%x) : f32[1, 2]
          return %0
        }""");
  }
}

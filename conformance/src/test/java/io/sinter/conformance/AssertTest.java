package io.sinter.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sinter.CompileOptions;
import io.sinter.CompiledModel;
import io.sinter.KernelModel;
import io.sinter.Sinter;
import io.sinter.ir.Function;
import io.sinter.ir.Interpreter;
import io.sinter.ir.Text;
import io.sinter.runtime.ModelError;
import io.sinter.runtime.RunOptions;
import io.sinter.runtime.Tensor;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a program asserts of its data holds on every target, wherever in a kernel the data is read: a run that meets an
/// element for which it does not hold ends with an error that names it, and leaves nothing behind.
class AssertTest {
  private static final int[] SIZES = {0, 1, 2, 7, 31, 1009};
  private static final int[] THREADS = {1, 5};

  private static Function reading(String result, String rest) {
    return Text.parse("""
        function f(%%x: f32[n, 3], %%i: i64[m]) -> (y: %s) {
          %%0 = constant i64[] 0
          %%1 = broadcast(%%0) shape(m) axes() : i64[m]
          %%2 = le(%%1, %%i) : bool[m]
          %%3 = assert(%%i, %%2) sentence("An index is negative.") expected("0 or more") : i64[m]
        %s
        }
        """.formatted(result, rest.indent(2).stripTrailing()));
  }

  private static final Function GATHERED = reading("f32[m, 3]", """
      %4 = gather(%x, %3) axes(0) : f32[m, 3]
      return %4""");
  private static final Function POINTWISE = reading("i64[m]", """
      %4 = mul(%3, %3) : i64[m]
      %5 = add(%4, %i) : i64[m]
      return %5""");
  private static final Function SUMMED = reading("i64[]", """
      %4 = reduce(%3) combiner(add) axes(0) : i64[]
      return %4""");
  private static final Function RUNNING = reading("i64[m]", """
      %4 = cumulative_reduce(%3) combiner(add) axis(0) : i64[m]
      return %4""");
  private static final Function CHOSEN = reading("i64[m]", """
      %4 = constant i64[] 5
      %5 = broadcast(%4) shape(m) axes() : i64[m]
      %6 = select(%2, %5, %3) : i64[m]
      return %6""");
  private static final Function FLOATS = reading("f32[m]", """
      %4 = convert(%3) to(f32) : f32[m]
      %5 = sqrt(%4) : f32[m]
      return %5""");

  private static final List<Function> READERS = List.of(GATHERED, POINTWISE, SUMMED, RUNNING, CHOSEN, FLOATS);

  private static CompiledModel compiled(Function f, String target) {
    OpenCl.assume(target);
    return Sinter.compile(f, CompileOptions.DEFAULTS.withTarget(target));
  }

  private static Tensor table(int rows) {
    var x = new float[3 * rows];
    for (int i = 0; i < x.length; i++) {
      x[i] = i;
    }
    return Tensor.of(x, rows, 3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"interpreter", "kernel-interpreter", "jvm-scalar", "jvm", "opencl"})
  void aRunEndsAtWhatDoesNotHoldAndTheNextIsAsGoodAsAny(String target) {
    for (var f : READERS) {
      try (var model = compiled(f, target)) {
        for (int m : SIZES) {
          for (int threads : THREADS) {
            var random = new Random(m);
            var good = random.longs(m, 0, 5).toArray();
            var options = RunOptions.DEFAULTS.withThreads(threads);
            if (m > 0) {
              var bad = good.clone();
              bad[random.nextInt(m)] = -4;
              assertThatThrownBy(() -> model.run(List.of(table(5), Tensor.of(bad, m)), options))
                  .as("%s of %d on %d threads", f, m, threads).isInstanceOf(ModelError.class)
                  .hasMessageStartingWith("An index is negative.").hasMessageContaining("\ngiven: -4\n")
                  .hasMessageContaining("expected: 0 or more");
            }
            var inputs = List.of(table(5), Tensor.of(good, m));
            assertThat(model.run(inputs, options)).as("%s of %d on %d threads", f, m, threads)
                .isEqualTo(Interpreter.run(f, inputs));
          }
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"interpreter", "kernel-interpreter", "jvm-scalar", "jvm", "opencl"})
  void whatIsNotRunIsNotChecked(String target) {
    var f = Text.parse("""
        function f(%go: bool[], %trips: i64[], %x: i64[n]) -> (y: i64[n], z: i64[n]) {
          %0 = if(%go, %x) then(function then(%a: i64[n]) -> (r: i64[n]) {
            %0 = constant bool[] false
            %1 = broadcast(%0) shape(n) axes() : bool[n]
            %2 = assert(%a, %1) sentence("Never.") expected("nothing") : i64[n]
            return %2
          }) otherwise(function otherwise(%a: i64[n]) -> (r: i64[n]) {
            return %a
          }) types(i64[n]) binds() : bool[0]
          %1 = project(%0) index(0) : i64[n]
          return %1, %x
        }
        """);
    try (var model = compiled(f, target)) {
      var x = Tensor.of(new long[] {1, 2}, 2);
      assertThat(model.run(List.of(Tensor.scalar(false), Tensor.scalar(0L), x))).containsExactly(x, x);
      assertThatThrownBy(() -> model.run(List.of(Tensor.scalar(true), Tensor.scalar(0L), x)))
          .isInstanceOf(ModelError.class).hasMessageStartingWith("Never.");
    }
  }

  @Test
  void anIndexThatIsCheckedIsNoKernelMore() {
    var plain = reading("f32[m, 3]", """
        %4 = gather(%x, %i) axes(0) : f32[m, 3]
        return %4""");
    try (var checked = (KernelModel) compiled(GATHERED, "jvm");
        var free = (KernelModel) compiled(plain, "jvm")) {
      assertThat(checked.launches()).isEqualTo(free.launches());
    }
  }
}

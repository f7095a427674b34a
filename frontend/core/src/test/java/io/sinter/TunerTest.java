package io.sinter;

import static org.assertj.core.api.Assertions.assertThat;

import io.sinter.ir.Function;
import io.sinter.passes.Lowering;
import io.sinter.passes.Tunable;
import io.sinter.passes.Tuning;
import io.sinter.runtime.DType;
import io.sinter.runtime.RunOptions;
import io.sinter.runtime.Tensor;
import io.sinter.trace.Input;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TunerTest {
  private static final CompileOptions PLAIN = CompileOptions.DEFAULTS.withTiered(false);

  private static Tensor random(int seed, int... shape) {
    int size = shape[0] * shape[1];
    var values = new float[size];
    var random = new Random(seed);
    for (int i = 0; i < size; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return Tensor.of(values, shape[0], shape[1]);
  }

  private static Function product(int terms, int columns) {
    return Sinter.trace("product", Input.of("x", DType.F32, "n", terms),
        x -> x.matmul(random(1, terms, columns)).relu());
  }

  private static KernelModel compiled(Function function, CompileOptions options) {
    return (KernelModel) Sinter.compile(function, options);
  }

  private static List<String> schedules(KernelModel model) {
    return model.lowering().kernels().stream().map(k -> k.forms().getFirst().schedule().toString()).toList();
  }

  @ParameterizedTest
  @CsvSource({"1, 5, 3", "1, 70, 1000", "2, 31, 33", "37, 70, 95", "130, 257, 64"})
  void everyChoiceGivesTheSameBits(int rows, int terms, int columns) {
    var known = Sinter.trace("product", Input.of("x", DType.F32, rows, terms),
        x -> x.matmul(random(1, terms, columns)).relu());
    for (var function : List.of(known, product(terms, columns))) {
      var x = List.of(random(2, rows, terms));
      try (var rules = compiled(function, PLAIN)) {
        var expected = rules.run(x);
        var seen = new HashSet<>(List.of(schedules(rules)));
        for (var tuning : all(rules.lowering())) {
          try (var tuned = compiled(function, PLAIN.withTuning(tuning))) {
            assertThat(tuned.run(x)).as(tuning.toString()).isEqualTo(expected);
            assertThat(seen.add(schedules(tuned))).as(tuning + " is a schedule of its own").isTrue();
          }
        }
      }
    }
  }

  private static List<Tuning> all(Lowering lowering) {
    var all = new ArrayList<Tuning>();
    for (var kernel : lowering.kernels()) {
      for (Tunable t : kernel.tunables()) {
        t.values().stream().skip(1).forEach(v -> all.add(Tuning.NONE.with(kernel.fingerprint(), Map.of(t.name(), v))));
      }
    }
    return all;
  }

  @ParameterizedTest
  @ValueSource(strings = {"rows", "panels", "nothing"})
  void whatNoRuleAllowsChangesNothing(String name) {
    var function = product(70, 95);
    try (var rules = compiled(function, PLAIN)) {
      var tuning = Tuning.NONE.with("0123456789abcdef", Map.of("rows", 4L));
      for (var kernel : rules.lowering().kernels()) {
        tuning = tuning.with(kernel.fingerprint(), Map.of(name, 1000L));
      }
      try (var other = compiled(function, PLAIN.withTuning(tuning))) {
        assertThat(schedules(other)).isEqualTo(schedules(rules));
      }
    }
  }

  @Test
  void aKernelIsKnownWhateverItsModelAndForms() {
    try (var one = compiled(product(70, 95), PLAIN); var two = compiled(product(70, 95), CompileOptions.DEFAULTS);
        var scalar = compiled(product(70, 95), PLAIN.withTarget("jvm-scalar"))) {
      assertThat(fingerprints(two)).isEqualTo(fingerprints(one)).doesNotContainAnyElementsOf(fingerprints(scalar));
    }
  }

  private static List<String> fingerprints(KernelModel model) {
    return model.lowering().kernels().stream().map(Lowering.Stages::fingerprint).toList();
  }

  @Test
  void whatIsFoundIsAmongTheTunablesAndKeepsTheBits() {
    var function = product(256, 256);
    var x = List.of(random(2, 64, 256));
    var progress = new ArrayList<String>();
    var tuning = Tuner.tune(function, PLAIN, x, RunOptions.DEFAULTS.withThreads(1), progress::add);
    try (var rules = compiled(function, PLAIN); var tuned = compiled(function, PLAIN.withTuning(tuning))) {
      int variants = all(rules.lowering()).size();
      assertThat(variants).isPositive();
      assertThat(progress).hasSizeGreaterThanOrEqualTo(variants).first().asString().startsWith("1 of " + variants);
      assertThat(tuned.run(x)).isEqualTo(rules.run(x));
      assertThat(fingerprints(rules)).containsAll(tuning.choices().keySet());
    }
  }
}

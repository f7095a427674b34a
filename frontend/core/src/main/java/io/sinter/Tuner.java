package io.sinter;

import io.sinter.ir.Function;
import io.sinter.passes.Lowering;
import io.sinter.passes.Tunable;
import io.sinter.passes.Tuning;
import io.sinter.runtime.ModelError;
import io.sinter.runtime.Problem;
import io.sinter.runtime.RunOptions;
import io.sinter.runtime.Tensor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// Finds out by measuring which numbers in the schedules of a model's kernels are best on this machine.
///
/// The model is compiled some times, each time with another value of one [Tunable] in every kernel that has some, and
/// runs on real inputs, so each kernel is measured where it stands, at its sizes and with what is in the caches. What
/// was faster is measured once more beside what the rules choose, and only what wins again is kept. No choice changes
/// a bit of the results.
public final class Tuner {
  /// By how much a choice must win.
  private static final double MARGIN = 0.97;

  /// Nanoseconds of a run below which a kernel is not worth a choice.
  private static final double WORTH = 5_000;

  private static final Duration LONGEST_WARM_UP = Duration.ofSeconds(60);

  private final Function function;
  private final CompileOptions options;
  private final List<Tensor> inputs;
  private final RunOptions run;
  private final Consumer<String> progress;

  private Tuner(Function function, CompileOptions options, List<Tensor> inputs, RunOptions run,
      Consumer<String> progress) {
    this.function = function;
    this.options = options;
    this.inputs = inputs;
    this.run = run;
    this.progress = progress;
  }

  /// One value of one tunable.
  private record Variant(String name, long value) {}

  /// What a compilation took, in nanoseconds of a run by kernel, and what was compiled.
  private record Measured(List<Lowering.Stages> kernels, Map<String, Double> nanos) {}

  /// @param options how to compile; choices in them are the start
  /// @param progress gets a line after each compilation
  /// @return the choices that are worth it, for [CompileOptions#withTuning]
  /// @throws ModelError when the target has no kernels
  public static Tuning tune(Function function, CompileOptions options, List<Tensor> inputs, RunOptions run,
      Consumer<String> progress) {
    return new Tuner(function, options, inputs, run, progress).tune();
  }

  private Tuning tune() {
    var rules = measure(options.tuning());
    var best = new HashMap<>(rules.nanos());
    best.values().removeIf(n -> n < WORTH);
    int most = rules.kernels().stream().filter(k -> best.containsKey(k.fingerprint()))
        .mapToInt(k -> variants(k).size()).max().orElse(0);
    var found = options.tuning();
    for (int i = 0; i < most; i++) {
      var trial = options.tuning();
      for (var kernel : rules.kernels()) {
        trial = variant(kernel, i).isEmpty() ? trial : trial.with(kernel.fingerprint(), variant(kernel, i));
      }
      var measured = measure(trial);
      for (var kernel : measured.kernels()) {
        double nanos = measured.nanos().getOrDefault(kernel.fingerprint(), Double.MAX_VALUE);
        if (nanos < MARGIN * best.getOrDefault(kernel.fingerprint(), 0.0)) {
          best.put(kernel.fingerprint(), nanos);
          found = found.with(kernel.fingerprint(), trial.of(kernel.fingerprint()));
        }
      }
      progress.accept("%d of %d: %d kernels are faster than by the rules".formatted(
          i + 1, most, found.choices().size()));
    }
    return confirmed(found);
  }

  /// What wins again, against another compilation of what the rules choose.
  private Tuning confirmed(Tuning found) {
    if (found.equals(options.tuning())) {
      return found;
    }
    var rules = measure(options.tuning());
    var tuned = measure(found);
    var kept = options.tuning();
    for (var kernel : tuned.kernels()) {
      var key = kernel.fingerprint();
      double before = rules.nanos().getOrDefault(key, 0.0);
      double after = tuned.nanos().getOrDefault(key, Double.MAX_VALUE);
      if (!found.of(key).equals(options.tuning().of(key)) && after < MARGIN * before) {
        kept = kept.with(key, found.of(key));
        progress.accept("%s: %s, %.1f us instead of %.1f".formatted(
            kernel.name(), found.of(key), after / 1e3, before / 1e3));
      }
    }
    return kept;
  }

  /// The values of a kernel's tunables with one of them changed; none if there are fewer than that.
  private Map<String, Long> variant(Lowering.Stages kernel, int number) {
    var variants = variants(kernel);
    if (number >= variants.size()) {
      return Map.of();
    }
    var values = new HashMap<>(options.tuning().of(kernel.fingerprint()));
    values.put(variants.get(number).name(), variants.get(number).value());
    return values;
  }

  private static List<Variant> variants(Lowering.Stages kernel) {
    return kernel.tunables().stream().flatMap(Tuner::others).toList();
  }

  private static Stream<Variant> others(Tunable tunable) {
    return tunable.values().stream().skip(1).map(v -> new Variant(tunable.name(), v));
  }

  private Measured measure(Tuning tuning) {
    try (var compiled = Sinter.compile(function, options.withTuning(tuning))) {
      if (!(compiled instanceof KernelModel model)) {
        throw new ModelError(Problem.of("The target '" + options.target() + "' has no kernels to tune.")
            .expected("a target that compiles"));
      }
      model.warmUp(inputs, LONGEST_WARM_UP);
      var kernels = model.lowering().kernels();
      var names = new HashMap<String, String>();
      kernels.forEach(k -> names.put(k.name(), k.fingerprint()));
      var nanos = new HashMap<String, Double>();
      KernelClock.of(model, inputs, run).forEach((name, took) -> nanos.merge(names.get(name), took, Double::sum));
      return new Measured(new ArrayList<>(kernels), nanos);
    }
  }
}

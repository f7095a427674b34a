package io.sinter.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.sinter.conformance.Trial.Failure;
import io.sinter.conformance.Trial.Outcome;
import io.sinter.onnx.OnnxTensors;
import io.sinter.runtime.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Models that are wrong in ways that nobody thought of are refused with a reason or give the result that they say.
/// `-Dfuzz.mutants=N` tries more of them, `-Dfuzz.seed=S` others, `-Dfuzz.kernels=K` every K-th on kernels too,
/// `-Dfuzz.first=I` starts with number I. What fails is made smaller and left in `target/mutants`.
class MutationTest {
  private static final int MUTANTS = Integer.getInteger("fuzz.mutants", 20_000);
  private static final int FIRST = Integer.getInteger("fuzz.first", 0);
  private static final int KERNELS = Integer.getInteger("fuzz.kernels", 12);
  private static final long SEED = Long.getLong("fuzz.seed", 1);
  private static final int SECONDS = 25;
  private static final int SHRINKING = 150;
  private static final Path FAILED = Checkout.root().resolve("conformance/target/mutants");
  private static final Path KEPT = Checkout.root().resolve("conformance/src/test/resources/mutants");

  private final Map<String, Integer> verdicts = new TreeMap<>();
  private final Map<String, Integer> failures = new TreeMap<>();
  private final List<Path> saved = new ArrayList<>();

  @Test
  void mutantsAreRefusedOrGiveTheirResult() throws IOException, InterruptedException {
    var mutations = new Mutations(MutationSeeds.all(), SEED);
    try (var pool = Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors())) {
      for (int i = FIRST; i < FIRST + MUTANTS; i++) {
        int number = i;
        pool.submit(() -> {
          try {
            one(mutations.mutant(number), number % KERNELS == 0);
          } catch (Throwable e) {
            count(verdicts, "fuzzer failed " + Trial.trace(e));
          }
        });
      }
    }
    System.out.println("Mutants of seed " + SEED + ": " + verdicts);
    assertThat(verdicts.keySet()).noneMatch(v -> v.startsWith("fuzzer"));
    assertThat(failures).as("see %s", saved).isEmpty();
  }

  static Stream<Path> kept() throws IOException {
    return Files.list(KEPT).sorted();
  }

  @ParameterizedTest
  @MethodSource("kept")
  void whatOnceFailedIsRight(Path folder) throws IOException, InterruptedException {
    var inputs = new ArrayList<Tensor>();
    for (int i = 0; Files.exists(folder.resolve("input_" + i + ".pb")); i++) {
      inputs.add(OnnxTensors.read(folder.resolve("input_" + i + ".pb")));
    }
    var file = Files.readAllBytes(folder.resolve("model.onnx"));
    var mutant = new Mutant(folder.getFileName().toString(), file, inputs, "");
    assertThat(outcome(mutant, true).failure()).isEmpty();
  }

  private void one(Mutant mutant, boolean kernels) throws IOException, InterruptedException {
    var outcome = outcome(mutant, kernels);
    count(verdicts, outcome.verdict());
    if (outcome.failure().isPresent()) {
      var failure = outcome.failure().get();
      if (count(failures, failure.key()) == 1) {
        keep(failure.key().startsWith("hangs") ? mutant : MutantShrinker.shrink(
            mutant, m -> fails(m, kernels, failure.key()), SHRINKING), failure);
      }
    }
  }

  private static int count(Map<String, Integer> counts, String key) {
    synchronized (counts) {
      return counts.merge(key, 1, Integer::sum);
    }
  }

  private void keep(Mutant mutant, Failure failure) throws IOException {
    var folder = Trial.save(FAILED, mutant, failure);
    synchronized (saved) {
      saved.add(folder);
    }
    System.out.println("Mutant failed: " + failure.key() + "\n  " + folder);
  }

  private static boolean fails(Mutant mutant, boolean kernels, String key) {
    try {
      return outcome(mutant, kernels).failure().filter(f -> f.key().equals(key)).isPresent();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Tries a mutant on a thread of its own, which is left behind where it does not end.
  private static Outcome outcome(Mutant mutant, boolean kernels) throws InterruptedException {
    var made = new CompletableFuture<Outcome>();
    var thread = Thread.ofPlatform().daemon().start(() -> made.complete(Trial.of(mutant, kernels)));
    try {
      return made.get(SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      var stack = Stream.of(thread.getStackTrace()).map(Object::toString).toList();
      var at = stack.stream().filter(f -> f.contains("io.sinter")).findFirst().orElse("");
      return new Outcome("hangs", Optional.of(new Failure("hangs at " + at, String.join("\n    ", stack))));
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }
}

package io.sinter.conformance;

import io.sinter.CompileOptions;
import io.sinter.ModelLimits;
import io.sinter.Sinter;
import io.sinter.onnx.OnnxModel;
import io.sinter.onnx.OnnxTensors;
import io.sinter.passes.PassOptions;
import io.sinter.runtime.DeadlineExceeded;
import io.sinter.runtime.ModelError;
import io.sinter.runtime.RunOptions;
import io.sinter.runtime.Tensor;
import io.sinter.runtime.UnsupportedError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// What becomes of a mutant. It may give a result, or be refused with an error that is meant for users; the interpreter
/// and the kernels must agree on that, and on the result.
final class Trial {
  private static final ModelLimits LIMITS = ModelLimits.DEFAULTS.withBytes(1 << 27).withNodes(100_000)
      .withTime(Duration.ofSeconds(8));
  private static final RunOptions RUN = RunOptions.DEFAULTS.withThreads(1).withDeadline(Duration.ofSeconds(3))
      .withMemoryBudget(1 << 26);

  private final Mutant mutant;
  private String phase = "start";

  private Trial(Mutant mutant) {
    this.mutant = mutant;
  }

  /// @param key the same for what has one cause
  record Failure(String key, String text) {}

  /// @param verdict one word
  record Outcome(String verdict, Optional<Failure> failure) {}

  /// @param kernels whether to try the kernels as well as the interpreter
  static Outcome of(Mutant mutant, boolean kernels) {
    var trial = new Trial(mutant);
    try {
      return trial.outcome(kernels);
    } catch (UnsupportedError e) {
      return new Outcome("unsupported", Optional.empty());
    } catch (ModelError e) {
      return new Outcome("refused", vague(e));
    } catch (DeadlineExceeded e) {
      return new Outcome("deadline", Optional.empty());
    } catch (Exception | Error e) {
      return new Outcome("failed", Optional.of(new Failure(trial.phase + " " + key(e), trace(e))));
    }
  }

  /// An error that does not say enough.
  private static Optional<Failure> vague(ModelError e) {
    return e.problem().given().isPresent() ? Optional.empty()
        : Optional.of(new Failure("vague: " + e.problem().sentence(), trace(e)));
  }

  private Outcome outcome(boolean kernels) throws IOException {
    phase = "read";
    var model = read();
    var inputs = mutant.inputs().subList(0, Math.min(mutant.inputs().size(), model.signature().inputs().size()));
    Optional<List<Tensor>> expected = Optional.empty();
    Optional<ModelError> refused = Optional.empty();
    phase = "interpret";
    var reference = CompileOptions.DEFAULTS.withTarget("interpreter").withLimits(LIMITS);
    try (var compiled = Sinter.compile(model, reference)) {
      expected = Optional.of(compiled.run(inputs, RUN));
    } catch (ModelError e) {
      refused = Optional.of(e);
    }
    if (!kernels) {
      return new Outcome(expected.isPresent() ? "ran" : "refused", refused.flatMap(Trial::vague));
    }
    phase = "kernels";
    var options = CompileOptions.DEFAULTS.withTarget("jvm").withTiered(false).withPasses(PassOptions.DEFAULT.exact())
        .withLimits(LIMITS);
    try (var compiled = Sinter.compile(model, options)) {
      var results = compiled.run(inputs, RUN);
      if (refused.isPresent()) {
        return isBudget(refused.get()) ? new Outcome("ran", Optional.empty())
            : disagreement("only the interpreter refuses: " + refused.get().problem().sentence(), refused.get());
      }
      phase = "compare";
      var function = model.specialize(model.named(inputs)).function();
      var bounds = Expected.of(function, inputs, ErrorBounds.Freedom.ORDER);
      var difference = bounds.difference(results);
      return difference.isEmpty() ? new Outcome("ran", Optional.empty())
          : new Outcome("failed", Optional.of(new Failure("differs " + general(operators()), difference.get())));
    } catch (ModelError e) {
      return phase.equals("compare") || refused.isPresent() || isBudget(e) ? new Outcome("refused", vague(e))
          : disagreement("only kernels refuse: " + e.problem().sentence(), e);
    }
  }

  private OnnxModel read() throws IOException {
    var file = Files.createTempFile("mutant", ".onnx");
    try {
      Files.write(file, mutant.file());
      return OnnxModel.read(file, LIMITS);
    } finally {
      Files.delete(file);
    }
  }

  private String operators() {
    return mutant.model().map(m -> m.getGraph().getNodeList().stream().map(n -> n.getOpType()).distinct().sorted()
        .limit(3).collect(Collectors.joining(" "))).orElse("");
  }

  private static Outcome disagreement(String what, ModelError e) {
    return new Outcome("failed", Optional.of(new Failure(general(what), trace(e))));
  }

  /// Whether the error says that a run needs too much, of which targets need different amounts.
  private static boolean isBudget(ModelError e) {
    return e.problem().sentence().matches(".*(memory|too large|too many elements|longer than).*");
  }

  /// What an exception has in common with others of one cause.
  private static String key(Throwable e) {
    var root = e;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    var frames = Arrays.stream(root.getStackTrace()).filter(f -> f.getClassName().startsWith("io.sinter"))
        .limit(root instanceof StackOverflowError ? 1 : 2).map(f -> f.getFileName() + ":" + f.getLineNumber())
        .collect(Collectors.joining(" < "));
    return root.getClass().getSimpleName() + " " + general(String.valueOf(root.getMessage())) + " at " + frames;
  }

  private static String general(String text) {
    return text.lines().findFirst().orElse("").replaceAll("'[^']*'", "'_'").replaceAll("[0-9]+", "0");
  }

  static String trace(Throwable e) {
    var text = new StringBuilder();
    for (var x = e; x != null; x = x.getCause()) {
      text.append(x).append('\n');
      Arrays.stream(x.getStackTrace()).limit(25).forEach(f -> text.append("    at ").append(f).append('\n'));
    }
    return text.toString();
  }

  /// Where mutants that fail are kept.
  static Path save(Path folder, Mutant mutant, Failure failure) throws IOException {
    var at = folder.resolve(Integer.toHexString(failure.key().hashCode()));
    Files.createDirectories(at);
    Files.write(at.resolve("model.onnx"), mutant.file());
    for (int i = 0; i < mutant.inputs().size(); i++) {
      OnnxTensors.write(at.resolve("input_" + i + ".pb"), "", mutant.inputs().get(i));
    }
    Files.writeString(at.resolve("why.txt"),
        failure.key() + "\n" + mutant.from() + ": " + mutant.how() + "\n" + failure.text());
    return at;
  }
}

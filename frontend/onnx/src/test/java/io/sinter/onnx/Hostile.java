package io.sinter.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.sinter.CompileOptions;
import io.sinter.ModelLimits;
import io.sinter.Sinter;
import io.sinter.runtime.ModelError;
import io.sinter.runtime.RunOptions;
import io.sinter.runtime.Tensor;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.function.Executable;

/// What must become of models that are meant to hurt.
final class Hostile {
  /// So long may a refusal take.
  private static final Duration SECONDS = Duration.ofSeconds(20);

  private Hostile() {}

  /// The error of what is refused soon, with a place, what was given and what was expected.
  static ModelError refused(Executable work) {
    var error = assertTimeoutPreemptively(SECONDS, () -> assertThrows(ModelError.class, work));
    var problem = error.problem();
    assertThat(problem.where()).as("where: %s", problem).isPresent();
    assertThat(problem.given()).as("given: %s", problem).isPresent();
    assertThat(problem.expected()).as("expected: %s", problem).isPresent();
    return error;
  }

  /// The error of a file, which also says what to do.
  static ModelError refused(Path file) {
    return refused(file, ModelLimits.DEFAULTS);
  }

  static ModelError refused(Path file, ModelLimits limits) {
    var error = refused(() -> OnnxModel.read(file, limits));
    assertThat(error.problem().remedy()).as("try: %s", error.problem()).isPresent();
    return error;
  }

  /// Reads, compiles and runs, which must fail somewhere on the interpreter and on kernels.
  static void refusedByAll(TestGraph graph, Tensor... inputs) {
    for (var target : List.of("interpreter", "jvm")) {
      refused(() -> {
        try (var compiled = Sinter.compile(graph.read(), CompileOptions.DEFAULTS.withTarget(target))) {
          compiled.run(List.of(inputs), RunOptions.DEFAULTS.withThreads(1).withMemoryBudget(1 << 26));
        }
      });
    }
  }
}

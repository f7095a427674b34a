package io.sinter.passes;

import io.sinter.ir.Function;
import io.sinter.ir.kernel.Backend;
import io.sinter.ir.kernel.InterpreterBackend;
import io.sinter.ir.kernel.KernelVerifier;
import io.sinter.ir.kernel.Target;
import io.sinter.ir.random.RandomTensors;
import io.sinter.ir.random.RandomTensors.Mode;
import io.sinter.runtime.DType;
import io.sinter.runtime.Executable;
import io.sinter.runtime.ModelError;
import io.sinter.runtime.Tensor;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Runs functions as kernels whose groups have many work items, which must never meet, and compares every bit with
/// kernels whose groups are threads.
final class ItemRuns {
  private static final Backend BACKEND = new InterpreterBackend();
  private static final Target ITEMS = target(256, 32 << 10);
  private static final List<Target> TARGETS = List.of(
      ITEMS, target(64, 32 << 10), target(1024, 4 << 10), target(32, 0), target(6, 1 << 10));

  private ItemRuns() {}

  private static Target target(int items, long shared) {
    return new Target("items" + items, 128, 128, Set.of(DType.F32, DType.I32),
        EnumSet.complementOf(EnumSet.of(DType.STRING)), new Target.Group(items, shared, 0));
  }

  /// How the results of a function for items differ from those for threads, or what went wrong.
  static Optional<String> wrong(Function function, Map<String, Long> sizes, long seed, Mode mode) {
    var inputs = RandomTensors.inputs(function, sizes, seed, mode);
    var optimized = Driver.run(function, Pipelines.tensor(PassOptions.DEFAULT)).function();
    List<Tensor> expected;
    try {
      expected = run(optimized, BACKEND.target(0), inputs);
    } catch (ModelError e) {
      return Optional.empty();
    }
    try {
      for (var target : TARGETS) {
        var difference = Difference.between(expected, run(optimized, target, inputs), true);
        if (difference.isPresent()) {
          return Optional.of(target.name() + ": " + difference.get());
        }
      }
      return Optional.empty();
    } catch (RuntimeException e) {
      return Optional.of(e + Arrays.stream(e.getStackTrace()).limit(12).map(x -> "\n    at " + x)
          .collect(Collectors.joining()));
    }
  }

  /// A function, lowered for groups of items.
  static Lowering lower(Function function) {
    return Lowering.of(Driver.run(function, Pipelines.tensor(PassOptions.DEFAULT)).function(), List.of(ITEMS));
  }

  private static List<Tensor> run(Function function, Target target, List<Tensor> inputs) {
    var lowering = Lowering.of(function, List.of(target));
    lowering.kernels().forEach(k -> {
      KernelVerifier.check(k.forms().getFirst().scheduled());
      KernelVerifier.check(k.flat());
    });
    var code = lowering.kernels().stream()
        .collect(Collectors.toMap(Lowering.Stages::name, k -> BACKEND.emit(k.flat())));
    try (var executable = new Executable(lowering.program(), lowering.weights(), BACKEND.load(code))) {
      return executable.run(inputs);
    }
  }
}

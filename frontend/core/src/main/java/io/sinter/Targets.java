package io.sinter;

import io.sinter.ir.kernel.Backend;
import io.sinter.ir.kernel.Target;
import io.sinter.runtime.ModelError;
import io.sinter.runtime.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;

/// What models can be compiled for: the backends that [ServiceLoader] finds, and the interpreter of the imported
/// function.
public final class Targets {
  /// Runs the function as imported, with wide accumulators: the reference for all others.
  public static final String INTERPRETER = "interpreter";

  private static final List<Backend> BACKENDS =
      ServiceLoader.load(Backend.class).stream().map(ServiceLoader.Provider::get).toList();

  private Targets() {}

  public static List<String> names() {
    var names = new ArrayList<>(BACKENDS.stream().map(Backend::name).sorted().toList());
    names.add(INTERPRETER);
    return List.copyOf(names);
  }

  /// What a target's schedules assume of this machine; nothing for the interpreter.
  ///
  /// @param vectorBits 0 for the machine's own width
  public static Optional<Target> machine(String name, int vectorBits) {
    require(name);
    return name.equals(INTERPRETER) ? Optional.empty() : Optional.of(backend(name).target(vectorBits));
  }

  static void require(String name) {
    if (!names().contains(name)) {
      throw new ModelError(Problem.of("There is no target '" + name + "'.")
          .expected("one of " + String.join(", ", names())));
    }
  }

  /// The backend of a compiled target.
  static Backend backend(String name) {
    return BACKENDS.stream().filter(b -> b.name().equals(name)).findFirst()
        .orElseThrow(() -> new IllegalArgumentException(name + " has no backend"));
  }
}

package io.sinter.trace;

import io.sinter.runtime.ModelError;
import io.sinter.runtime.Problem;
import java.util.function.Supplier;

/// Names of layers. They nest: in `scope("encoder", () -> scope("layer0", …))` values are called `encoder/layer0/…`.
public final class Scope {
  private static final ScopedValue<String> PATH = ScopedValue.newInstance();

  private Scope() {}

  /// What `layer` gives; all that it records has this name in front of its own.
  ///
  /// @throws ModelError when the name is blank
  public static <T> T scope(String name, Supplier<T> layer) {
    if (name.isBlank()) {
      throw new ModelError(Problem.of("A scope has no name.").where(Call.place("scope")).given("'" + name + "'"));
    }
    return ScopedValue.where(PATH, named(name)).call(layer::get);
  }

  /// What `body` gives, outside of all scopes.
  static <T> T none(Supplier<T> body) {
    return ScopedValue.where(PATH, "").call(body::get);
  }

  /// What something of that name is called here.
  static String named(String name) {
    var path = PATH.orElse("");
    return path.isEmpty() ? name : path + "/" + name;
  }
}

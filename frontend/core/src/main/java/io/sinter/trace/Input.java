package io.sinter.trace;

import io.sinter.runtime.DType;
import io.sinter.runtime.ModelError;
import io.sinter.runtime.Problem;
import io.sinter.runtime.Shape;
import io.sinter.runtime.TensorType;
import java.util.Set;

/// What a traced function takes: a tensor of this name and type.
public record Input(String name, TensorType type) {
  /// @throws ModelError when the name is blank, or the type has more elements than a long counts
  public Input {
    if (!Dims.isCountable(type.shape())) {
      throw new ModelError(Problem.of("A tensor has too many elements.").where(Call.place("input '" + name + "'"))
          .given(type).expected("a number of elements below 2^63"));
    }
    if (name.isBlank()) {
      throw new ModelError(Problem.of("An input has no name.").where(Call.place("input")).given("'" + name + "'"));
    }
  }

  /// An input of the given sizes. A size with a name is any from 0 on, and the same wherever the name stands.
  ///
  /// ```java
  /// Input.of("image", DType.F32, "batch", 3, 224, 224)
  /// ```
  ///
  /// @param sizes outermost first: numbers, names, or expressions of those, [io.sinter.runtime.Dim]; none for a scalar
  /// @throws ModelError when a size is none of these
  public static Input of(String name, DType type, Object... sizes) {
    return new Input(name, new TensorType(type,
        new Shape(Dims.of(sizes, Set.of(), false, Call.place("input '" + name + "'")))));
  }
}

package io.sinter.passes;

import io.sinter.ir.Function;
import io.sinter.ir.Op;
import java.util.Optional;

/// Another way to compute the composites of one name, better than the body that says what they mean.
///
/// @param composite the name
/// @param law why both are the same, and what the other way saves
/// @param exactness how far results may differ from those of the body
record CompositeOverride(String composite, String law, Rule.Exactness exactness, Body body) {
  /// One direction of a law, as code.
  @FunctionalInterface
  interface Body {
    /// @return a function with parameters and results of the types that the composite's body has; empty where the other
    ///     way is of no use
    Optional<Function> of(Op.Composite op);
  }

  static CompositeOverride exact(String composite, String law, Body body) {
    return new CompositeOverride(composite, law, Rule.Exactness.EXACT, body);
  }

  static CompositeOverride rounding(String composite, String law, Body body) {
    return new CompositeOverride(composite, law, Rule.Exactness.ROUNDING, body);
  }

  @Override
  public String toString() {
    return composite;
  }
}

package io.sinter.trace;

/// A model of three tensors.
@FunctionalInterface
public interface Ternary {
  Traced apply(Traced x, Traced y, Traced z);
}

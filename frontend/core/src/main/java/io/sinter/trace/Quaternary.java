package io.sinter.trace;

/// A model of four tensors.
@FunctionalInterface
public interface Quaternary {
  Traced apply(Traced x, Traced y, Traced z, Traced w);
}

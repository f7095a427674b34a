package io.sinter.runtime;

/// An array of equal elements whose number of axes is known only when the program runs. Text: `f32[...]`.
public record UnrankedType(DType dtype) implements Type {
  @Override
  public String toString() {
    return dtype + "[...]";
  }
}

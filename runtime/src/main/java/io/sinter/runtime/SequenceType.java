package io.sinter.runtime;

/// A list of values of one type. Text: `sequence<f32[n]>`.
public record SequenceType(Type element) implements Type {
  @Override
  public String toString() {
    return "sequence<" + element + ">";
  }
}

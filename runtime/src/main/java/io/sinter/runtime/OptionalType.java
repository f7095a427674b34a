package io.sinter.runtime;

/// A value or none. Text: `optional<f32[n]>`.
public record OptionalType(Type element) implements Type {
  @Override
  public String toString() {
    return "optional<" + element + ">";
  }
}

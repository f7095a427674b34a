package io.sinter.runtime;

/// A dictionary from keys (integers or strings) to values. Text: `map<i64, f32[]>`.
public record MapType(DType key, Type value) implements Type {
  @Override
  public String toString() {
    return "map<" + key + ", " + value + ">";
  }
}

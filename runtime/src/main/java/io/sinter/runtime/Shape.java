package io.sinter.runtime;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The sizes of a tensor, outermost first; each may be symbolic. No dims: a scalar.
public record Shape(List<Dim> dims) {
  public static final Shape SCALAR = new Shape(List.of());

  public Shape {
    dims = List.copyOf(dims);
  }

  public static Shape of(Dim... dims) {
    return new Shape(List.of(dims));
  }

  public static Shape of(long... dims) {
    return new Shape(Arrays.stream(dims).mapToObj(Dim::of).toList());
  }

  public int rank() {
    return dims.size();
  }

  public Dim get(int axis) {
    return dims.get(axis);
  }

  public Dim elements() {
    return dims.stream().reduce(Dim.ONE, Dim::times);
  }

  public boolean isConstant() {
    return dims.stream().allMatch(d -> d.constant().isPresent());
  }

  /// The sizes of a shape without symbols.
  public long[] toLongs() {
    return dims.stream().mapToLong(Dim::asLong).toArray();
  }

  public long[] evaluate(Map<String, Long> sizes) {
    return dims.stream().mapToLong(d -> d.evaluate(sizes)).toArray();
  }

  public Shape substitute(Function<String, Dim> by) {
    return new Shape(dims.stream().map(d -> d.substitute(by)).toList());
  }

  /// Equal for all sizes, for none, or dependent on them.
  public Truth equalTo(Shape other) {
    if (rank() != other.rank()) {
      return Truth.NO;
    }
    var each = IntStream.range(0, rank()).mapToObj(i -> get(i).equalTo(other.get(i))).toList();
    return each.contains(Truth.NO) ? Truth.NO : each.contains(Truth.UNKNOWN) ? Truth.UNKNOWN : Truth.YES;
  }

  @Override
  public String toString() {
    return dims.stream().map(Dim::toString).collect(Collectors.joining(", ", "[", "]"));
  }
}

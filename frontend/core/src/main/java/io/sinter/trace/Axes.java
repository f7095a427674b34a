package io.sinter.trace;

import io.sinter.ir.Builder;
import io.sinter.ir.Value;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// The axes over which a reduction goes. They leave the shape, or stay with the size 1.
///
/// @param axes none for all
/// @param keepDims whether they stay
public record Axes(List<Integer> axes, boolean keepDims) {
  public Axes {
    axes = List.copyOf(axes);
  }

  /// What is computed of all elements along some axes, which ascend.
  @FunctionalInterface
  interface Meaning {
    Value of(Builder b, Value x, List<Integer> axes);
  }

  /// Axes that leave the shape; none for all.
  public static Axes of(int... axes) {
    return new Axes(Arrays.stream(axes).boxed().toList(), false);
  }

  /// Axes that stay with the size 1, as NumPy's `keepdims`; none for all.
  public static Axes keep(int... axes) {
    return new Axes(Arrays.stream(axes).boxed().toList(), true);
  }

  /// Those of a tensor of `rank`, ascending.
  List<Integer> of(Call c, int rank) {
    return axes.isEmpty() ? IntStream.range(0, rank).boxed().toList() : c.axes(axes, rank).stream().sorted().toList();
  }
}

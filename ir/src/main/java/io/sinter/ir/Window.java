package io.sinter.ir;

import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/// How a window moves over some axes: one entry per axis. `low` and `high` say how far it reaches over the edges.
public record Window(List<Long> sizes, List<Long> strides, List<Long> low, List<Long> high, List<Long> dilations) {
  public Window {
    sizes = List.copyOf(sizes);
    strides = List.copyOf(strides);
    low = List.copyOf(low);
    high = List.copyOf(high);
    dilations = List.copyOf(dilations);
  }

  /// A window that moves by one, without padding or dilation.
  public static Window of(List<Long> sizes) {
    var ones = Collections.nCopies(sizes.size(), 1L);
    var zeros = Collections.nCopies(sizes.size(), 0L);
    return new Window(sizes, ones, zeros, zeros, ones);
  }

  public int rank() {
    return sizes.size();
  }

  boolean isValid() {
    int n = rank();
    return strides.size() == n && low.size() == n && high.size() == n && dilations.size() == n
        && IntStream.range(0, n).allMatch(i -> sizes.get(i) >= 1 && strides.get(i) >= 1 && dilations.get(i) >= 1);
  }

  /// The number of positions: `floor((size + low + high - reach) / stride) + 1` where reach is the dilated size.
  public Shape over(Shape shape) {
    return new Shape(IntStream.range(0, rank()).mapToObj(i -> {
      long reach = (sizes.get(i) - 1) * dilations.get(i) + 1;
      var room = shape.get(i).plus(low.get(i)).plus(high.get(i)).minus(reach);
      return room.floorDiv(strides.get(i)).plus(1);
    }).toList());
  }

  /// Where in the operand the window element `k` of position `p` lies on `axis`.
  public Dim source(int axis, Dim p, Dim k) {
    return p.times(strides.get(axis)).plus(k.times(dilations.get(axis))).minus(low.get(axis));
  }
}

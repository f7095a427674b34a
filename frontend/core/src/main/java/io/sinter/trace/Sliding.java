package io.sinter.trace;

import io.sinter.ir.Window;
import io.sinter.runtime.Dim;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/// How the window of a convolution or a pool moves over the spatial axes. One number serves all axes; otherwise there
/// is one for each.
///
/// ```java
/// conv(x, w, VALID.stride(2).padding(1))
/// ```
///
/// @param strides by how much it moves
/// @param padding how far it reaches over both edges; empty for as far as it takes to have `ceil(size / stride)`
///     positions, of which an odd rest is at the high edge
/// @param dilations how far its elements are apart
/// @param groups in how many groups channels are that have nothing to do with each other
public record Sliding(List<Long> strides, List<Long> padding, List<Long> dilations, int groups) {
  /// By one, inside of the tensor only.
  public static final Sliding VALID = new Sliding(List.of(1L), List.of(0L), List.of(1L), 1);

  /// By one, with the sizes of the tensor.
  public static final Sliding SAME = new Sliding(List.of(1L), List.of(), List.of(1L), 1);

  public Sliding {
    strides = List.copyOf(strides);
    padding = List.copyOf(padding);
    dilations = List.copyOf(dilations);
  }

  public Sliding stride(long... by) {
    return new Sliding(list(by), padding, dilations, groups);
  }

  public Sliding padding(long... each) {
    return new Sliding(strides, list(each), dilations, groups);
  }

  public Sliding dilation(long... each) {
    return new Sliding(strides, padding, list(each), groups);
  }

  public Sliding groups(int count) {
    return new Sliding(strides, padding, dilations, count);
  }

  private static List<Long> list(long... values) {
    return Arrays.stream(values).boxed().toList();
  }

  /// The window of the given sizes over spatial axes.
  Window window(Call c, List<Long> sizes, List<Dim> over) {
    int rank = over.size();
    if (sizes.size() != rank) {
      throw c.error("A window does not have the axes of the tensor.", "a window " + sizes + " over " + over,
          rank + " sizes");
    }
    var step = each(c, "strides", strides, rank, 1);
    var apart = each(c, "dilations", dilations, rank, 1);
    each(c, "window sizes", sizes, rank, 1);
    var low = new ArrayList<Long>();
    var high = new ArrayList<Long>();
    for (int i = 0; i < rank; i++) {
      long reach = Math.addExact(Math.multiplyExact(sizes.get(i) - 1, apart.get(i)), 1);
      long total = padding.isEmpty() ? same(c, over.get(i), reach, step.get(i)) : 0;
      low.add(padding.isEmpty() ? total / 2 : each(c, "padding", padding, rank, 0).get(i));
      high.add(padding.isEmpty() ? total - total / 2 : low.get(i));
    }
    return new Window(sizes, step, low, high, apart);
  }

  private static List<Long> each(Call c, String what, List<Long> values, int rank, long least) {
    var all = values.size() == 1 ? Collections.nCopies(rank, values.getFirst()) : values;
    if (all.size() != rank || all.stream().anyMatch(v -> v < least || v > Integer.MAX_VALUE)) {
      throw c.error("A window is not well given.", what + " " + values,
          "1 or " + rank + " numbers from " + least + " on");
    }
    return all;
  }

  /// How far a window reaches over both edges together.
  private static long same(Call c, Dim size, long reach, long stride) {
    if (stride == 1) {
      return reach - 1;
    }
    if (size.constant().isEmpty()) {
      throw c.error("A size must be known for this padding.", "SAME with stride " + stride + " over " + size,
          "a number", "say the padding: VALID.stride(" + stride + ").padding(…)");
    }
    return Math.max(0, (Math.ceilDiv(size.asLong(), stride) - 1) * stride + reach - size.asLong());
  }
}

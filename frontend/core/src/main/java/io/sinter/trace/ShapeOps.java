package io.sinter.trace;

import io.sinter.ir.Op;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// The same elements under another shape. Sizes are numbers, names of sizes, or expressions of them
/// ([io.sinter.runtime.Dim]); axes count from the end when negative.
public sealed interface ShapeOps permits Traced {
  /// The elements in row-major order under another shape, which has as many. One size may be -1: what is left.
  ///
  /// ```java
  /// x.reshape("batch", -1)
  /// ```
  default Traced reshape(Object... sizes) {
    var c = Call.of("reshape");
    var wanted = Dims.of(sizes, c.trace().symbols(), true, c.place());
    return reshaped(c, Reshapes.of(c, self().shape(), wanted));
  }

  /// All axes from `first` on as one.
  default Traced flatten(int first) {
    var c = Call.of("flatten");
    var dims = self().shape().dims();
    int from = c.axis(first, dims.size());
    var joined = new ArrayList<>(dims.subList(0, from));
    joined.add(new Shape(dims.subList(from, dims.size())).elements());
    return reshaped(c, new Shape(joined));
  }

  /// The axes in reverse order: of a matrix its transpose.
  default Traced transpose() {
    return permuted(Call.of("transpose"), IntStream.range(0, self().rank()).boxed().toList().reversed());
  }

  /// The axes in another order: axis `i` of the result is the axis `axes[i]` of this one.
  default Traced transpose(int... axes) {
    var c = Call.of("transpose");
    var order = c.axes(Arrays.stream(axes).boxed().toList(), self().rank());
    if (order.size() != self().rank()) {
      throw c.error("An order of axes does not name them all.", order + " for " + self().type(),
          self().rank() + " axes");
    }
    return permuted(c, order);
  }

  /// Two axes in each other's place.
  default Traced swapAxes(int first, int second) {
    var c = Call.of("swapAxes");
    int rank = self().rank();
    var order = new ArrayList<>(IntStream.range(0, rank).boxed().toList());
    order.set(c.axis(first, rank), c.axis(second, rank));
    order.set(c.axis(second, rank), c.axis(first, rank));
    return permuted(c, order);
  }

  /// New axes of size 1, where they are to stand in the result.
  default Traced expandDims(int... axes) {
    var c = Call.of("expandDims");
    var dims = new ArrayList<>(self().shape().dims());
    c.axes(Arrays.stream(axes).boxed().toList(), dims.size() + axes.length).stream().sorted()
        .forEach(a -> dims.add(a, Dim.ONE));
    return reshaped(c, new Shape(dims));
  }

  /// Without the axes named, which are of size 1; without all those of size 1 where none is named.
  default Traced squeeze(int... axes) {
    var c = Call.of("squeeze");
    var shape = self().shape();
    var gone = axes.length == 0
        ? IntStream.range(0, shape.rank()).filter(i -> shape.get(i).isConstant(1)).boxed().toList()
        : c.axes(Arrays.stream(axes).boxed().toList(), shape.rank());
    for (int axis : gone) {
      if (!shape.get(axis).isConstant(1)) {
        throw c.error("An axis to squeeze is not of size 1.", "axis " + axis + " of " + self().type(), "size 1");
      }
    }
    return reshaped(c, new Shape(IntStream.range(0, shape.rank()).filter(i -> !gone.contains(i)).mapToObj(shape::get)
        .toList()));
  }

  /// Repeated to a shape: the axes are aligned at the right, and those of size 1 are repeated.
  default Traced broadcastTo(Object... sizes) {
    var c = Call.of("broadcastTo");
    var to = new Shape(Dims.of(sizes, c.trace().symbols(), false, c.place()));
    return c.out(Elementwise.broadcast(c, c.in(self()), to));
  }

  private Traced reshaped(Call c, Shape shape) {
    var x = c.in(self());
    return c.out(shape.equals(self().shape()) ? x : c.builder().add(new Op.Reshape(x, shape)));
  }

  private Traced permuted(Call c, List<Integer> order) {
    return c.out(c.builder().add(new Op.Transpose(c.in(self()), order)));
  }

  private Traced self() {
    return (Traced) this;
  }
}

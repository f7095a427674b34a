package io.sinter.passes;

import io.sinter.ir.kernel.Layout;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// The one axis along which a row-major array has more rows than the tensor in it.
///
/// @param capacity how many rows there are
record Room(int axis, Dim capacity) {
  Layout layout(Shape shape) {
    var dims = new ArrayList<>(shape.dims());
    dims.set(axis, capacity);
    return Layout.dense(new Shape(dims));
  }

  /// The same room under another shape of the tensor, if rows stay rows.
  Optional<Room> reshaped(Shape from, Shape to) {
    return IntStream.range(0, to.rank())
        .filter(i -> to.get(i).equals(from.get(axis))
            && count(to.dims().subList(0, i)).equals(count(from.dims().subList(0, axis)))
            && count(to.dims().subList(i + 1, to.rank())).equals(count(from.dims().subList(axis + 1, from.rank()))))
        .mapToObj(i -> new Room(i, capacity)).findFirst();
  }

  private static Dim count(List<Dim> dims) {
    return new Shape(dims).elements();
  }
}

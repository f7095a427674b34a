package io.sinter.ir;

import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
import io.sinter.runtime.Truth;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The shape that several broadcast to, as in NumPy: axes are aligned at the right, and a size of 1 is repeated.
public final class CommonShape {
  private CommonShape() {}

  /// Of no shapes that of a scalar; empty where two sizes can never be equal or 1.
  public static Optional<Shape> of(List<Shape> shapes) {
    int rank = shapes.stream().mapToInt(Shape::rank).max().orElse(0);
    var dims = new ArrayList<Dim>();
    for (int axis = 0; axis < rank; axis++) {
      var dim = Optional.of(Dim.ONE);
      for (var s : shapes) {
        int at = axis - rank + s.rank();
        dim = at < 0 ? dim : dim.flatMap(d -> of(d, s.get(at)));
      }
      if (dim.isEmpty()) {
        return Optional.empty();
      }
      dims.add(dim.get());
    }
    return Optional.of(new Shape(dims));
  }

  /// One that is never 1 is the result. Where it is open whether one of the two is 1: the larger, but 0 where either
  /// is. That they fit is seen at run time.
  private static Optional<Dim> of(Dim a, Dim b) {
    if (a.equals(b) || b.isConstant(1)) {
      return Optional.of(a);
    }
    if (a.isConstant(1)) {
      return Optional.of(b);
    }
    boolean never = a.equalTo(Dim.ONE) == Truth.NO;
    boolean neverOther = b.equalTo(Dim.ONE) == Truth.NO;
    if (never && neverOther && a.equalTo(b) == Truth.NO) {
      return Optional.empty();
    }
    if (never || neverOther) {
      return Optional.of(never && (!neverOther || a.constant().isPresent()) ? a : b);
    }
    var larger = a.max(b);
    return Optional.of(larger.equals(a) || larger.equals(b) ? larger : larger.min(a.times(b)));
  }
}

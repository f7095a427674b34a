package io.sinter.trace;

import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
import io.sinter.runtime.Truth;
import java.util.ArrayList;
import java.util.List;

/// The shape that a reshape asks for, in which -1 stands for what is left.
final class Reshapes {
  private Reshapes() {}

  static Shape of(Call c, Shape from, List<Dim> wanted) {
    var dims = new ArrayList<>(wanted);
    int open = dims.indexOf(Dim.of(-1));
    if (open != dims.lastIndexOf(Dim.of(-1))) {
      throw c.error("A shape leaves two sizes open.", wanted, "-1 once");
    }
    if (open >= 0) {
      dims.remove(open);
      dims.add(open, rest(c, from, dims));
    }
    var shape = new Shape(dims);
    if (!Dims.isCountable(shape) || shape.elements().equalTo(from.elements()) == Truth.NO) {
      throw misfit(c, from, wanted);
    }
    return shape;
  }

  private static RuntimeException misfit(Call c, Shape from, List<Dim> wanted) {
    return c.error("A reshape changes the number of elements.", from + " to " + wanted,
        "a shape of " + from.elements() + " elements");
  }

  /// The elements of `from` over the product of `known`: equal sizes cancel, also those that are 0 at run time.
  private static Dim rest(Call c, Shape from, List<Dim> known) {
    var above = new ArrayList<>(from.dims());
    var below = new ArrayList<>(known);
    below.removeIf(d -> !d.isConstant(0) && above.remove(d));
    if (!Dims.isCountable(new Shape(below))) {
      throw misfit(c, from, known);
    }
    var dividend = new Shape(above).elements();
    var divisor = new Shape(below).elements();
    if (divisor.isConstant(0)) {
      throw c.error("An open size cannot be told beside a size of 0.", known + " and -1 for " + from,
          "no -1, or no size of 0");
    }
    return dividend.floorDiv(divisor);
  }
}

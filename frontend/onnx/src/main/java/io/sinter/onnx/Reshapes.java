package io.sinter.onnx;

import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
import java.util.ArrayList;
import java.util.List;

/// The shape that a Reshape asks for: 0 copies a size, -1 stands for what is left.
final class Reshapes {
  private Reshapes() {}

  /// @param keepZero whether a 0 is a size rather than a copy
  static Shape resolve(OnnxNode n, Shape from, List<Dim> wanted, boolean keepZero) {
    var dims = new ArrayList<>(wanted);
    int open = -1;
    for (int i = 0; i < dims.size(); i++) {
      if (dims.get(i).isConstant(0) && !keepZero) {
        if (i >= from.rank()) {
          throw n.error("A shape copies a size that the input lacks.", "0 at axis " + i + " for " + from,
              "at most " + from.rank() + " axes that copy");
        }
        dims.set(i, from.get(i));
      } else if (dims.get(i).isConstant(-1)) {
        if (open >= 0) {
          throw n.error("A shape leaves two sizes open.", wanted.toString(), "-1 once");
        }
        open = i;
      } else if (dims.get(i).constant().orElse(0) < 0) {
        throw n.error("A size is negative.", wanted.toString(), "0 or more, or -1");
      }
    }
    if (open >= 0) {
      dims.remove(open);
      dims.add(open, rest(n, from, dims));
    }
    return new Shape(dims);
  }

  /// The elements of `from` over the product of `known`: equal sizes cancel, also those that are 0 at run time.
  private static Dim rest(OnnxNode n, Shape from, List<Dim> known) {
    var above = new ArrayList<>(from.dims());
    var below = new ArrayList<>(known);
    below.removeIf(d -> !d.isConstant(0) && above.remove(d));
    var dividend = new Shape(above).elements();
    var divisor = new Shape(below).elements();
    if (divisor.isConstant(0)) {
      throw n.error("An open size cannot be told beside a size of 0.", known + " and -1 for " + from,
          "no -1, or no size of 0");
    }
    var quotient = dividend.floorDiv(divisor);
    if (dividend.constant().isPresent() && divisor.constant().isPresent()
        && quotient.times(divisor).asLong() != dividend.asLong()) {
      throw n.error("The elements do not fill the shape.", from.elements() + " elements of " + from,
          "a multiple of " + new Shape(known).elements());
    }
    return quotient;
  }
}

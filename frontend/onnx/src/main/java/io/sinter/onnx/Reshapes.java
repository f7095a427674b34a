package io.sinter.onnx;

import io.sinter.ir.ScalarFn;
import io.sinter.ir.Value;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// The shape that a Reshape asks for: 0 copies a size, -1 stands for what is left.
final class Reshapes {
  private Reshapes() {}

  /// @param wanted the elements of the shape; of those that only the run tells it is seen then what they stand for
  static Shape of(OnnxNode n, Shape from, List<Value> wanted, boolean keepZero) {
    var numbers = new Integers(n.builder());
    var known = wanted.stream().map(n::number).toList();
    boolean open = known.contains(Optional.of(Dim.of(-1)));
    var copied = IntStream.range(0, wanted.size())
        .mapToObj(i -> known.get(i).isPresent() || keepZero || i >= from.rank() ? wanted.get(i)
            : numbers.ifIs(wanted.get(i), 0, numbers.of(from.get(i)), wanted.get(i))).toList();
    var rest = open ? copied : filled(n, from, copied);
    return resolve(n, from, IntStream.range(0, wanted.size())
        .mapToObj(i -> known.get(i).orElseGet(() -> n.size(rest.get(i), "shape" + i))).toList(), keepZero);
  }

  /// What is left, in place of the one -1 beside sizes that tell it.
  private static List<Value> filled(OnnxNode n, Shape from, List<Value> wanted) {
    var numbers = new Integers(n.builder());
    var others = wanted.stream().map(w -> numbers.ifIs(w, -1, numbers.of(1), w))
        .reduce(numbers.of(1), numbers::times);
    var rest = numbers.dividedBy(numbers.of(from.elements()), numbers.atLeast(others, numbers.of(1)));
    var open = wanted.stream().map(w -> numbers.ifIs(w, -1, numbers.of(1), numbers.of(0)))
        .reduce(numbers.of(0), numbers::plus);
    var most = numbers.ifIs(others, 0, numbers.of(0), numbers.of(1));
    var told = Demand.that(n, rest, n.apply(ScalarFn.LE, open, most), "A shape leaves open what cannot be told.",
        "-1 once, and no size of 0 beside it");
    return wanted.stream().map(w -> numbers.ifIs(w, -1, told, w)).toList();
  }

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

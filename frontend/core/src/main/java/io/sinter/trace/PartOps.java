package io.sinter.trace;

import io.sinter.ir.Op;
import io.sinter.ir.Value;
import io.sinter.ir.composite.Part;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
import io.sinter.runtime.Tensor;
import io.sinter.runtime.Truth;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Parts of a tensor, and tensors with something around them. Positions count from the end of the axis when negative.
public sealed interface PartOps permits Traced {
  /// A position after the last element in the direction of the step.
  int END = Integer.MAX_VALUE;

  /// The elements of an axis from `start` up to but not with `stop`, as NumPy's `x[start:stop]`: positions beyond the
  /// axis mean its ends, so that there may be none.
  default Traced slice(int axis, int start, int stop) {
    return slice(axis, start, stop, 1);
  }

  /// Every `step`-th element, as NumPy's `x[start:stop:step]`; with a negative step backwards.
  default Traced slice(int axis, int start, int stop, int step) {
    var c = Call.of("slice");
    if (step == 0) {
      throw c.error("A slice has a step of 0.", "step 0", "another number");
    }
    int along = c.axis(axis, self().rank());
    var range = Span.of(self().dim(along), start, stop, step);
    return c.out(Part.of(c.builder(), c.in(self()), along, range.start(), range.size(), step));
  }

  /// The elements from `start` up to but not with `stop`, which are positions in the axis: where that is open now, the
  /// run sees to it.
  default Traced slice(int axis, Dim start, Dim stop) {
    var c = Call.of("slice");
    int along = c.axis(axis, self().rank());
    if (Dim.ZERO.atMost(start) == Truth.NO || start.atMost(stop) == Truth.NO
        || stop.atMost(self().dim(along)) == Truth.NO) {
      throw c.error("A slice does not lie within its axis.",
          "from " + start + " to " + stop + " of axis " + along + " of " + self().type(),
          "positions in order from 0 to " + self().dim(along));
    }
    return c.out(Part.of(c.builder(), c.in(self()), along, start, stop.minus(start), 1));
  }

  /// One element of an axis, which leaves the shape.
  default Traced at(int axis, int index) {
    var c = Call.of("at");
    int along = c.axis(axis, self().rank());
    var size = self().dim(along);
    var position = index < 0 ? size.plus(index) : Dim.of(index);
    if (Dim.ZERO.atMost(position) == Truth.NO || size.atMost(position) == Truth.YES) {
      throw c.error("An index lies outside its axis.",
          "index " + index + " of axis " + along + " of " + self().type(), Lookup.expected(size));
    }
    return c.out(Part.at(c.builder(), c.in(self()), along, position));
  }

  /// The elements of an axis in reverse order.
  default Traced reverse(int axis) {
    var c = Call.of("reverse");
    int along = c.axis(axis, self().rank());
    var size = self().dim(along);
    return c.out(Part.of(c.builder(), c.in(self()), along, size.minus(1), size, -1));
  }

  /// `parts` equal parts of an axis.
  default List<Traced> split(int axis, int parts) {
    var c = Call.of("split");
    int along = c.axis(axis, self().rank());
    var size = self().dim(along);
    if (parts < 1 || size.constant().isPresent() && size.asLong() % parts != 0) {
      throw c.error("An axis does not split into equal parts.",
          "axis " + along + " of " + self().type() + " into " + parts,
          parts < 1 ? "1 part or more" : "a size that " + parts + " divides");
    }
    return split(c, along, Collections.nCopies(parts, size.floorDiv(parts)));
  }

  /// Parts of an axis of these sizes, which are as long as the axis in sum.
  default List<Traced> splitSizes(int axis, long... sizes) {
    var c = Call.of("splitSizes");
    return split(c, c.axis(axis, self().rank()), Arrays.stream(sizes).mapToObj(c::size).toList());
  }

  private List<Traced> split(Call c, int axis, List<Dim> sizes) {
    var total = sizes.stream().reduce(Dim.ZERO, Dim::plus);
    if (total.equalTo(self().dim(axis)) == Truth.NO) {
      throw c.error("The parts do not add up to the axis.", sizes + " of axis " + axis + " of " + self().type(),
          self().dim(axis) + " in sum");
    }
    var x = c.in(self());
    var at = Dim.ZERO;
    var parts = new ArrayList<Value>();
    for (var size : sizes) {
      parts.add(Part.of(c.builder(), x, axis, at, size, 1));
      at = at.plus(size);
    }
    return c.out(parts);
  }

  /// Zeros before and after the elements of an axis.
  default Traced pad(int axis, long before, long after) {
    return pad(axis, before, after, 0);
  }

  /// `value` so many times before and after the elements of an axis.
  default Traced pad(int axis, long before, long after, Number value) {
    var c = Call.of("pad");
    int along = c.axis(axis, self().rank());
    var low = new ArrayList<>(Collections.nCopies(self().rank(), 0L));
    var high = new ArrayList<>(low);
    low.set(along, c.size(before).asLong());
    high.set(along, c.size(after).asLong());
    var fill = c.number(value, self().dtype());
    return c.out(c.builder().add(Op.Pad.around(c.in(self()), fill, low, high)));
  }

  /// The elements of an axis at `indices`, i64 or i32, whose axes stand in its place, as NumPy's `take`. An index
  /// outside of the axis is an error of the run.
  default Traced gather(int axis, Traced indices) {
    var c = Call.of("gather");
    return Lookup.of(c, c.in(self()), c.axis(axis, self().rank()), c.in(indices));
  }

  default Traced gather(int axis, Tensor indices) {
    var c = Call.of("gather");
    return Lookup.of(c, c.in(self()), c.axis(axis, self().rank()), c.constant(indices));
  }

  /// This and then others along an axis.
  default Traced concat(int axis, Traced... others) {
    var c = Call.of("concat");
    var all = new ArrayList<>(List.of(c.in(self())));
    Arrays.stream(others).forEach(o -> all.add(c.in(o)));
    int along = c.axis(axis, self().rank());
    for (var v : all) {
      Elementwise.requireOneType(c, all.getFirst(), v);
      var shape = v.type().shape();
      if (shape.rank() != self().rank() || IntStream.range(0, shape.rank())
          .anyMatch(i -> i != along && shape.get(i).equalTo(self().shape().get(i)) == Truth.NO)) {
        throw c.error("Tensors do not fit side by side.", self().type() + " and " + v.type() + " along axis " + along,
            "equal sizes on all other axes");
      }
    }
    return c.out(all.size() == 1 ? all.getFirst() : c.builder().add(new Op.Concatenate(all, along)));
  }

  /// This and others of its shape along a new axis, which stands at `axis` in the result.
  default Traced stack(int axis, Traced... others) {
    var c = Call.of("stack");
    int along = c.axis(axis, self().rank() + 1);
    var dims = new ArrayList<>(self().shape().dims());
    dims.add(along, Dim.ONE);
    var parts = new ArrayList<Traced>();
    for (var x : others) {
      if (x.shape().equalTo(self().shape()) == Truth.NO) {
        throw c.error("Tensors to stack differ in shape.", self().type() + " and " + x.type(), "one shape");
      }
    }
    Stream.concat(Stream.of(self()), Arrays.stream(others))
        .forEach(x -> parts.add(c.out(c.builder().add(new Op.Reshape(c.in(x), new Shape(dims))))));
    return parts.getFirst().concat(along, parts.subList(1, parts.size()).toArray(Traced[]::new));
  }

  private Traced self() {
    return (Traced) this;
  }
}

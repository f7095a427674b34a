package io.sinter.onnx;

import static io.sinter.onnx.Operator.of;
import static io.sinter.onnx.Operator.several;

import io.sinter.ir.Op;
import io.sinter.ir.Value;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
import io.sinter.runtime.Truth;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/// Parts of a tensor, and tensors side by side.
final class SliceOps {
  static final List<Operator> TABLE = List.of(
      of("Concat", 4, n -> {
        var values = n.values();
        int axis = n.axis(n.attributes().integer("axis"), values.getFirst().type().rank());
        values.forEach(x -> requireBeside(n, values.getFirst().type().shape(), x.type().shape(), axis));
        return values.size() == 1 ? values.getFirst() : n.builder().add(new Op.Concatenate(values, axis));
      }),
      several("Split", 2, n -> split(n, Optional.of(longs(n.attributes().integers("split", List.of())))
          .filter(sizes -> !sizes.isEmpty()))),
      several("Split", 13, SliceOps::splitByInput),
      of("Slice", 1, SliceOps::sliceByAttributes),
      of("Slice", 10, SliceOps::sliceByInputs));

  private SliceOps() {}

  private static void requireBeside(OnnxNode n, Shape first, Shape other, int axis) {
    n.require(first.rank() == other.rank() && IntStream.range(0, first.rank())
            .allMatch(i -> i == axis || first.get(i).equalTo(other.get(i)) != Truth.NO),
        "Tensors do not fit side by side.", first + " and " + other + " along axis " + axis,
        "equal sizes of all other axes");
  }

  private static List<Dim> longs(List<Long> values) {
    return values.stream().map(Dim::of).toList();
  }

  /// `size` elements from `start` on along one axis.
  static Value part(OnnxNode n, Value x, int axis, Dim start, Dim size, long stride) {
    var starts = new ArrayList<>(Collections.nCopies(x.type().rank(), Dim.ZERO));
    starts.set(axis, start);
    var sizes = new ArrayList<>(x.type().shape().dims());
    sizes.set(axis, size);
    var strides = new ArrayList<>(Collections.nCopies(x.type().rank(), 1L));
    strides.set(axis, stride);
    return n.builder().add(new Op.Slice(x, starts, new Shape(sizes), strides));
  }

  /// Since version 18 there is either the input or the number of outputs.
  private static List<Value> splitByInput(OnnxNode n) {
    boolean counted = n.attributes().has("num_outputs");
    n.require(n.version() < 18 || counted != n.has(1), "A Split needs either sizes or a number of outputs.",
        counted ? "both 'split' and num_outputs" : "neither", "one of them");
    return split(n, n.has(1) ? Optional.of(n.dims(1, "split")) : Optional.empty());
  }

  private static List<Value> split(OnnxNode n, Optional<List<Dim>> given) {
    var x = n.value(0);
    int axis = n.axis(n.attributes().integer("axis", 0), x.type().rank());
    var sizes = given.orElseGet(() -> equalParts(n, x.type().dim(axis)));
    n.require(sizes.size() == n.proto().getOutputCount(), "A Split has the wrong number of outputs.",
        n.proto().getOutputCount() + " outputs", sizes.size() + ", one for each of the sizes " + sizes);
    n.require(sizes.stream().allMatch(d -> d.constant().orElse(0) >= 0), "A part of a Split has a negative size.",
        sizes, "sizes of 0 or more");
    var whole = n.sized(x, axis, sum(sizes), "The parts of a Split do not add up.");
    var total = Dim.ZERO;
    var parts = new ArrayList<Value>();
    for (var size : sizes) {
      parts.add(part(n, whole, axis, total, size, 1));
      total = total.plus(size);
    }
    return parts;
  }

  private static Dim sum(List<Dim> sizes) {
    return sizes.stream().reduce(Dim.ZERO, Dim::plus);
  }

  /// Since version 18 the last part may be smaller.
  private static List<Dim> equalParts(OnnxNode n, Dim size) {
    int count = n.proto().getOutputCount();
    long wanted = n.attributes().integer("num_outputs", count);
    n.require(wanted == count, "A Split has the wrong number of outputs.", count + " outputs", "num_outputs " + wanted);
    var part = size.ceilDiv(count);
    if (n.version() < 18 && !part.times(count).equals(size)) {
      throw size.constant().isPresent()
          ? n.error("An axis does not split into equal parts.", "size " + size + " into " + count,
              "a multiple of " + count)
          : n.unsupported("a Split of the size " + size + " into " + count + " equal parts", "the sizes of the parts");
    }
    var last = size.minus(part.times(count - 1));
    n.require(last.equals(part) || last.constant().orElse(1) > 0, "An axis does not split into so many parts.",
        "size " + size + " into " + count, "parts of " + part + ", and a last one that is not empty");
    var sizes = new ArrayList<>(Collections.nCopies(count - 1, part));
    sizes.add(last);
    return sizes;
  }

  private static Value sliceByAttributes(OnnxNode n) {
    var starts = n.attributes().integers("starts");
    var axes = n.attributes().integers("axes", LongStream.range(0, starts.size()).boxed().toList());
    var steps = Collections.nCopies(starts.size(), 1L);
    return slice(n, numbers(n, starts), numbers(n, n.attributes().integers("ends")), axes, steps);
  }

  private static Value sliceByInputs(OnnxNode n) {
    var starts = n.numbers(1, "starts");
    var axes = n.has(3) ? n.integers(3, "axes") : LongStream.range(0, starts.size()).boxed().toList();
    var steps = n.has(4) ? n.integers(4, "steps") : Collections.nCopies(starts.size(), 1L);
    return slice(n, starts, n.numbers(2, "ends"), axes, steps);
  }

  private static List<Value> numbers(OnnxNode n, List<Long> values) {
    var numbers = new Integers(n.builder());
    return values.stream().map(numbers::of).toList();
  }

  private static Value slice(OnnxNode n, List<Value> starts, List<Value> ends, List<Long> axes, List<Long> steps) {
    var x = n.value(0);
    n.require(ends.size() == starts.size() && axes.size() == starts.size() && steps.size() == starts.size(),
        "The inputs of a Slice differ in length.", starts.size() + " starts, " + ends.size() + " ends, "
            + steps.size() + " steps, " + axes.size() + " axes", "one of each per axis");
    n.axes(axes, x.type().rank());
    var from = new ArrayList<>(Collections.nCopies(x.type().rank(), Dim.ZERO));
    var sizes = new ArrayList<>(x.type().shape().dims());
    var strides = new ArrayList<>(Collections.nCopies(x.type().rank(), 1L));
    for (int i = 0; i < axes.size(); i++) {
      int axis = n.axis(axes.get(i), x.type().rank());
      var range = SliceRange.of(n, x.type().dim(axis), starts.get(i), ends.get(i), steps.get(i));
      from.set(axis, range.start());
      sizes.set(axis, range.size());
      strides.set(axis, steps.get(i));
    }
    return new Shape(sizes).equals(x.type().shape()) && strides.stream().allMatch(s -> s == 1) ? x
        : n.builder().add(new Op.Slice(x, from, new Shape(sizes), strides));
  }
}

package io.sinter.onnx;

import static io.sinter.onnx.Operator.of;
import static io.sinter.onnx.Operator.several;

import io.sinter.ir.Op;
import io.sinter.ir.ScalarFn;
import io.sinter.ir.Value;
import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
import io.sinter.runtime.Truth;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/// The same elements under other shapes; and what only looks like an operation.
final class ShapeOps {
  static final List<Operator> TABLE = List.of(
      new Operator("Identity", 1, n -> List.of(n.known(0))),
      several("Dropout", 7, n -> {
        requireRatio(n, n.attributes().real("ratio", 0.5f));
        return dropout(n);
      }),
      several("Dropout", 12, n -> {
        n.attributes().ignore("seed");
        var x = n.has(1) ? rated(n) : n.value(0);
        requireInference(n);
        return dropout(n, x);
      }),
      of("Reshape", 5, n -> reshape(n, n.value(0),
          Reshapes.of(n, n.value(0).type().shape(), n.numbers(1, "shape"), n.attributes().flag("allowzero", false)))),
      of("Flatten", 1, ShapeOps::flatten),
      of("Squeeze", 1, n -> squeeze(n, n.attributes().integers("axes", List.of()))),
      of("Squeeze", 13, n -> squeeze(n, n.has(1) ? n.integers(1, "axes") : List.of())),
      of("Unsqueeze", 1, n -> unsqueeze(n, n.attributes().integers("axes"))),
      of("Unsqueeze", 13, n -> unsqueeze(n, newAxes(n))),
      of("Transpose", 1, ShapeOps::transpose),
      of("Expand", 8, ShapeOps::expand));

  private ShapeOps() {}

  static Value reshape(OnnxNode n, Value x, Shape shape) {
    var from = x.type().shape();
    n.require(from.elements().equalTo(shape.elements()) != Truth.NO, "A reshape changes the number of elements.",
        from + " to " + shape, from.elements() + " elements");
    return from.equals(shape) ? x : n.builder().add(new Op.Reshape(x, shape));
  }

  /// At inference nothing is dropped, and the mask says so.
  static List<Value> dropout(OnnxNode n) {
    return dropout(n, n.value(0));
  }

  private static List<Value> dropout(OnnxNode n, Value x) {
    if (!n.wants(1)) {
      return List.of(x);
    }
    var type = n.version() < 10 ? x.type().dtype() : DType.BOOL;
    return List.of(x, n.builder().broadcast(n.builder().scalar(type, 1), x.type().shape()));
  }

  private static void requireRatio(OnnxNode n, double ratio) {
    n.require(ratio >= 0 && ratio < 1, "A Dropout has an impossible ratio.", "ratio " + ratio, "from 0 to below 1");
  }

  /// The input, if the ratio that stands beside it is one.
  private static Value rated(OnnxNode n) {
    var x = n.value(0);
    var ratio = n.single(1, "ratio");
    var possible = n.apply(ScalarFn.AND, n.apply(ScalarFn.LE, n.splat(ratio, 0), ratio),
        n.apply(ScalarFn.LT, ratio, n.splat(ratio, 1)));
    var known = Counts.constant(n, ratio);
    known.ifPresent(r -> requireRatio(n, r.doubleAt(0)));
    return known.isPresent() ? x : Demand.that(n, x, n.builder().broadcast(possible, x.type().shape()),
        "A Dropout has an impossible ratio.", "from 0 to below 1");
  }

  private static void requireInference(OnnxNode n) {
    boolean training = n.has(2) && n.scalar(2, "training_mode").longAt(0) != 0;
    if (training && (!n.has(1) || n.scalar(1, "ratio").doubleAt(0) != 0)) {
      throw n.unsupported("Dropout in training", "training_mode false");
    }
  }

  private static Value flatten(OnnxNode n) {
    var x = n.value(0);
    int rank = x.type().rank();
    long given = n.version() < 11
        ? n.attributes().integer("axis", 1, 0, Long.MAX_VALUE) : n.attributes().integer("axis", 1);
    int axis = given == rank ? rank : n.axis(given, rank);
    var dims = x.type().shape().dims();
    return reshape(n, x, Shape.of(
        new Shape(dims.subList(0, axis)).elements(), new Shape(dims.subList(axis, rank)).elements()));
  }

  private static Value squeeze(OnnxNode n, List<Long> given) {
    var x = n.value(0);
    var shape = x.type().shape();
    if (given.isEmpty()) {
      shape.dims().stream().filter(d -> d.equalTo(Dim.ONE) == Truth.UNKNOWN).findFirst().ifPresent(size -> {
        throw n.notKnown(
            size, "Squeeze without axes of " + x.type() + ", where sizes are known only at run time", "axes");
      });
    }
    var axes = given.isEmpty()
        ? IntStream.range(0, shape.rank()).filter(i -> shape.get(i).isConstant(1)).boxed().toList()
        : n.axes(given, shape.rank());
    for (int axis : axes) {
      n.require(shape.get(axis).equalTo(Dim.ONE) != Truth.NO, "A squeezed axis has not the size 1.",
          "axis " + axis + " of " + x.type(), "size 1");
    }
    return reshape(n, x, new Shape(
        IntStream.range(0, shape.rank()).filter(i -> !axes.contains(i)).mapToObj(shape::get).toList()));
  }

  /// Files in use give a single axis as a scalar too.
  private static List<Long> newAxes(OnnxNode n) {
    var axes = n.constant(1, "axes");
    n.require(axes.rank() <= 1, "An input is not a list.", n.named(1), "one axis");
    return IntStream.range(0, axes.elements()).mapToObj(axes::longAt).toList();
  }

  private static Value unsqueeze(OnnxNode n, List<Long> given) {
    var x = n.value(0);
    var dims = new ArrayList<>(x.type().shape().dims());
    for (int axis : n.axes(given, dims.size() + given.size())) {
      dims.add(axis, Dim.ONE);
    }
    return reshape(n, x, new Shape(dims));
  }

  private static Value expand(OnnxNode n) {
    var x = n.value(0);
    var own = x.type().shape();
    var wanted = n.numbers(1, "shape");
    for (int i = Math.max(0, wanted.size() - x.type().rank()); i < wanted.size(); i++) {
      x = n.number(wanted.get(i)).isPresent() ? x : fitting(n, x, i - wanted.size() + x.type().rank(), wanted.get(i));
    }
    return n.builder().broadcast(x, Broadcasting.shape(n, List.of(own, new Shape(n.dims(1, "shape")))));
  }

  /// `x`, of whose size along an axis it is seen at run time that it broadcasts with a number.
  private static Value fitting(OnnxNode n, Value x, int axis, Value number) {
    var numbers = new Integers(n.builder());
    var size = x.type().dim(axis);
    if (size.isConstant(1)) {
      return x;
    }
    var other = numbers.ifIs(numbers.of(size), 1, numbers.of(1), numbers.ifIs(number, 1, numbers.of(size), number));
    var dims = new ArrayList<>(x.type().shape().dims());
    dims.set(axis, n.size(other, "expanded" + axis));
    return reshape(n, x, new Shape(dims));
  }

  private static Value transpose(OnnxNode n) {
    var x = n.value(0);
    var axes = LongStream.range(0, x.type().rank()).boxed().toList();
    var permutation = n.attributes().integers("perm", axes.reversed());
    n.require(permutation.stream().sorted().toList().equals(axes),
        "The axes of Transpose are no permutation.", "perm " + permutation, "the axes " + axes);
    return permutation.equals(axes) ? x
        : n.builder().add(new Op.Transpose(x, permutation.stream().map(Long::intValue).toList()));
  }
}

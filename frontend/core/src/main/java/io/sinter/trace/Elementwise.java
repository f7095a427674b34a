package io.sinter.trace;

import io.sinter.ir.Builder;
import io.sinter.ir.CommonShape;
import io.sinter.ir.ScalarFn;
import io.sinter.ir.Value;
import io.sinter.runtime.DType;
import io.sinter.runtime.Shape;
import io.sinter.runtime.Tensor;
import io.sinter.runtime.Truth;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;

/// What the methods that compute each element by itself share.
final class Elementwise {
  /// How one element is computed of one.
  @FunctionalInterface
  interface Unary {
    Value of(Builder b, Value x);
  }

  /// How one element is computed of two.
  @FunctionalInterface
  interface Binary {
    Value of(Builder b, Value x, Value y);
  }

  private Elementwise() {}

  static Traced unary(String method, ScalarFn fn, Traced x) {
    return unary(method, fn, x, (b, v) -> b.apply(fn, v));
  }

  /// @param rule a function that takes the same element types
  static Traced unary(String method, ScalarFn rule, Traced x, Unary meaning) {
    var c = Call.of(method);
    var v = c.in(x);
    require(c, rule, v);
    return c.out(meaning.of(c.builder(), v));
  }

  static Traced binary(String method, ScalarFn fn, Traced x, Traced y) {
    return binary(method, fn, x, y, apply(fn));
  }

  static Traced binary(String method, ScalarFn fn, Traced x, Tensor y) {
    return binary(method, fn, x, y, apply(fn));
  }

  static Traced binary(String method, ScalarFn fn, Traced x, Number y) {
    return binary(method, fn, x, y, apply(fn));
  }

  static Binary apply(ScalarFn fn) {
    return (b, x, y) -> b.apply(fn, x, y);
  }

  static Traced binary(String method, ScalarFn rule, Traced x, Traced y, Binary meaning) {
    var c = Call.of(method);
    return binary(c, rule, c.in(x), c.in(y), meaning);
  }

  static Traced binary(String method, ScalarFn rule, Traced x, Tensor y, Binary meaning) {
    var c = Call.of(method);
    return binary(c, rule, c.in(x), c.constant(y), meaning);
  }

  static Traced binary(String method, ScalarFn rule, Traced x, Number y, Binary meaning) {
    var c = Call.of(method);
    return binary(c, rule, c.in(x), c.number(y, x.dtype()), meaning);
  }

  /// A division by a number that is no integer 0.
  static Traced division(String method, Traced x, Number y, Binary meaning) {
    if (x.dtype().isInteger() && y.doubleValue() == 0) {
      throw Call.of(method).error("An integer is divided by zero.", x.type() + " by " + y, "divisors that are not 0");
    }
    return binary(method, ScalarFn.DIV, x, y, meaning);
  }

  private static Traced binary(Call c, ScalarFn rule, Value x, Value y, Binary meaning) {
    requireOneType(c, x, y);
    require(c, rule, x);
    var both = common(c, List.of(x, y));
    return c.out(meaning.of(c.builder(), both.getFirst(), both.getLast()));
  }

  // ---- rules ------------------------------------------------------------------------------------------------------

  static void requireOneType(Call c, Value x, Value y) {
    if (x.type().dtype() != y.type().dtype()) {
      throw c.error("Two tensors have different element types.", x.type() + " and " + y.type(),
          "one element type: nothing is converted silently",
          "cast one of them, as in x.cast(DType." + x.type().dtype().name() + ")");
    }
  }

  /// That a function takes elements of the type of `x`.
  static void require(Call c, ScalarFn fn, Value x) {
    if (!takes(fn, x.type().dtype())) {
      throw c.error("An operation does not take this element type.", x.type(),
          Arrays.stream(DType.values()).filter(t -> takes(fn, t)).map(DType::toString)
              .collect(Collectors.joining(", ", "one of ", "")),
          "cast the tensor first: x.cast(DType." + (takes(fn, DType.F32) ? "F32" : takes(fn, DType.BOOL) ? "BOOL"
              : "I64") + ")");
    }
  }

  private static boolean takes(ScalarFn fn, DType type) {
    try {
      fn.resultType(Collections.nCopies(fn.arity(), type));
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /// All of `values`, repeated to their common shape.
  static List<Value> common(Call c, List<Value> values) {
    var shape = commonShape(c, values.stream().map(v -> v.type().shape()).toList());
    return values.stream().map(v -> c.builder().broadcast(v, shape)).toList();
  }

  /// `x` repeated to a shape that it does not widen. What is open now the run sees to.
  static Value broadcast(Call c, Value x, Shape shape) {
    var common = CommonShape.of(List.of(x.type().shape(), shape));
    if (common.isEmpty() || common.get().equalTo(shape) == Truth.NO) {
      throw c.error("A shape does not broadcast to another.", x.type().shape() + " to " + shape,
          "sizes that are equal or 1, counted from the last axis");
    }
    return c.builder().broadcast(x, shape);
  }

  private static Shape commonShape(Call c, List<Shape> shapes) {
    return CommonShape.of(shapes).orElseThrow(() -> c.error("Shapes do not broadcast.",
        shapes.stream().map(Shape::toString).collect(Collectors.joining(" and ")),
        "sizes that are equal or 1, counted from the last axis"));
  }
}

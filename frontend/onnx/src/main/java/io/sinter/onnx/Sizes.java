package io.sinter.onnx;

import io.sinter.ir.Builder;
import io.sinter.ir.Literal;
import io.sinter.ir.Op;
import io.sinter.ir.Value;
import io.sinter.ir.composite.Measure;
import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
import io.sinter.runtime.Tensor;
import io.sinter.runtime.TensorType;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// A small integer tensor whose elements are known as expressions of the sizes: the shape arithmetic of exporters, done
/// at import. Truth values count as 0 and 1.
///
/// @param shape without symbols
/// @param elements in row-major order
record Sizes(DType dtype, Shape shape, List<Dim> elements) implements Known {
  /// Tensors above this many elements are no shapes.
  private static final int LIMIT = 256;

  /// Expressions above this many terms are no sizes.
  private static final int MOST_TERMS = 64;

  private static final long ROOM = 1 << 16;

  Sizes {
    elements = List.copyOf(elements);
  }

  @Override
  public String type() {
    return dtype + shape.toString();
  }

  static Sizes scalar(DType dtype, Dim element) {
    return new Sizes(dtype, Shape.SCALAR, List.of(element));
  }

  static Sizes vector(DType dtype, List<Dim> elements) {
    return new Sizes(dtype, Shape.of(elements.size()), elements);
  }

  /// The elements of a constant of a type that [#holds].
  static Sizes of(Tensor tensor) {
    return new Sizes(tensor.dtype(), Shape.of(tensor.shape()),
        IntStream.range(0, tensor.elements()).mapToObj(i -> Dim.of(tensor.longAt(i))).toList());
  }

  static boolean holds(DType dtype) {
    return dtype == DType.I64 || dtype == DType.I32 || dtype == DType.BOOL;
  }

  /// Whether a tensor is of the kind and size of a shape.
  static boolean holds(TensorType type) {
    return holds(type.dtype()) && isSmall(type.shape());
  }

  /// Whether a tensor has a known and small number of elements.
  static boolean isSmall(Shape shape) {
    return shape.isConstant() && shape.elements().asLong() <= LIMIT;
  }

  /// Whether the elements of a shape can be counted in 64 bits, with room for what surrounds them in memory.
  static boolean isCountable(Shape shape) {
    try {
      shape.elements().times(ROOM);
      return true;
    } catch (ArithmeticException e) {
      return false;
    }
  }

  /// The number of elements of a small tensor.
  static int count(TensorType type) {
    return (int) type.shape().elements().asLong();
  }

  /// Whether it is as small as what exporters compute.
  boolean isModest() {
    return elements.size() <= LIMIT && elements.stream().allMatch(e -> e.terms().size() <= MOST_TERMS);
  }

  boolean scalar() {
    return shape.rank() == 0;
  }

  boolean isConstant() {
    return elements.stream().allMatch(e -> e.constant().isPresent());
  }

  /// The tensor, when no element depends on a symbol.
  Optional<Tensor> tensor() {
    return isConstant()
        ? Optional.of(Tensor.fromLongs(dtype, shape.toLongs(), elements.stream().mapToLong(Dim::asLong).toArray()))
        : Optional.empty();
  }

  /// The same numbers as data of the function.
  Value value(Builder b) {
    return tensor().map(t -> b.constant(Literal.of(t))).orElseGet(() -> {
      var each = elements.stream().map(e -> Measure.of(b, e, dtype)).toList();
      if (scalar()) {
        return each.getFirst();
      }
      var vector = b.add(new Op.Concatenate(
          each.stream().map(e -> b.add(new Op.Reshape(e, Shape.of(1)))).toList(), 0));
      return shape.rank() == 1 ? vector : b.add(new Op.Reshape(vector, shape));
    });
  }
}

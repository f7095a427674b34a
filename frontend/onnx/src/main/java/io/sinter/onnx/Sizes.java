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
/// @param scalar whether it has rank 0, and so one element; otherwise it has rank 1
record Sizes(DType dtype, boolean scalar, List<Dim> elements) implements Known {
  /// Tensors above this many elements are no shapes.
  private static final int LIMIT = 256;

  /// Expressions above this many terms are no sizes.
  private static final int MOST_TERMS = 64;

  Sizes {
    elements = List.copyOf(elements);
  }

  static Sizes scalar(DType dtype, Dim element) {
    return new Sizes(dtype, true, List.of(element));
  }

  static Sizes vector(DType dtype, List<Dim> elements) {
    return new Sizes(dtype, false, elements);
  }

  /// The elements of a constant of a type that [#holds].
  static Sizes of(Tensor tensor) {
    return new Sizes(tensor.dtype(), tensor.rank() == 0,
        IntStream.range(0, tensor.elements()).mapToObj(i -> Dim.of(tensor.longAt(i))).toList());
  }

  static boolean holds(DType dtype) {
    return dtype == DType.I64 || dtype == DType.I32 || dtype == DType.BOOL;
  }

  /// Whether a tensor is of the kind and size of a shape.
  static boolean holds(TensorType type) {
    return holds(type.dtype()) && type.rank() <= 1 && type.shape().elements().constant().orElse(LIMIT + 1) <= LIMIT;
  }

  /// Whether it is as small as what exporters compute.
  boolean isModest() {
    return elements.size() <= LIMIT && elements.stream().allMatch(e -> e.terms().size() <= MOST_TERMS);
  }

  boolean isConstant() {
    return elements.stream().allMatch(e -> e.constant().isPresent());
  }

  /// The tensor, when no element depends on a symbol.
  Optional<Tensor> tensor() {
    return isConstant()
        ? Optional.of(Tensor.fromLongs(dtype, scalar ? new long[0] : new long[] {elements.size()},
            elements.stream().mapToLong(Dim::asLong).toArray()))
        : Optional.empty();
  }

  /// The same numbers as data of the function.
  Value value(Builder b) {
    return tensor().map(t -> b.constant(Literal.of(t))).orElseGet(() -> {
      var each = elements.stream().map(e -> Measure.of(b, e, dtype)).toList();
      if (scalar) {
        return each.getFirst();
      }
      return b.add(new Op.Concatenate(
          each.stream().map(e -> b.add(new Op.Reshape(e, Shape.of(1)))).toList(), 0));
    });
  }
}

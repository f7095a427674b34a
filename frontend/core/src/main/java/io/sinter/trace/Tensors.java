package io.sinter.trace;

import io.sinter.ir.Counting;
import io.sinter.ir.composite.Measure;
import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
import io.sinter.runtime.Tensor;
import java.util.List;

/// Tensors that no other tensor is needed for. Sizes are as in [ShapeOps].
public final class Tensors {
  private Tensors() {}

  /// A tensor that is known now, such as a weight.
  public static Traced constant(Tensor tensor) {
    var c = Call.of("constant");
    return c.out(c.constant(tensor));
  }

  /// A number repeated to a shape; without sizes a scalar.
  public static Traced full(DType type, Number number, Object... sizes) {
    var c = Call.of("full");
    var shape = new Shape(Dims.of(sizes, c.trace().symbols(), false, c.place()));
    return c.out(c.builder().broadcast(c.number(number, type), shape));
  }

  public static Traced zeros(DType type, Object... sizes) {
    return full(type, 0, sizes);
  }

  public static Traced ones(DType type, Object... sizes) {
    return full(type, 1, sizes);
  }

  /// The numbers from 0 up to but not with a size, as i64.
  public static Traced range(Object size) {
    var c = Call.of("range");
    var shape = new Shape(Dims.of(new Object[] {size}, c.trace().symbols(), false, c.place()));
    return c.out(c.builder().add(new Counting.Iota(shape, 0)));
  }

  /// A size as data, an i64 scalar: a name, or an expression of sizes.
  public static Traced size(Object size) {
    var c = Call.of("size");
    return c.out(Measure.of(c.builder(),
        Dims.of(new Object[] {size}, c.trace().symbols(), false, c.place()).getFirst()));
  }

  /// Tensors one after the other along an axis.
  ///
  /// @param tensors at least one
  public static Traced concat(int axis, List<Traced> tensors) {
    return first("concat", tensors).concat(axis, rest(tensors));
  }

  /// Tensors of one shape along a new axis, which stands at `axis` in the result.
  ///
  /// @param tensors at least one
  public static Traced stack(int axis, List<Traced> tensors) {
    return first("stack", tensors).stack(axis, rest(tensors));
  }

  private static Traced first(String method, List<Traced> tensors) {
    if (tensors.isEmpty()) {
      throw Call.of(method).error("There is nothing to put together.", "no tensors", "at least one");
    }
    return tensors.getFirst();
  }

  private static Traced[] rest(List<Traced> tensors) {
    return tensors.subList(1, tensors.size()).toArray(Traced[]::new);
  }

  /// An expression of the sizes by its name: a size that an input names.
  public static Dim dim(String name) {
    var c = Call.of("dim");
    return Dims.of(new Object[] {name}, c.trace().symbols(), false, c.place()).getFirst();
  }
}

package io.sinter.runtime;

/// An array of equal elements. Text: `f32[batch, 3, 224, 224]`; a scalar is `f32[]`.
public record TensorType(DType dtype, Shape shape) implements Type {
  public static TensorType of(DType dtype, long... dims) {
    return new TensorType(dtype, Shape.of(dims));
  }

  public int rank() {
    return shape.rank();
  }

  public Dim dim(int axis) {
    return shape.get(axis);
  }

  public TensorType withShape(Shape other) {
    return new TensorType(dtype, other);
  }

  public TensorType withDType(DType other) {
    return new TensorType(other, shape);
  }

  @Override
  public String toString() {
    return dtype.toString() + shape;
  }
}

package io.sinter.runtime;

import java.util.Arrays;

/// A tensor that may grow along one axis: row-major, but that axis has room for `capacity` rows in the array, which is
/// a Java array or a [RemoteArray].
record Rows(DType type, long[] shape, int axis, long capacity, Object array) {
  /// The rows of an ordinary tensor.
  static Rows of(Tensor tensor, int axis) {
    return new Rows(tensor.dtype(), tensor.shape(), axis, tensor.dim(axis), tensor.store());
  }

  /// How many elements the array needs.
  ///
  /// @throws ModelError when those are more than a Java array holds
  static int length(DType type, long[] shape, int axis, long capacity) {
    var roomy = shape.clone();
    roomy[axis] = capacity;
    return Tensor.count(type, roomy);
  }

  /// How many rows an array may have.
  static long most(DType type, long[] shape, int axis) {
    return Sizes.LONGEST_ARRAY / Math.max(1, length(type, shape, axis, 1));
  }

  /// The same array with other rows in use.
  Rows inUse(long[] other) {
    return new Rows(type, other, axis, capacity, array);
  }

  /// The same rows in another array, which is the session's.
  Rows movedTo(long room, Object other, Session session) {
    if (Tensor.count(type, shape) > 0) {
      int outer = Tensor.count(type, Arrays.copyOf(shape, axis));
      int inner = Tensor.count(type, Arrays.copyOfRange(shape, axis + 1, shape.length));
      int part = (int) size() * inner;
      for (int o = 0; o < outer; o++) {
        session.copy(type, array, (int) (o * capacity * inner), other, (int) (o * room * inner), part);
      }
    }
    return new Rows(type, shape, axis, room, other);
  }

  /// How many rows are in use.
  long size() {
    return shape[axis];
  }

  /// The bytes of the rows in use.
  long bytes() {
    return (long) Tensor.count(type, shape) * type.bytes();
  }

  /// The rows in use, in an array of their own that is as long as they are.
  Tensor dense(Session session) {
    var own = session.newArray(type, Tensor.count(type, shape));
    return Tensor.within(type, shape, movedTo(size(), own, session).array());
  }

  /// The rows in use, in a Java array as long as they are, or a device's: this one if it is.
  Tensor tensor(Session session) {
    return capacity == size() ? within().trimmed() : dense(session);
  }

  /// What a program is given.
  Tensor within() {
    return Tensor.within(type, shape, array);
  }
}

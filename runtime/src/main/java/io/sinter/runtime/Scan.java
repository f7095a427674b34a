package io.sinter.runtime;

import org.jspecify.annotations.Nullable;

/// What the iterations of a loop give, stacked along a new first axis. From run to run it keeps its array.
final class Scan {
  private final Session session;
  private final TensorType type;
  private final String origin;
  private final boolean counted;
  private Object array;
  private long[] part = {};
  private int elements;
  private int count;
  private @Nullable Tensor last;

  /// @param type of all of it
  /// @param counted whether the first size of the type is known before the loop runs
  Scan(Session session, TensorType type, boolean counted, String origin) {
    this.session = session;
    this.type = type;
    this.origin = origin;
    this.counted = counted;
    this.array = session.newArray(type.dtype(), 0);
  }

  /// Has no parts from now on.
  void begin() {
    elements = 0;
    count = 0;
  }

  /// @param taken what the run has taken, of `run`
  /// @throws ModelError when the part has another shape than those before, or all are too many for an array or for what
  ///     the run may take
  void add(Tensor next, Run run, long taken, Sizes sizes) {
    if (count == 0 && !hasPart(next, 0)) {
      part = next.shape();
    } else if (count > 0 && !hasPart(next, 0)) {
      throw new ModelError(Problem.of("What a loop stacks changes its shape.").where(origin + ", iteration " + count)
          .given(next.type()).expected(TensorType.of(type.dtype(), part)));
    }
    int room = session.length(type.dtype(), array);
    if (next.elements() > room - elements) {
      int all = Tensor.count(type.dtype(), shape(count + 1));
      long parts = counted ? sizes.value(type.dim(0), origin) : 0;
      int length = (int) Math.min(Sizes.LONGEST_ARRAY,
          count < parts ? next.elements() * parts : Math.max(all, 2L * room));
      run.less(taken).require((long) length * type.dtype().bytes(), sizes);
      var longer = session.newArray(type.dtype(), length);
      session.copy(type.dtype(), array, 0, longer, 0, elements);
      session.release(type.dtype(), array);
      array = longer;
    }
    session.copy(type.dtype(), next.store(), 0, array, elements, next.elements());
    elements += next.elements();
    count++;
  }

  private boolean hasPart(Tensor tensor, int first) {
    boolean same = tensor.rank() == first + part.length;
    for (int d = 0; same && d < part.length; d++) {
      same = tensor.dim(first + d) == part[d];
    }
    return same;
  }

  private long[] shape(int first) {
    var shape = new long[1 + part.length];
    shape[0] = first;
    System.arraycopy(part, 0, shape, 1, part.length);
    return shape;
  }

  /// The bytes of the array.
  long bytes() {
    return (long) session.length(type.dtype(), array) * type.dtype().bytes();
  }

  /// All of it, until the next [#begin]; without parts it has the sizes of its type, 0 for those that are not known.
  Tensor stacked(Sizes sizes) {
    if (count == 0) {
      part = type.shape().dims().stream().skip(1)
          .mapToLong(d -> sizes.know(d) ? sizes.value(d, "a result of " + origin) : 0).toArray();
    }
    if (last == null || last.store() != array || last.dim(0) != count || !hasPart(last, 1)) {
      last = Tensor.within(type.dtype(), shape(count), array);
    }
    return last;
  }

  /// Gives its memory back.
  void close() {
    session.release(type.dtype(), array);
  }
}

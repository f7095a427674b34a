package io.sinter.runtime;

/// What the iterations of a loop give, stacked along a new first axis.
final class Scan {
  private final Session session;
  private final TensorType type;
  private final String origin;
  private Object array;
  private long[] part = {};
  private int elements;
  private int count;

  /// @param type of all of it
  Scan(Session session, TensorType type, String origin) {
    this.session = session;
    this.type = type;
    this.origin = origin;
    this.array = session.newArray(type.dtype(), 0);
  }

  /// @param rest what the run may still take
  /// @throws ModelError when the part has another shape than those before, or all are too many for an array or for what
  ///     the run may take
  void add(Tensor next, Run rest, Sizes sizes) {
    if (count == 0) {
      part = next.shape();
    } else if (!hasPart(next)) {
      throw new ModelError(Problem.of("What a loop stacks changes its shape.").where(origin + ", iteration " + count)
          .given(next.type()).expected(TensorType.of(type.dtype(), part)));
    }
    int room = session.length(type.dtype(), array);
    if (next.elements() > room - elements) {
      int all = Tensor.count(type.dtype(), shape(count + 1));
      int length = (int) Math.min(Sizes.LONGEST_ARRAY, Math.max(all, 2L * room));
      rest.require((long) length * type.dtype().bytes(), sizes);
      var longer = session.newArray(type.dtype(), length);
      session.copy(type.dtype(), array, 0, longer, 0, elements);
      session.release(type.dtype(), array);
      array = longer;
    }
    session.copy(type.dtype(), next.store(), 0, array, elements, next.elements());
    elements += next.elements();
    count++;
  }

  private boolean hasPart(Tensor next) {
    boolean same = next.rank() == part.length;
    for (int d = 0; same && d < part.length; d++) {
      same = next.dim(d) == part[d];
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

  /// All of it, in an array of its own; without parts it has the sizes of its type, and 0 for those that are not known.
  Tensor stacked(Sizes sizes) {
    if (count == 0) {
      part = type.shape().dims().stream().skip(1)
          .mapToLong(d -> sizes.know(d) ? sizes.value(d, "a result of " + origin) : 0).toArray();
    }
    return Tensor.within(type.dtype(), shape(count), array).trimmed();
  }
}

package io.sinter.ir;

import io.sinter.runtime.Dim;
import io.sinter.runtime.DType;
import io.sinter.runtime.Shape;
import io.sinter.runtime.TensorType;
import io.sinter.runtime.Truth;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Elements read and written at indices that are data. `indices` are tensors of one shape `B`, the k-th holding
/// positions along `axes[k]` of `x`; the other axes of `x`, in order, are *free*.
public sealed interface Indexed extends Op permits Indexed.Gather, Indexed.Scatter {
  Value x();

  List<Value> indices();

  List<Integer> axes();

  /// The axes of `x` that no index chooses from.
  default List<Integer> free() {
    return IntStream.range(0, x().type().rank()).filter(i -> !axes().contains(i)).boxed().toList();
  }

  /// The shape of the indices, then the free sizes of `x`.
  default Shape window() {
    var dims = new ArrayList<Dim>(indices().getFirst().type().shape().dims());
    free().forEach(i -> dims.add(x().type().dim(i)));
    return new Shape(dims);
  }

  private static void check(String op, Indexed i) {
    var axes = i.axes();
    int rank = i.x().type().rank();
    Constraint.check(op, 1,
        !axes.isEmpty() && axes.size() == i.indices().size() && axes.stream().distinct().count() == axes.size()
            && axes.stream().allMatch(a -> a >= 0 && a < rank),
        () -> i.indices().size() + " indices for the axes " + axes + " of " + i.x().type());
    var first = i.indices().getFirst().type();
    Constraint.check(op, 2,
        i.indices().stream().allMatch(v -> v.type().equals(first))
            && (first.dtype() == DType.I64 || first.dtype() == DType.I32),
        () -> "indices of the types " + i.indices().stream().map(Value::type).toList());
  }

  /// `result[b…, f…] = x[…]`, where `x` is read at `indices[k][b]` along `axes[k]` and at `f` along its free axes. An
  /// index outside of its axis is moved to the nearest edge; of an axis of size 0 nothing may be read. C1: one index
  /// for each of at least one distinct axis that exists. C2: the indices have one type, of i64 or i32. As in
  /// StableHLO's `gather`, with the batch first.
  record Gather(Value x, List<Value> indices, List<Integer> axes) implements Indexed {
    public Gather {
      indices = List.copyOf(indices);
      axes = List.copyOf(axes);
    }

    @Override
    public TensorType type() {
      check("gather", this);
      return x.type().withShape(window());
    }
  }

  /// What becomes of the element that an update meets.
  enum Update {
    /// The update replaces it.
    SET,
    ADD,
    MUL,
    MAX,
    MIN;

    @Override
    public String toString() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /// `x`, then for each index `(b…, f…)` of `updates` in row-major order: the element where [Gather] would read is
  /// combined with `updates[b, f]`. An update whose index lies outside of its axis is left out. C1, C2: as for gather.
  /// C3: the updates have the element type of `x` and the shape that [Gather] would give. C4: the combination takes the
  /// element type.
  record Scatter(Value x, List<Value> indices, Value updates, List<Integer> axes, Update update) implements Indexed {
    public Scatter {
      indices = List.copyOf(indices);
      axes = List.copyOf(axes);
    }

    @Override
    public TensorType type() {
      check("scatter", this);
      Constraint.check("scatter", 3,
          updates.type().dtype() == x.type().dtype() && updates.type().shape().equalTo(window()) != Truth.NO,
          () -> "updates of " + updates.type() + " for " + x.type().withShape(window()));
      Constraint.check("scatter", 4, update == Update.SET || Combiners.fits(fn(update), x.type().dtype()),
          () -> update + " does not combine " + x.type().dtype());
      return x.type();
    }
  }

  /// The function that combines, for all but [Update#SET].
  static ScalarFn fn(Update update) {
    return switch (update) {
      case ADD -> ScalarFn.ADD;
      case MUL -> ScalarFn.MUL;
      case MAX -> ScalarFn.MAX;
      case MIN -> ScalarFn.MIN;
      case SET -> throw new IllegalArgumentException("an update that replaces combines nothing");
    };
  }
}

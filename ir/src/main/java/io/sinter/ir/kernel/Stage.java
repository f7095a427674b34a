package io.sinter.ir.kernel;

import io.sinter.ir.ScalarFn;
import io.sinter.runtime.Dim;
import java.util.List;
import java.util.Optional;

/// One computed array: `into[axes…] = value`, or, with a reduction, the folded value. Which loops run in which order,
/// and where the array lies, is not said here; the order of the reduction is, once and for all targets.
///
/// @param into the buffer written; its shape is the extents of `axes`
///
/// With `update` the axes are not those of the buffer, which already holds elements: each point of `axes`, in row-major
/// order, updates one of them.
public record Stage(String into, List<Axis> axes, Optional<Reduction> reduction, Expr value, Optional<Update> update) {
  /// A stage that writes each element of its buffer.
  public Stage(String into, List<Axis> axes, Optional<Reduction> reduction, Expr value) {
    this(into, axes, reduction, value, Optional.empty());
  }

  /// The element at `at`, i64 scalars, becomes the stage's value, or is combined with it by `combiner`, the element
  /// first, half floats in f32; where an index lies outside of the buffer's shape nothing happens. Along an axis that
  /// stands in `at` as its own [Expr.Index], no two points meet.
  public record Update(List<Expr> at, Optional<ScalarFn> combiner) {
    public Update {
      at = List.copyOf(at);
    }
  }

  /// A loop over `0 … extent - 1`.
  public record Axis(String name, Dim extent) {
    public Dim index() {
      return Dim.symbol(name);
    }

    @Override
    public String toString() {
      return name + " < " + extent;
    }
  }

  /// In which order terms are combined.
  public sealed interface Order {
    /// From the first to the last, ascending over the axes, the last axis fastest.
    record Chain() implements Order {}

    /// Term i of the flattened axes goes to lane `i mod lanes`; then the lanes are folded by halves.
    record Lanes(int lanes) implements Order {}

    /// As a chain over one axis, which is an axis of the stage too: `into` gets the accumulator after each term,
    /// rounded where it holds half floats.
    record Running() implements Order {}
  }

  /// `acc = init`; for each point of `axes` in `order`, `acc = ` the stage's value, in which `acc` may be read.
  ///
  /// @param fold what combines lanes
  public record Reduction(Local acc, Expr init, ScalarFn fold, Order order, List<Axis> axes) {
    public Reduction {
      axes = List.copyOf(axes);
    }
  }

  public Stage {
    axes = List.copyOf(axes);
  }

  /// The axes whose points may run in any order, and side by side: no two points that differ there write one element or
  /// are terms of one running reduction.
  public List<Axis> parallelAxes() {
    var running = reduction.filter(r -> r.order() instanceof Order.Running).map(Reduction::axes).orElse(List.of());
    return axes.stream().filter(a -> !running.contains(a))
        .filter(a -> update.isEmpty() || update.get().at().contains(new Expr.Index(a.index()))).toList();
  }
}

package io.sinter.ir.random;

import io.sinter.ir.Counting;
import io.sinter.ir.Indexed;
import io.sinter.ir.Op;
import io.sinter.ir.ScalarFn;
import io.sinter.ir.Value;
import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
import io.sinter.runtime.TensorType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// Random ops that count, and that read and write at indices which are data; empty when nothing there suits one.
final class RandomIndexing {
  /// The most elements that are updated.
  private static final long UPDATES = 512;

  private final RandomFunctions in;

  RandomIndexing(RandomFunctions in) {
    this.in = in;
  }

  Value iota() {
    var shape = in.shape(in.random.nextInt(1, 4));
    return in.builder.add(new Counting.Iota(shape, in.random.nextInt(shape.rank())));
  }

  Value size() {
    var size = in.size();
    return in.builder.add(new Counting.Size(switch (in.random.nextInt(4)) {
      case 0 -> size.times(in.size());
      case 1 -> size.minus(in.size());
      case 2 -> size.plus(1).floorDiv(2);
      default -> size;
    }));
  }

  Optional<Value> gather() {
    var x = in.pick();
    var axes = axes(x.type());
    var batch = in.shape(in.random.nextInt(3));
    if (axes.isEmpty() || readsNothing(x, axes, batch)) {
      return Optional.empty();
    }
    var op = new Indexed.Gather(x, indices(x, axes, batch), axes);
    return in.fits(op.type().shape()) ? Optional.of(in.builder.add(op)) : Optional.empty();
  }

  Optional<Value> scatter() {
    var x = in.pick();
    var axes = axes(x.type());
    var batch = in.shape(in.random.nextInt(3));
    if (axes.isEmpty() || x.type().dtype() == DType.STRING) {
      return Optional.empty();
    }
    var indices = indices(x, axes, batch);
    var window = new Indexed.Gather(x, indices, axes).type();
    if (in.count(window.shape()) > UPDATES) {
      return Optional.empty();
    }
    var updates = List.of(Indexed.Update.values()).stream().filter(u -> u == Indexed.Update.SET
        || RandomOps.takes(Indexed.fn(u), x.type().dtype())).toList();
    return Optional.of(in.builder.add(new Indexed.Scatter(x, indices, in.like(window), axes, in.oneOf(updates))));
  }

  /// One or two axes of a type, in any order.
  private List<Integer> axes(TensorType type) {
    var axes = new ArrayList<>(IntStream.range(0, type.rank()).boxed().toList());
    Collections.shuffle(axes, in.random);
    return List.copyOf(axes.subList(0, Math.min(axes.size(), in.random.nextInt(1, 3))));
  }

  private boolean readsNothing(Value x, List<Integer> axes, Shape batch) {
    return in.count(batch) > 0 && axes.stream().anyMatch(a -> x.type().dim(a).evaluate(in.sizes) == 0);
  }

  /// Mostly inside of their axes, or just outside.
  private List<Value> indices(Value x, List<Integer> axes, Shape batch) {
    var type = new TensorType(in.oneOf(List.of(DType.I64, DType.I64, DType.I32)), batch);
    return axes.stream().map(axis -> {
      var any = in.chance(0.2) ? counted(type) : in.like(type);
      if (in.chance(0.2)) {
        return any;
      }
      long size = x.type().dim(axis).evaluate(in.sizes);
      long mask = Math.max(1, Long.highestOneBit(size)) * 2 - 1;
      return in.builder.apply(ScalarFn.AND, any, in.builder.splat(any, mask));
    }).toList();
  }

  /// Indices that follow from positions.
  private Value counted(TensorType type) {
    var count = type.rank() == 0 ? in.builder.add(new Counting.Size(Dim.of(3)))
        : in.builder.add(new Counting.Iota(type.shape(), in.random.nextInt(type.rank())));
    var shifted = in.chance(0.5) ? count
        : in.builder.apply(ScalarFn.SUB, in.builder.splat(count, in.random.nextInt(5)), count);
    return type.dtype() == DType.I64 ? shifted : in.builder.add(new Op.Convert(shifted, type.dtype()));
  }
}

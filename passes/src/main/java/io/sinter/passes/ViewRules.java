package io.sinter.passes;

import io.sinter.ir.Op;
import io.sinter.ir.Value;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
import io.sinter.runtime.Truth;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Laws of views: two in a row are one, and one that changes nothing is none.
final class ViewRules {
  private ViewRules() {}

  static final List<Rule> RULES = List.of(
      Rule.exact("transpose-twice", "two permutations in a row are one", """
          (%x: f32[2, 3, 4])
          %0 = transpose(%x) permutation(1, 2, 0) : f32[3, 4, 2]
          %1 = transpose(%0) permutation(0, 2, 1) : f32[3, 2, 4]
          =>
          %0 = transpose(%x) permutation(1, 0, 2) : f32[3, 2, 4]
          """, (site, op) -> op instanceof Op.Transpose(var t, var p) && t.op() instanceof Op.Transpose(var x, var q)
              ? site.add(new Op.Transpose(x, p.stream().map(q::get).toList())) : null),

      Rule.exact("transpose-nothing", "the identity permutation changes nothing", """
          (%x: f32[2, 3])
          %0 = transpose(%x) permutation(0, 1) : f32[2, 3]
          =>
          %x
          """, (site, op) -> op instanceof Op.Transpose(var x, var p) && isAscending(p) ? x : null),

      Rule.exact("transpose-of-ones", "moving axes of size 1 past others is a reshape", """
          (%x: f32[2, 1, 3])
          %0 = transpose(%x) permutation(1, 0, 2) : f32[1, 2, 3]
          =>
          %0 = reshape(%x) shape(1, 2, 3) : f32[1, 2, 3]
          """, (site, op) -> op instanceof Op.Transpose(var x, var p) && !isAscending(p)
              && isAscending(p.stream().filter(i -> !x.type().dim(i).isConstant(1)).toList())
              ? site.reshape(x, op.type().shape()) : null),

      Rule.exact("transpose-of-broadcast", "the axes of a repeated tensor may stand elsewhere from the start", """
          (%x: f32[3, 4])
          %0 = broadcast(%x) shape(2, 3, 4) axes(1, 2) : f32[2, 3, 4]
          %1 = transpose(%0) permutation(2, 0, 1) : f32[4, 2, 3]
          =>
          %0 = transpose(%x) permutation(1, 0) : f32[4, 3]
          %1 = broadcast(%0) shape(4, 2, 3) axes(0, 2) : f32[4, 2, 3]
          """, ViewRules::transposeOfBroadcast),

      Rule.exact("reshape-twice", "only the last of two reshapes counts", """
          (%x: f32[2, 3, 4])
          %0 = reshape(%x) shape(6, 4) : f32[6, 4]
          %1 = reshape(%0) shape(3, 8) : f32[3, 8]
          =>
          %0 = reshape(%x) shape(3, 8) : f32[3, 8]
          """, (site, op) -> op instanceof Op.Reshape(var r, var shape) && r.op() instanceof Op.Reshape(var x, _)
              ? site.add(new Op.Reshape(x, shape)) : null),

      Rule.exact("transpose-between-reshapes", "axes that are merged, moved as one and split again are moved", """
          (%x: f32[2, 3, 4, 5])
          %0 = reshape(%x) shape(6, 4, 5) : f32[6, 4, 5]
          %1 = transpose(%0) permutation(0, 2, 1) : f32[6, 5, 4]
          %2 = reshape(%1) shape(2, 3, 5, 4) : f32[2, 3, 5, 4]
          =>
          %0 = transpose(%x) permutation(0, 1, 3, 2) : f32[2, 3, 5, 4]
          """, ViewRules::transposeBetweenReshapes),

      Rule.exact("reshape-nothing", "a reshape to its own shape changes nothing", """
          (%x: f32[2, 3])
          %0 = reshape(%x) shape(2, 3) : f32[2, 3]
          =>
          %x
          """, (site, op) -> op instanceof Op.Reshape(var x, var shape) && x.type().shape().equals(shape) ? x : null),

      Rule.exact("reshape-of-scalar-broadcast", "a repeated scalar has any shape from the start", """
          (%x: f32[])
          %0 = broadcast(%x) shape(2, 3) axes() : f32[2, 3]
          %1 = reshape(%0) shape(6) : f32[6]
          =>
          %0 = broadcast(%x) shape(6) axes() : f32[6]
          """, (site, op) -> op instanceof Op.Reshape(var b, var shape)
              && b.op() instanceof Op.Broadcast(var x, _, var axes) && axes.isEmpty()
              ? site.broadcast(x, shape, List.of()) : null),

      Rule.exact("broadcast-twice", "two broadcasts in a row are one", """
          (%x: f32[3])
          %0 = broadcast(%x) shape(2, 3) axes(1) : f32[2, 3]
          %1 = broadcast(%0) shape(2, 4, 3) axes(0, 2) : f32[2, 4, 3]
          =>
          %0 = broadcast(%x) shape(2, 4, 3) axes(2) : f32[2, 4, 3]
          """, (site, op) -> op instanceof Op.Broadcast(var b, var shape, var outer)
              && b.op() instanceof Op.Broadcast(var x, _, var inner)
              ? site.add(new Op.Broadcast(x, shape, inner.stream().map(outer::get).toList())) : null),

      Rule.exact("broadcast-nothing", "a broadcast to its own shape changes nothing", """
          (%x: f32[2, 3])
          %0 = broadcast(%x) shape(2, 3) axes(0, 1) : f32[2, 3]
          =>
          %x
          """, (site, op) -> op instanceof Op.Broadcast(var x, var shape, _) && x.type().shape().equals(shape)
              ? x : null),

      Rule.exact("broadcast-of-ones", "axes of size 1 need not be there to be repeated", """
          (%x: f32[1, 3, 1])
          %0 = broadcast(%x) shape(2, 3, 4) axes(0, 1, 2) : f32[2, 3, 4]
          =>
          %0 = reshape(%x) shape(3) : f32[3]
          %1 = broadcast(%0) shape(2, 3, 4) axes(1) : f32[2, 3, 4]
          """, ViewRules::broadcastOfOnes),

      Rule.exact("reshape-of-ones-broadcast", "a broadcast that only adds axes of size 1 is a reshape", """
          (%x: f32[3])
          %0 = broadcast(%x) shape(1, 3, 1) axes(1) : f32[1, 3, 1]
          =>
          %0 = reshape(%x) shape(1, 3, 1) : f32[1, 3, 1]
          """, (site, op) -> op instanceof Op.Broadcast(var x, var shape, _) && x.type().rank() > 0
              && withoutOnes(x.type().shape()).equals(withoutOnes(shape)) ? site.reshape(x, shape) : null),

      Rule.exact("slice-nothing", "a slice of everything changes nothing", """
          (%x: f32[2, 3])
          %0 = slice(%x) start(0, 0) sizes(2, 3) strides(1, 1) : f32[2, 3]
          =>
          %x
          """, (site, op) -> op instanceof Op.Slice(var x, var start, var sizes, var strides)
              && x.type().shape().equals(sizes) && start.stream().allMatch(d -> d.isConstant(0))
              && strides.stream().allMatch(s -> s == 1) ? x : null),

      Rule.exact("slice-twice", "two slices in a row are one", """
          (%x: f32[20])
          %0 = slice(%x) start(2) sizes(9) strides(2) : f32[9]
          %1 = slice(%0) start(1) sizes(4) strides(2) : f32[4]
          =>
          %0 = slice(%x) start(4) sizes(4) strides(4) : f32[4]
          """, (site, op) -> op instanceof Op.Slice(var s, var start, var sizes, var strides)
              && s.op() instanceof Op.Slice(var x, var start0, _, var strides0) ? site.add(new Op.Slice(x,
                  axes(start).mapToObj(i -> start0.get(i).plus(start.get(i).times(strides0.get(i)))).toList(), sizes,
                  axes(start).mapToObj(i -> strides0.get(i) * strides.get(i)).toList())) : null),

      Rule.exact("slice-of-scalar-broadcast", "a part of a repeated scalar is a smaller one", """
          (%x: f32[])
          %0 = broadcast(%x) shape(5) axes() : f32[5]
          %1 = slice(%0) start(1) sizes(2) strides(1) : f32[2]
          =>
          %0 = broadcast(%x) shape(2) axes() : f32[2]
          """, (site, op) -> op instanceof Op.Slice(var b, _, var sizes, _)
              && b.op() instanceof Op.Broadcast(var x, _, var axes) && axes.isEmpty()
              ? site.broadcast(x, sizes, List.of()) : null),

      Rule.exact("slice-of-concatenate", "a slice that touches one operand only is a slice of it", """
          (%x: f32[2], %y: f32[3])
          %0 = concatenate(%x, %y) axis(0) : f32[5]
          %1 = slice(%0) start(3) sizes(2) strides(1) : f32[2]
          =>
          %0 = slice(%y) start(1) sizes(2) strides(1) : f32[2]
          """, ViewRules::sliceOfConcatenate));

  static boolean isAscending(List<Integer> axes) {
    return IntStream.range(1, axes.size()).allMatch(i -> axes.get(i - 1) < axes.get(i));
  }

  private static IntStream axes(List<?> perAxis) {
    return IntStream.range(0, perAxis.size());
  }

  private static List<Dim> withoutOnes(Shape shape) {
    return shape.dims().stream().filter(d -> !d.isConstant(1)).toList();
  }

  private static @Nullable Value transposeOfBroadcast(Site site, Op op) {
    if (!(op instanceof Op.Transpose(var b, var p)) || !(b.op() instanceof Op.Broadcast(var x, _, var axes))) {
      return null;
    }
    // the axes of x in the order in which they now come, and where they come
    var order = new ArrayList<Integer>();
    var places = new ArrayList<Integer>();
    for (int k = 0; k < p.size(); k++) {
      int i = axes.indexOf(p.get(k));
      if (i >= 0) {
        order.add(i);
        places.add(k);
      }
    }
    var turned = isAscending(order) ? x : site.add(new Op.Transpose(x, order));
    return site.add(new Op.Broadcast(turned, op.type().shape(), places));
  }

  private static @Nullable Value transposeBetweenReshapes(Site site, Op op) {
    if (!(op instanceof Op.Reshape(var t, var shape)) || !(t.op() instanceof Op.Transpose(var r, var p))
        || !(r.op() instanceof Op.Reshape(var x, var merged))) {
      return null;
    }
    var wide = new Shape(withoutOnes(x.type().shape()));
    var runs = runs(wide, merged);
    var order = runs.isEmpty() ? List.<Integer>of() : p.stream().flatMap(k -> runs.get(k).stream()).toList();
    boolean splits = !wide.equals(merged) && order.stream().map(wide::get).toList().equals(withoutOnes(shape));
    return splits ? site.reshape(site.add(new Op.Transpose(site.reshape(x, wide), order)), shape) : null;
  }

  /// For each axis of `merged` the axes of `shape` that make it up; nothing if an axis would have to be split.
  static List<List<Integer>> runs(Shape shape, Shape merged) {
    var runs = new ArrayList<List<Integer>>();
    int next = 0;
    for (var d : merged.dims()) {
      var run = new ArrayList<Integer>();
      for (var size = Dim.ONE; next < shape.rank() && !size.equals(d); next++) {
        size = size.times(shape.get(next));
        run.add(next);
      }
      runs.add(run);
    }
    boolean whole = next == shape.rank() && IntStream.range(0, runs.size()).allMatch(k ->
        runs.get(k).stream().map(shape::get).reduce(Dim.ONE, Dim::times).equals(merged.get(k)));
    return whole ? runs : List.of();
  }

  private static @Nullable Value broadcastOfOnes(Site site, Op op) {
    if (!(op instanceof Op.Broadcast(var x, var shape, var axes)) || x.type().shape().equals(shape)) {
      return null;
    }
    var kept = IntStream.range(0, axes.size()).filter(i -> !x.type().dim(i).isConstant(1)).boxed().toList();
    if (kept.size() == axes.size()) {
      return null;
    }
    var small = site.reshape(x, new Shape(kept.stream().map(x.type()::dim).toList()));
    return site.add(new Op.Broadcast(small, shape, kept.stream().map(axes::get).toList()));
  }

  private static @Nullable Value sliceOfConcatenate(Site site, Op op) {
    if (!(op instanceof Op.Slice(var c, var start, var sizes, var strides))
        || !(c.op() instanceof Op.Concatenate(var args, var axis)) || strides.get(axis) < 0) {
      return null;
    }
    var first = start.get(axis);
    var end = first.plus(sizes.get(axis).minus(1).times(strides.get(axis))).plus(1);
    var low = Dim.ZERO;
    for (var a : args) {
      var high = low.plus(a.type().dim(axis));
      if (low.atMost(first) == Truth.YES && end.atMost(high) == Truth.YES) {
        var within = new ArrayList<>(start);
        within.set(axis, first.minus(low));
        return site.add(new Op.Slice(a, within, sizes, strides));
      }
      low = high;
    }
    return null;
  }
}

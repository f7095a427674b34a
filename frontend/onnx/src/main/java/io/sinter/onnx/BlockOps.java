package io.sinter.onnx;

import static io.sinter.onnx.Operator.of;

import io.sinter.ir.Op;
import io.sinter.ir.Value;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
import io.sinter.runtime.Truth;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/// Padding, repetition, and blocks that change places.
final class BlockOps {
  static final List<Operator> TABLE = List.of(
      of("Pad", 2, n -> pad(n, n.attributes().integers("pads").stream().map(Dim::of).toList(), axes(n),
          n.builder().scalar(n.value(0).type().dtype(), n.attributes().real("value", 0)))),
      of("Pad", 11, n -> pad(n, amounts(n), n.has(3) ? n.integers(3, "axes") : axes(n),
          n.has(2) ? n.single(2, "constant_value") : n.builder().scalar(n.value(0).type().dtype(), 0))),
      of("Tile", 6, BlockOps::tile),
      of("DepthToSpace", 1, BlockOps::depthToSpace),
      of("SpaceToDepth", 1, BlockOps::spaceToDepth));

  private BlockOps() {}

  private static List<Long> axes(OnnxNode n) {
    return LongStream.range(0, n.value(0).type().rank()).boxed().toList();
  }

  /// Amounts that only the run tells may be negative: each is what it adds less what it cuts away.
  private static List<Dim> amounts(OnnxNode n) {
    var numbers = new Integers(n.builder());
    var zero = numbers.of(0);
    var given = n.numbers(1, "pads");
    return IntStream.range(0, given.size()).mapToObj(i -> n.number(given.get(i)).orElseGet(
        () -> n.size(numbers.atLeast(given.get(i), zero), "added" + i)
            .minus(n.size(numbers.atLeast(numbers.minus(zero, given.get(i)), zero), "cut" + i)))).toList();
  }

  private static Value pad(OnnxNode n, List<Dim> pads, List<Long> axes, Value value) {
    var x = n.value(0);
    int rank = x.type().rank();
    var mode = n.attributes().choice("mode", "constant", n.version() < 19
        ? List.of("constant", "edge", "reflect") : List.of("constant", "edge", "reflect", "wrap"));
    n.require(pads.size() == 2 * axes.size(), "A Pad has the wrong number of amounts.",
        pads + " for the axes " + axes, "two for each axis");
    n.axes(axes, rank);
    var low = new ArrayList<>(Collections.nCopies(rank, Dim.ZERO));
    var high = new ArrayList<>(low);
    for (int i = 0; i < axes.size(); i++) {
      low.set(n.axis(axes.get(i), rank), pads.get(i));
      high.set(n.axis(axes.get(i), rank), pads.get(axes.size() + i));
    }
    n.require(IntStream.range(0, rank).allMatch(i -> Dim.ZERO.atMost(
            x.type().dim(i).plus(low.get(i)).plus(high.get(i))) != Truth.NO), "A Pad cuts away more than there is.",
        low + " and " + high + " around " + x.type(), "sizes of 0 or more");
    if (mode.equals("constant")) {
      return n.builder().add(new Op.Pad(x, value, low, high, Collections.nCopies(rank, 0L)));
    }
    var padded = x;
    for (int axis = 0; axis < rank; axis++) {
      padded = Borders.pad(n, padded, axis, low.get(axis), high.get(axis), mode);
    }
    return padded;
  }

  /// Each axis gets one before it that is repeated, and the two become one.
  private static Value tile(OnnxNode n) {
    var x = n.value(0);
    int rank = x.type().rank();
    var repeats = n.dims(1, "repeats");
    n.require(repeats.size() == rank, "A Tile has the wrong number of repeats.", repeats + " for " + x.type(),
        rank + " repeats");
    n.require(repeats.stream().allMatch(r -> r.constant().orElse(0) >= 0), "A Tile repeats less than never.", repeats,
        "numbers of 0 or more");
    var pairs = new ArrayList<Dim>();
    var dims = new ArrayList<Dim>();
    for (int i = 0; i < rank; i++) {
      pairs.add(repeats.get(i));
      pairs.add(x.type().dim(i));
      dims.add(repeats.get(i).times(x.type().dim(i)));
    }
    var axes = IntStream.range(0, rank).map(i -> 2 * i + 1).boxed().toList();
    return repeats.stream().allMatch(r -> r.isConstant(1)) ? x
        : ShapeOps.reshape(n, n.builder().add(new Op.Broadcast(x, new Shape(pairs), axes)), new Shape(dims));
  }

  private static boolean depthFirst(OnnxNode n) {
    return n.attributes().choice("mode", "DCR", List.of("DCR", "CRD")).equals("DCR");
  }

  private static Dim block(OnnxNode n) {
    n.ranked(0, 4, "[N, C, H, W]");
    return Dim.of(n.attributes().count("blocksize"));
  }

  /// How many blocks of a size there are.
  private static Dim blocks(OnnxNode n, Dim size, Dim block) {
    var count = size.floorDiv(block);
    n.require(count.times(block).equalTo(size) != Truth.NO, "Blocks do not fill an axis.",
        "size " + size + " of " + n.value(0).type(), "a multiple of " + block);
    return count;
  }

  private static Value depthToSpace(OnnxNode n) {
    var s = block(n);
    var d = n.value(0).type().shape().dims();
    var c = blocks(n, d.get(1), s.times(s));
    boolean depthFirst = depthFirst(n);
    var split = depthFirst
        ? Shape.of(d.get(0), s, s, c, d.get(2), d.get(3)) : Shape.of(d.get(0), c, s, s, d.get(2), d.get(3));
    var blocks = n.builder().add(new Op.Reshape(n.value(0), split));
    var moved = n.builder().add(
        new Op.Transpose(blocks, depthFirst ? List.of(0, 3, 4, 1, 5, 2) : List.of(0, 1, 4, 2, 5, 3)));
    return n.builder().add(new Op.Reshape(moved, Shape.of(d.get(0), c, d.get(2).times(s), d.get(3).times(s))));
  }

  private static Value spaceToDepth(OnnxNode n) {
    var s = block(n);
    var d = n.value(0).type().shape().dims();
    var h = blocks(n, d.get(2), s);
    var w = blocks(n, d.get(3), s);
    var blocks = n.builder().add(new Op.Reshape(n.value(0), Shape.of(d.get(0), d.get(1), h, s, w, s)));
    var moved = n.builder().add(
        new Op.Transpose(blocks, depthFirst(n) ? List.of(0, 3, 5, 1, 2, 4) : List.of(0, 1, 3, 5, 2, 4)));
    return n.builder().add(new Op.Reshape(moved, Shape.of(d.get(0), d.get(1).times(s).times(s), h, w)));
  }
}

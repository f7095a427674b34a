package io.sinter.onnx;

import static io.sinter.onnx.Operator.of;

import io.sinter.ir.Indexed;
import io.sinter.ir.Op;
import io.sinter.ir.ScalarFn;
import io.sinter.ir.Value;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
import io.sinter.runtime.Truth;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/// Elements put at their places in a tensor of another size.
final class PlacementOps {
  static final List<Operator> TABLE = List.of(
      of("CenterCropPad", 18, PlacementOps::centre),
      of("MaxUnpool", 9, PlacementOps::unpool),
      of("Col2Im", 18, PlacementOps::image));

  private PlacementOps() {}

  /// What is cut away at the start, or added there, is the smaller half.
  private static Value centre(OnnxNode n) {
    var x = n.value(0);
    int rank = x.type().rank();
    var sizes = n.dims(1, "shape");
    var axes = n.attributes().has("axes")
        ? n.distinct(n.attributes().integers("axes"), rank) : Indices.axes(rank);
    n.require(sizes.size() == axes.size(), "A CenterCropPad has the wrong number of sizes.",
        sizes + " for the axes " + axes, "one for each axis");
    n.require(sizes.stream().allMatch(s -> s.constant().orElse(0) >= 0), "A CenterCropPad has a negative size.", sizes,
        "sizes of 0 or more");
    var low = new ArrayList<>(Collections.nCopies(rank, Dim.ZERO));
    var high = new ArrayList<>(low);
    for (int i = 0; i < axes.size(); i++) {
      var grown = sizes.get(i).minus(x.type().dim(axes.get(i)));
      var start = grown.max(Dim.ZERO).floorDiv(2).minus(grown.times(-1).max(Dim.ZERO).floorDiv(2));
      low.set(axes.get(i), start);
      high.set(axes.get(i), grown.minus(start));
    }
    var zero = n.builder().scalar(x.type().dtype(), 0);
    return n.builder().add(new Op.Pad(x, zero, low, high, Collections.nCopies(rank, 0L)));
  }

  /// Each element at its index in the tensor that was pooled, as far as kernel, strides and pads tell its size. A given
  /// size adds zeros at the end of each axis.
  private static Value unpool(OnnxNode n) {
    var x = n.value(0);
    int spatial = x.type().rank() - 2;
    n.require(spatial > 0, "An image has the wrong rank.", x.type(), "[N, C, d1 … dk]");
    var kernel = list(n, "kernel_shape", spatial, 1, 1);
    var strides = list(n, "strides", spatial, 1, 1);
    var pads = list(n, "pads", 2 * spatial, 0, 0);
    var dims = new ArrayList<>(x.type().shape().dims());
    for (int i = 0; i < spatial; i++) {
      dims.set(i + 2, x.type().dim(i + 2).minus(1).times(strides.get(i))
          .plus(kernel.get(i) - pads.get(i) - pads.get(spatial + i)));
    }
    var shape = new Shape(dims);
    var empty = n.builder().broadcast(n.builder().scalar(x.type().dtype(), 0), Shape.of(shape.elements()));
    var places = Indices.fromStart(n, SelectOps.flat(n, n.shaped(1, x.type().shape())), shape.elements());
    var written = n.builder().add(new Indexed.Scatter(
        empty, List.of(places), SelectOps.flat(n, x), List.of(0), Indexed.Update.SET));
    var image = ShapeOps.reshape(n, written, shape);
    if (!n.has(2)) {
      return image;
    }
    var sizes = n.dims(2, "output_shape");
    n.require(sizes.size() == shape.rank() && IntStream.range(0, sizes.size()).allMatch(
            i -> (i < 2 ? shape.get(i).equalTo(sizes.get(i)) : shape.get(i).atMost(sizes.get(i))) != Truth.NO),
        "A MaxUnpool does not fit its size.", shape + " into " + sizes,
        "as many images and channels, and no size that is smaller");
    var none = Collections.nCopies(shape.rank(), Dim.ZERO);
    var rest = IntStream.range(0, shape.rank())
        .mapToObj(i -> i < 2 ? Dim.ZERO : sizes.get(i).minus(shape.get(i)).max(Dim.ZERO)).toList();
    Value padded = n.builder().add(new Op.Pad(image, n.builder().scalar(x.type().dtype(), 0), none, rest,
        Collections.nCopies(shape.rank(), 0L)));
    return ShapeOps.reshape(n, padded, new Shape(sizes));
  }

  /// The sum of blocks that overlap: column `l` of the input holds the block at the l-th place of a window.
  private static Value image(OnnxNode n) {
    var x = n.value(0);
    var sizes = n.dims(1, "image_shape");
    var block = n.dims(2, "block_shape");
    int spatial = sizes.size();
    var strides = list(n, "strides", spatial, 1, 1);
    var dilations = list(n, "dilations", spatial, 1, 1);
    var pads = list(n, "pads", 2 * spatial, 0, 0);
    n.require(block.size() == spatial && x.type().rank() == 3
            && block.stream().allMatch(b -> b.constant().orElse(1) > 0), "Blocks do not fit their image.",
        x.type() + ", blocks " + block + " of " + sizes,
        "[N, C * block, places], and one size of each for each axis, for blocks of 1 or more");
    var places = new ArrayList<Dim>();
    for (int i = 0; i < spatial; i++) {
      places.add(sizes.get(i).plus(pads.get(i) + pads.get(spatial + i))
          .minus(block.get(i).minus(1).times(dilations.get(i))).minus(1).floorDiv(strides.get(i)).plus(1));
    }
    var batch = x.type().dim(0);
    var each = new Shape(block).elements();
    var channels = x.type().dim(1).floorDiv(each);
    var whole = n.sized(x, 1, channels.times(each), "The channels are no whole blocks.");
    var columns = n.sized(
        whole, 2, new Shape(places).elements(), "There is not one column for each place of a block.");
    var at = new ArrayList<>(block);
    at.addAll(places);
    var positions = new ArrayList<Value>();
    for (int i = 0; i < spatial; i++) {
      positions.add(position(n, new Shape(at), i, spatial, dilations.get(i), strides.get(i), pads.get(i)));
    }
    var dims = new ArrayList<>(List.of(batch, channels));
    dims.addAll(at);
    var blocks = n.builder().add(new Op.Transpose(ShapeOps.reshape(n, columns, new Shape(dims)),
        Indices.first(dims.size(), IntStream.range(2, dims.size()).boxed().toList())));
    var shape = new ArrayList<>(List.of(batch, channels));
    shape.addAll(sizes);
    var empty = n.builder().broadcast(n.builder().scalar(x.type().dtype(), 0), new Shape(shape));
    return n.builder().add(new Indexed.Scatter(empty, positions, blocks,
        IntStream.range(2, 2 + spatial).boxed().toList(), Indexed.Update.ADD));
  }

  private static List<Long> list(OnnxNode n, String name, int length, long fallback, long least) {
    var values = n.attributes().integers(name, Collections.nCopies(length, fallback));
    n.require(values.size() == length, "An attribute has the wrong number of elements.", name + " " + values,
        length + " elements");
    n.require(values.stream().allMatch(v -> v >= least), "An attribute is out of range.", name + " " + values,
        least + " or more");
    return values;
  }

  /// `place * stride + offset * dilation - pad` along one axis of the image.
  private static Value position(
      OnnxNode n, Shape shape, int axis, int spatial, long dilation, long stride, long pad) {
    var offset = Indices.position(n, shape, axis);
    var place = Indices.position(n, shape, spatial + axis);
    var at = n.apply(ScalarFn.ADD, n.apply(ScalarFn.MUL, place, n.splat(place, stride)),
        n.apply(ScalarFn.MUL, offset, n.splat(offset, dilation)));
    return n.apply(ScalarFn.SUB, at, n.splat(at, pad));
  }
}

package io.sinter.onnx;

import io.sinter.runtime.Dim;
import java.util.ArrayList;
import java.util.List;

/// The attributes that say which results of a transposed convolution are wanted.
///
/// @param start the first position that is wanted, on each spatial axis
/// @param sizes how many are
record TransposedWindows(List<Long> strides, List<Long> dilations, List<Dim> start, List<Dim> sizes) {
  static TransposedWindows of(OnnxNode n, List<Dim> over, List<Long> kernel) {
    int rank = over.size();
    var strides = Windows.list(n, "strides", rank, 1, 1);
    var dilations = Windows.list(n, "dilations", rank, 1, 1);
    var padding = Windows.list(n, "output_padding", rank, 0, 0);
    var pads = Windows.list(n, "pads", 2 * rank, 0, 0);
    var auto = Windows.auto(n);
    boolean shaped = n.attributes().has("output_shape");
    var wanted = Windows.list(n, "output_shape", rank, 1, 1);
    var start = new ArrayList<Dim>();
    var sizes = new ArrayList<Dim>();
    for (int i = 0; i < rank; i++) {
      long reach = Math.addExact(Math.multiplyExact(kernel.get(i) - 1, dilations.get(i)), 1);
      var whole = over.get(i).minus(1).times(strides.get(i)).plus(reach).plus(padding.get(i));
      boolean same = auto.equals("SAME_UPPER") || auto.equals("SAME_LOWER");
      long room = Math.max(strides.get(i), dilations.get(i));
      n.require(padding.get(i) < room, "An output is padded too far.", "output_padding " + padding,
          "less than the stride or the dilation, which is " + room);
      if (same || shaped) {
        var size = shaped ? Dim.of(wanted.get(i)) : over.get(i).times(strides.get(i));
        var total = whole.minus(size);
        n.require(total.constant().orElse(0) > -room, "An output is larger than its input can fill.",
            "output_shape " + wanted, "less than " + whole.plus(room) + " on spatial axis " + i);
        start.add(auto.equals("SAME_UPPER") ? total.floorDiv(2) : total.ceilDiv(2));
        sizes.add(size);
      } else {
        boolean explicit = auto.equals("NOTSET");
        start.add(Dim.of(explicit ? pads.get(i) : 0));
        sizes.add(explicit ? whole.minus(pads.get(i)).minus(pads.get(rank + i)) : whole);
      }
    }
    return new TransposedWindows(strides, dilations, start, sizes);
  }
}

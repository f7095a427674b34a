package io.sinter.onnx.export;

import io.sinter.ir.Combiners;
import io.sinter.ir.Op;
import io.sinter.ir.ScalarFn;
import io.sinter.ir.Value;
import io.sinter.ir.Window;
import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/// Windows as pools have them: maxima and sums of floats over one to three axes behind batch and channels. All others
/// combine shifted copies, one axis after the other.
final class LegalWindows {
  private LegalWindows() {}

  static Value of(Legal l, Op.ReduceWindow r) {
    var type = r.x().type().dtype();
    boolean extreme = isPool(r) && (type == DType.F32 || type == DType.F64);
    boolean sum = isPool(r) && type == DType.F32 && r.window().dilations().stream().allMatch(d -> d == 1);
    return switch (r.combiner()) {
      case MAX -> extreme ? l.keep(r) : shifted(l, r);
      case MIN -> extreme ? l.apply(ScalarFn.NEG,
          l.keep(new Op.ReduceWindow(l.apply(ScalarFn.NEG, r.x()), ScalarFn.MAX, r.window()))) : shifted(l, r);
      case ADD -> sum ? l.keep(r) : shifted(l, r);
      default -> shifted(l, r);
    };
  }

  /// Pools look at no position that lies in the padding alone.
  private static boolean isPool(Op.ReduceWindow r) {
    var w = r.window();
    return w.rank() >= 3 && w.rank() <= 5 && IntStream.range(0, w.rank()).allMatch(i -> i < 2 ? isPoint(w, i)
        : w.low().get(i) >= 0 && w.low().get(i) < w.sizes().get(i)
            && w.high().get(i) >= 0 && w.high().get(i) < w.sizes().get(i));
  }

  private static boolean isPoint(Window w, int axis) {
    return w.sizes().get(axis) == 1 && w.strides().get(axis) == 1 && w.low().get(axis) == 0 && w.high().get(axis) == 0;
  }

  private static Value shifted(Legal l, Op.ReduceWindow r) {
    var w = r.window();
    var type = r.x().type().dtype();
    var x = padded(l, r.x(), l.scalar(type, Combiners.identity(r.combiner(), type)), w, 0);
    var shape = r.type().shape();
    for (int axis = 0; axis < w.rank(); axis++) {
      var parts = new ArrayList<Value>();
      for (long k = 0; k < w.sizes().get(axis); k++) {
        parts.add(taps(l, x, w, axis, k, shape.get(axis)));
      }
      x = parts.stream().reduce((a, b) -> l.apply(r.combiner(), a, b)).orElseThrow();
    }
    return x;
  }

  /// The elements that stand at place `k` of the window along one axis.
  private static Value taps(Legal l, Value x, Window w, int axis, long k, Dim positions) {
    int rank = x.type().rank();
    var start = new ArrayList<>(Collections.nCopies(rank, Dim.ZERO));
    start.set(axis, Dim.of(k * w.dilations().get(axis)));
    var sizes = new ArrayList<>(x.type().shape().dims());
    sizes.set(axis, positions);
    var strides = new ArrayList<>(Collections.nCopies(rank, 1L));
    strides.set(axis, w.strides().get(axis));
    return l.slice(x, start, new Shape(sizes), strides);
  }

  /// `x` with what a window reaches around it.
  ///
  /// @param first the axis of `x` that the window's first axis moves along
  static Value padded(Legal l, Value x, Value fill, Window w, int first) {
    var low = new ArrayList<>(Collections.nCopies(first, 0L));
    low.addAll(w.low());
    var high = new ArrayList<>(Collections.nCopies(first, 0L));
    high.addAll(w.high());
    boolean none = List.of(low, high).stream().flatMap(List::stream).allMatch(a -> a == 0);
    return none ? x : l.add(Op.Pad.around(x, fill, low, high));
  }
}

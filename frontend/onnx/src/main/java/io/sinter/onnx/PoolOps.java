package io.sinter.onnx;

import static io.sinter.onnx.Operator.of;

import io.sinter.ir.Op;
import io.sinter.ir.ScalarFn;
import io.sinter.ir.Value;
import io.sinter.ir.Window;
import io.sinter.ir.composite.Mean;
import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Pooling over the spatial axes of [N, C, spatial…].
final class PoolOps {
  static final List<Operator> TABLE = List.of(
      of("MaxPool", 1, PoolOps::maximum),
      of("AveragePool", 1, PoolOps::average),
      of("GlobalMaxPool", 1, n -> {
        var x = input(n);
        return ReductionOps.keep(n, ReductionOps.reduce(n, x, ScalarFn.MAX, spatial(x)), x.type().shape(), spatial(x));
      }),
      of("GlobalAveragePool", 1, n -> {
        var x = input(n);
        return ReductionOps.keep(n, Mean.of(n.builder(), x, spatial(x)), x.type().shape(), spatial(x));
      }));

  private PoolOps() {}

  private static Value input(OnnxNode n) {
    var x = n.value(0);
    if (x.type().rank() < 3) {
      throw n.error("There is nothing to pool over.", x.type().toString(), "[N, C, spatial…]");
    }
    return x;
  }

  private static List<Integer> spatial(Value x) {
    return IntStream.range(2, x.type().rank()).boxed().toList();
  }

  private static List<Dim> spatialDims(Value x) {
    return x.type().shape().dims().subList(2, x.type().rank());
  }

  private static Windows windows(OnnxNode n, Value x) {
    return Windows.of(
        n, spatialDims(x), n.attributes().integers("kernel_shape"), n.attributes().flag("ceil_mode", false));
  }

  /// The window over all axes: 1 over the first two.
  private static Window full(Window w) {
    return new Window(lead(1, w.sizes()), lead(1, w.strides()), lead(0, w.low()), lead(0, w.high()),
        lead(1, w.dilations()));
  }

  private static List<Long> lead(long value, List<Long> rest) {
    return Stream.concat(Stream.of(value, value), rest.stream()).toList();
  }

  private static Value maximum(OnnxNode n) {
    var x = input(n);
    if (n.wants(1)) {
      throw n.unsupported("the indices of MaxPool", "its first output");
    }
    n.attributes().ignore("storage_order");
    return n.builder().add(new Op.ReduceWindow(x, ScalarFn.MAX, full(windows(n, x).extended())));
  }

  /// The sum under the window over how many elements it has there, padding counted or not.
  private static Value average(OnnxNode n) {
    var x = n.requireFloat(input(n));
    var type = x.type().dtype();
    var wide = n.convert(x, type == DType.F16 || type == DType.BF16 ? DType.F32 : type);
    var windows = windows(n, x);
    boolean includePad = n.attributes().flag("count_include_pad", false);
    var sum = n.builder().add(new Op.ReduceWindow(wide, ScalarFn.ADD, full(windows.extended())));
    boolean uniform = !windows.isExtended() && (includePad || !windows.isPadded());
    var count = uniform
        ? n.splat(sum, windows.window().sizes().stream().mapToLong(Long::longValue).reduce(1, Math::multiplyExact))
        : n.builder().broadcast(count(n, wide, windows, includePad), sum.type().shape());
    return n.convert(n.apply(ScalarFn.DIV, sum, count), type);
  }

  /// How many elements count at each position: as many ones as there are under the window, [1, 1, spatial…].
  private static Value count(OnnxNode n, Value x, Windows windows, boolean includePad) {
    var dims = new ArrayList<>(List.of(Dim.ONE, Dim.ONE));
    dims.addAll(spatialDims(x));
    var one = n.builder().scalar(x.type().dtype(), 1);
    var ones = n.builder().broadcast(one, new Shape(dims));
    var w = windows.extended();
    if (includePad) {
      var padding = windows.window();
      var none = Collections.nCopies(padding.rank(), 0L);
      ones = n.builder().add(Op.Pad.around(ones, one, lead(0, padding.low()), lead(0, padding.high())));
      w = new Window(w.sizes(), w.strides(), none, windows.extra(), w.dilations());
    }
    return n.builder().add(new Op.ReduceWindow(ones, ScalarFn.ADD, full(w)));
  }
}

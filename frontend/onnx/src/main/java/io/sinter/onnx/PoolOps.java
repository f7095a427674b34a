package io.sinter.onnx;

import static io.sinter.onnx.Operator.of;
import static io.sinter.onnx.Operator.several;

import io.sinter.ir.Combiners;
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
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Pooling over the spatial axes of [N, C, spatial…].
final class PoolOps {
  static final List<Operator> TABLE = List.of(
      several("MaxPool", 1, PoolOps::maximum),
      of("AveragePool", 1, PoolOps::average),
      of("GlobalMaxPool", 1, n -> {
        var x = input(n);
        return ReductionOps.keep(n, ReductionOps.reduce(n, x, ScalarFn.MAX, spatial(x)), x.type().shape(), spatial(x));
      }),
      of("GlobalAveragePool", 1, n -> {
        var x = input(n);
        return ReductionOps.keep(n, Mean.of(n.builder(), x, spatial(x)), x.type().shape(), spatial(x));
      }),
      of("LpPool", 1, n -> norm(n, x -> reduce(n, x, ScalarFn.ADD, windows(n, x)))),
      of("GlobalLpPool", 1, n -> norm(n, x -> ReductionOps.keep(
          n, ReductionOps.reduce(n, x, ScalarFn.ADD, spatial(x)), x.type().shape(), spatial(x)))));

  private PoolOps() {}

  private static Value input(OnnxNode n) {
    var x = n.value(0);
    n.require(x.type().rank() >= 3, "There is nothing to pool over.", x.type(), "[N, C, spatial…]");
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

  /// Those of which no position may lie in the padding alone.
  private static Windows onData(OnnxNode n, Windows windows) {
    n.require(windows.seesMore(), "A window sees nothing but padding.", "a window of "
        + windows.window().sizes() + " in padding of " + windows.window().low() + " and " + windows.window().high(),
        "padding that is smaller than the window");
    return windows;
  }

  /// The window over all axes: 1 over the first two.
  private static Window full(Window w) {
    return new Window(lead(1, w.sizes()), lead(1, w.strides()), lead(0, w.low()), lead(0, w.high()),
        lead(1, w.dilations()));
  }

  private static List<Long> lead(long value, List<Long> rest) {
    return Stream.concat(Stream.of(value, value), rest.stream()).toList();
  }

  /// The indices are made only where they are wanted.
  private static List<Value> maximum(OnnxNode n) {
    var x = input(n);
    var windows = onData(n, windows(n, x));
    boolean columnMajor = n.attributes().flag("storage_order", false);
    var largest = reduce(n, x, ScalarFn.MAX, windows);
    if (!n.wants(1)) {
      return List.of(largest);
    }
    if (windows.isLate()) {
      throw n.unsupported("the indices of MaxPool with padding known only at run time", "fixed sizes or explicit pads");
    }
    return List.of(largest, PoolIndices.of(n, x, windows.extended(), columnMajor));
  }

  /// The sum under the window over how many elements it has there, padding counted or not.
  private static Value average(OnnxNode n) {
    var x = n.requireFloat(input(n));
    var type = x.type().dtype();
    var wide = n.convert(x, type == DType.F16 || type == DType.BF16 ? DType.F32 : type);
    var windows = windows(n, x);
    boolean includePad = n.attributes().flag("count_include_pad", false);
    var sum = reduce(n, wide, ScalarFn.ADD, includePad ? windows : onData(n, windows));
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
    if (!includePad) {
      return reduce(n, ones, ScalarFn.ADD, windows);
    }
    var w = windows.window();
    var padded = Windows.around(n, ones, 1, plus(w.low(), windows.before()), plus(w.high(), windows.after()));
    var extra = windows.extra().stream().map(e -> e.constant().orElse(0)).toList();
    var bare = new Window(w.sizes(), w.strides(), Collections.nCopies(w.rank(), 0L), extra, w.dilations());
    var none = Collections.nCopies(w.rank(), Dim.ZERO);
    return n.builder().add(new Op.ReduceWindow(
        Windows.around(n, padded, 0, none, windows.lateExtra()), ScalarFn.ADD, full(bare)));
  }

  private static List<Dim> plus(List<Long> a, List<Dim> b) {
    return IntStream.range(0, a.size()).mapToObj(i -> b.get(i).plus(a.get(i))).toList();
  }

  private static Value reduce(OnnxNode n, Value x, ScalarFn fn, Windows windows) {
    double none = Combiners.identity(fn, x.type().dtype());
    return n.builder().add(new Op.ReduceWindow(windows.padded(n, x, none), fn, full(windows.extended())));
  }

  /// The `p`-th root of the sum of `p`-th powers of magnitudes.
  private static Value norm(OnnxNode n, UnaryOperator<Value> sum) {
    var x = n.requireFloat(input(n));
    float p = n.version() == 1 ? n.attributes().real("p", 2) : n.attributes().integer("p", 2);
    n.require(p >= 1, "An attribute is out of range.", "p " + p, "1 or more");
    var type = x.type().dtype();
    var magnitude = n.apply(ScalarFn.ABS, n.convert(x, type == DType.F64 ? type : DType.F32));
    var powers = p == 1 ? magnitude : p == 2 ? n.apply(ScalarFn.MUL, magnitude, magnitude)
        : n.apply(ScalarFn.POW, magnitude, n.splat(magnitude, p));
    var total = sum.apply(powers);
    var root = p == 1 ? total : p == 2 ? n.apply(ScalarFn.SQRT, total)
        : n.apply(ScalarFn.POW, total, n.splat(total, 1 / (double) p));
    return n.convert(root, type);
  }
}

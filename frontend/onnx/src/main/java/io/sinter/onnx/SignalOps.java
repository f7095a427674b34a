package io.sinter.onnx;

import static io.sinter.onnx.Operator.of;

import io.sinter.ir.Counting;
import io.sinter.ir.Indexed;
import io.sinter.ir.Op;
import io.sinter.ir.ScalarFn;
import io.sinter.ir.Value;
import io.sinter.ir.composite.Measure;
import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
import io.sinter.runtime.Truth;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// Signals: their spectra, and the windows that frames of them are seen through.
final class SignalOps {
  static final List<Operator> TABLE = List.of(
      of("DFT", 17, n -> transform(n, n.attributes().integer("axis", 1))),
      of("DFT", 20, n -> transform(n, n.has(2) ? n.scalar(2, "axis").longAt(0) : -2)),
      of("STFT", 17, SignalOps::frames),
      of("HannWindow", 17, n -> window(n, 0.5, 0.5, 0)),
      of("HammingWindow", 17, n -> window(n, 25.0 / 46, 21.0 / 46, 0)),
      of("BlackmanWindow", 17, n -> window(n, 0.42, 0.5, 0.08)),
      of("MelWeightMatrix", 17, MelWeights::of));

  private SignalOps() {}

  private static Value transform(OnnxNode n, long given) {
    var x = signal(n);
    int axis = n.axis(given, x.type().rank());
    n.require(axis != x.type().rank() - 1, "A spectrum is asked for along the axis of real and imaginary parts.",
        "axis " + given, "an axis before the last one");
    boolean inverse = n.attributes().flag("inverse", false);
    boolean onesided = n.attributes().flag("onesided", false);
    requireParts(n, x, onesided, inverse ? 2 : 1);
    var size = x.type().dim(axis);
    var own = inverse && onesided ? size.minus(1).times(2) : size;
    var length = n.has(1)
        ? length(n, 1, "length of a spectrum", l -> Demand.that(n, l, n.apply(ScalarFn.LT, n.splat(l, 0), l),
            "A spectrum has an impossible length.", "1 or more"))
        : positive(n, own, "length of a spectrum");
    var wide = n.convert(x, Fourier.wide(x.type().dtype(), length));
    return n.convert(Fourier.of(n, wide, axis, length, inverse, onesided), x.type().dtype());
  }

  /// An input whose last axis holds the real part, or it and the imaginary one.
  private static Value signal(OnnxNode n) {
    var x = n.requireFloat(n.value(0));
    int last = x.type().rank() - 1;
    n.require(last > 0 && (x.type().dim(last).isConstant(1) || x.type().dim(last).isConstant(2)),
        "A signal has the wrong shape.", x.type(), "a last axis of size 1 or 2");
    return x;
  }

  /// Half a spectrum says all of a real signal only.
  private static void requireParts(OnnxNode n, Value x, boolean onesided, int parts) {
    n.require(!onesided || x.type().dim(x.type().rank() - 1).isConstant(parts),
        "Half a spectrum does not say all of a complex signal.", x.type(), "a last axis of size " + parts);
  }

  /// A length that is an input of one element.
  ///
  /// @param checked demands of a length that only the run knows that it is possible
  private static Dim length(OnnxNode n, int input, String what, UnaryOperator<Value> checked) {
    var given = n.convert(n.single(input, what), DType.I64);
    return n.number(given).map(known -> positive(n, known, what))
        .orElseGet(() -> n.size(checked.apply(given), "length"));
  }

  private static Dim positive(OnnxNode n, Dim size, String what) {
    n.require(size.constant().orElse(1) > 0, "A " + what + " is not positive.", size, "1 or more");
    return size;
  }

  private static Value frames(OnnxNode n) {
    var x = signal(n);
    n.require(x.type().rank() == 3, "A signal has the wrong shape.", x.type(), "[batch, time, 1 or 2]");
    var step = positive(n, n.size(1, "frame_step"), "step between frames");
    var size = x.type().dim(1);
    var whole = n.has(2) ? n.ranked(2, 1, "[frame_length]").type().dim(0) : size;
    var length = n.has(3)
        ? length(n, 3, "length of a frame",
            l -> Demand.within(n, l, Dim.ONE, size.plus(1), "A frame has an impossible length."))
        : positive(n, whole, "length of a frame");
    n.require(length.atMost(size) != Truth.NO, "A frame is longer than its signal.", length + " of " + size,
        "at most " + size);
    var window = n.has(2) ? Optional.of(n.shaped(2, Shape.of(length))) : Optional.<Value>empty();
    var count = size.minus(length).floorDiv(step).plus(1);
    var places = new Shape(List.of(count, length));
    var start = n.apply(ScalarFn.MUL, n.builder().add(new Counting.Iota(places, 0)),
        n.builder().broadcast(Measure.of(n.builder(), step), places));
    var at = n.apply(ScalarFn.ADD, start, n.builder().add(new Counting.Iota(places, 1)));
    var taken = n.builder().add(
        new Op.Transpose(n.builder().add(new Indexed.Gather(x, List.of(at), List.of(1))), List.of(2, 0, 1, 3)));
    var wide = n.convert(taken, Fourier.wide(x.type().dtype(), length));
    var seen = window.map(w -> n.apply(ScalarFn.MUL, wide, n.builder().add(
        new Op.Broadcast(n.convert(w, wide.type().dtype()), wide.type().shape(), List.of(2))))).orElse(wide);
    boolean onesided = n.attributes().flag("onesided", true);
    requireParts(n, x, onesided, 1);
    return n.convert(Fourier.of(n, seen, 2, length, false, onesided), x.type().dtype());
  }

  /// What windows and weights are given in.
  static DType number(OnnxNode n) {
    var type = n.attributes().dtype("output_datatype", DType.F32);
    n.require(type.isFloat() || type.isInteger(), "An attribute is out of range.", "output_datatype " + type,
        "a type of numbers");
    return type;
  }

  /// In f64, `a - b cos(2 pi i / N) + c cos(4 pi i / N)`, where N is the size, or one less for a symmetric window.
  private static Value window(OnnxNode n, double a, double b, double c) {
    var type = number(n);
    var size = n.size(0, "size");
    var period = n.attributes().flag("periodic", true) ? size : size.minus(1);
    var shape = new Shape(List.of(size));
    var turn = n.apply(ScalarFn.DIV, n.convert(n.builder().add(new Counting.Iota(shape, 0)), DType.F64),
        n.builder().broadcast(Measure.of(n.builder(), period.max(Dim.ONE), DType.F64), shape));
    UnaryOperator<Value> cosine = x -> n.apply(ScalarFn.COS, n.apply(ScalarFn.MUL, x, n.splat(x, 2 * Math.PI)));
    var one = n.apply(ScalarFn.SUB, n.splat(turn, a), n.apply(ScalarFn.MUL, n.splat(turn, b), cosine.apply(turn)));
    var twice = n.apply(ScalarFn.ADD, turn, turn);
    return n.convert(c == 0 ? one
        : n.apply(ScalarFn.ADD, one, n.apply(ScalarFn.MUL, n.splat(turn, c), cosine.apply(twice))), type);
  }
}

package io.sinter.onnx.export;

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
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Convolutions of floats with padding that adds. Those of integers are sums of products at each place of the window.
final class LegalConvolutions {
  private LegalConvolutions() {}

  static Value of(Legal l, Op.Convolution c) {
    var type = c.type().dtype();
    var w = c.window();
    if (c.w().type().dim(1).isConstant(0)) {
      return l.splat(c.type(), 0);
    }
    if (type == DType.BF16) {
      return l.convert(l.add(new Op.Convolution(
          l.convert(c.x(), DType.F32), l.convert(c.w(), DType.F32), w, c.groups())), type);
    }
    if (type.isInteger()) {
      return summed(l, c);
    }
    boolean adds = Stream.of(w.low(), w.high()).flatMap(List::stream).allMatch(a -> a >= 0);
    return l.keep(adds ? c : new Op.Convolution(
        LegalWindows.padded(l, c.x(), l.scalar(type, 0), w, 2), c.w(), unpadded(w), c.groups()));
  }

  private static Window unpadded(Window w) {
    var none = Collections.nCopies(w.rank(), 0L);
    return new Window(w.sizes(), w.strides(), none, none, w.dilations());
  }

  /// With `x` as [N, G, C/G, spatial…] and `w` as [G, O/G, C/G, window…].
  private static Value summed(Legal l, Op.Convolution c) {
    var w = c.window();
    var shape = c.type().shape();
    var x = LegalWindows.padded(l, c.x(), l.scalar(c.type().dtype(), 0), w, 2);
    var inputs = c.w().type().dim(1);
    var outputs = Dim.of(c.w().type().dim(0).asLong() / c.groups());
    var positions = shape.dims().subList(2, shape.rank());
    var sum = Optional.<Value>empty();
    long places = w.sizes().stream().reduce(1L, Math::multiplyExact);
    for (long place = 0; place < places; place++) {
      var at = places(w, place);
      var pixels = l.reshape(pixels(l, x, w, at, positions),
          joined(List.of(shape.get(0), Dim.of(c.groups()), inputs), positions));
      var weights = l.reshape(weights(l, c.w(), at), Shape.of(Dim.of(c.groups()), outputs, inputs));
      var product = l.add(new Op.DotGeneral(pixels, weights, List.of(1), List.of(0), List.of(2), List.of(2)));
      sum = Optional.of(sum.map(s -> l.apply(ScalarFn.ADD, s, product)).orElse(product));
    }
    // [G, N, spatial…, O/G]
    var order = new ArrayList<>(List.of(1, 0, 2 + positions.size()));
    IntStream.range(0, positions.size()).forEach(i -> order.add(2 + i));
    return l.reshape(l.transpose(sum.orElseThrow(), order), shape);
  }

  /// The indices of a place in the window.
  private static List<Long> places(Window w, long place) {
    var at = new ArrayList<Long>();
    long rest = place;
    for (int i = w.rank() - 1; i >= 0; i--) {
      at.addFirst(rest % w.sizes().get(i));
      rest /= w.sizes().get(i);
    }
    return at;
  }

  private static Value pixels(Legal l, Value x, Window w, List<Long> at, List<Dim> positions) {
    var start = IntStream.range(0, w.rank()).mapToObj(i -> Dim.of(at.get(i) * w.dilations().get(i))).toList();
    var strides = new ArrayList<>(List.of(1L, 1L));
    strides.addAll(w.strides());
    return l.slice(x, joined(List.of(Dim.ZERO, Dim.ZERO), start).dims(),
        joined(x.type().shape().dims().subList(0, 2), positions), strides);
  }

  private static Value weights(Legal l, Value w, List<Long> at) {
    var start = at.stream().map(Dim::of).toList();
    return l.slice(w, joined(List.of(Dim.ZERO, Dim.ZERO), start).dims(),
        joined(w.type().shape().dims().subList(0, 2), Collections.nCopies(at.size(), Dim.ONE)),
        Collections.nCopies(2 + at.size(), 1L));
  }

  private static Shape joined(List<Dim> first, List<Dim> then) {
    return new Shape(Stream.concat(first.stream(), then.stream()).toList());
  }
}

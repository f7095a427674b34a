package io.sinter.trace;

import io.sinter.ir.Builder;
import io.sinter.ir.Op;
import io.sinter.ir.ScalarFn;
import io.sinter.ir.Value;
import io.sinter.ir.Window;
import io.sinter.ir.composite.PerChannel;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
import io.sinter.runtime.Truth;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What convolutions and pools are made of. Tensors are [N, C, spatial…].
final class Windows {
  private Windows() {}

  static Traced convolution(Call c, Value x, Value w, Optional<Value> bias, Sliding sliding) {
    Elementwise.requireOneType(c, x, w);
    Elementwise.require(c, ScalarFn.MUL, x);
    int rank = x.type().rank();
    if (rank < 3 || w.type().rank() != rank) {
      throw c.error("The axes of a convolution do not fit.", x.type() + " and weights " + w.type(),
          "[batch, channels, spatial…] and weights [filters, channels, window…]");
    }
    var groups = sliding.groups();
    var channels = x.type().dim(1);
    var filters = w.type().dim(0).constant().orElse(0);
    if (groups < 1 || filters % groups != 0 || w.type().dim(1).times(groups).equalTo(channels) == Truth.NO) {
      throw c.error("The channels of a convolution do not fit.",
          x.type() + " and weights " + w.type() + " in " + groups + (groups == 1 ? " group" : " groups"),
          "weights for as many channels as there are in a group, and filters that the groups divide");
    }
    var kernel = w.type().shape().dims().subList(2, rank);
    if (kernel.stream().anyMatch(d -> d.constant().isEmpty())) {
      throw c.error("The window of a convolution has open sizes.", "weights " + w.type(), "numbers");
    }
    var window = sliding.window(c, kernel.stream().map(Dim::asLong).toList(), spatial(x));
    requireRoom(c, x, window);
    var product = c.builder().add(new Op.Convolution(x, w, window, groups));
    return c.out(bias.map(v -> {
      Elementwise.requireOneType(c, x, v);
      requireChannels(c, "bias", v, w.type().dim(0));
      return PerChannel.apply(c.builder(), ScalarFn.ADD, product, v);
    }).orElse(product));
  }

  /// That there is one number per channel.
  static void requireChannels(Call c, String name, Value v, Dim channels) {
    if (v.type().rank() != 1 || v.type().dim(0).equalTo(channels) == Truth.NO) {
      throw c.error("A layer needs one number for each channel.", name + " " + v.type(),
          v.type().withShape(Shape.of(channels)));
    }
  }

  private static void requireRoom(Call c, Value x, Window window) {
    var spatial = new Shape(spatial(x));
    if (window.over(spatial).dims().stream().anyMatch(d -> Dim.ONE.atMost(d) == Truth.NO)) {
      throw c.error("A window is larger than the tensor.", window.sizes() + " over " + x.type(),
          "a window that fits, or padding");
    }
  }

  static List<Dim> spatial(Value x) {
    return x.type().shape().dims().subList(2, x.type().rank());
  }

  /// The window of a pool.
  static Window window(Call c, Value x, ScalarFn rule, Sliding sliding, long[] sizes) {
    Elementwise.require(c, rule, x);
    if (x.type().rank() < 3) {
      throw c.error("There is nothing to pool over.", x.type(), "[batch, channels, spatial…]");
    }
    if (sliding.groups() != 1) {
      throw c.error("A pool has no groups.", sliding.groups() + " groups", "none");
    }
    var each = sizes.length == 1 ? Collections.nCopies(x.type().rank() - 2, sizes[0])
        : Arrays.stream(sizes).boxed().toList();
    return sliding.window(c, each, spatial(x));
  }

  static Value pool(Call c, Value x, ScalarFn fn, Window window) {
    requireRoom(c, x, window);
    return reduce(c.builder(), x, fn, window);
  }

  /// The mean of the elements under the window that lie in the tensor.
  static Value average(Call c, Value x, Window window) {
    requireRoom(c, x, window);
    var b = c.builder();
    var sum = reduce(b, x, ScalarFn.ADD, window);
    boolean whole = Stream.of(window.low(), window.high()).flatMap(List::stream).allMatch(p -> p == 0);
    if (whole) {
      return b.apply(ScalarFn.DIV, sum,
          b.splat(sum, window.sizes().stream().mapToDouble(Long::doubleValue).reduce(1, (s, t) -> s * t)));
    }
    var dims = new ArrayList<>(List.of(Dim.ONE, Dim.ONE));
    dims.addAll(spatial(x));
    var ones = b.broadcast(b.scalar(x.type().dtype(), 1), new Shape(dims));
    return b.apply(ScalarFn.DIV, sum, b.broadcast(reduce(b, ones, ScalarFn.ADD, window), sum.type().shape()));
  }

  private static Value reduce(Builder b, Value x, ScalarFn fn, Window w) {
    return b.add(new Op.ReduceWindow(x, fn, new Window(lead(1, w.sizes()), lead(1, w.strides()), lead(0, w.low()),
        lead(0, w.high()), lead(1, w.dilations()))));
  }

  private static List<Long> lead(long value, List<Long> rest) {
    return Stream.concat(Stream.of(value, value), rest.stream()).toList();
  }
}

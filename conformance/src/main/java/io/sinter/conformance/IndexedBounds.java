package io.sinter.conformance;

import io.sinter.ir.Builder;
import io.sinter.ir.Indexed;
import io.sinter.ir.Op;
import io.sinter.ir.ScalarFn;
import io.sinter.ir.Value;
import java.util.List;
import java.util.stream.IntStream;

/// How far gathers and scatters may be off: see [ErrorBounds]. An index that is not exact may be any index.
final class IndexedBounds extends Reals {
  private final List<Value> indices;
  private final List<Value> radii;

  /// @param indices their values, `radii` how far they may be off
  IndexedBounds(Builder b, List<Value> indices, List<Value> radii) {
    super(b);
    this.indices = indices;
    this.radii = radii;
  }

  /// @param x the radii of what is gathered from
  Value gather(Indexed.Gather g, Value x) {
    var moved = b.add(new Indexed.Gather(x, indices, g.axes()));
    var batch = IntStream.range(0, indices.getFirst().type().rank()).boxed().toList();
    var sure = radii.stream().map(this::isZero).reduce(this::both).orElseThrow();
    return select(b.add(new Op.Broadcast(sure, moved.type().shape(), batch)), moved,
        number(moved, Double.POSITIVE_INFINITY));
  }

  /// Updates follow each other in one order and each is rounded, so that exact ones of exact elements are exact.
  ///
  /// @param x the elements before, `xr` their radii
  /// @param updates their values, `ur` their radii
  Value scatter(Indexed.Scatter s, Value value, Value x, Value xr, Value updates, Value ur) {
    var type = value.type().dtype();
    var most = scattered(s, xr, ur, Indexed.Update.MAX);
    var exact = isZero(most);
    var moved = switch (s.update()) {
      case SET -> scattered(s, xr, ur, Indexed.Update.SET);
      case MAX, MIN -> most;
      case MUL -> infinite(exact);
      case ADD -> type.isFloat() ? sums(s, value, x, xr, updates, ur, exact) : infinite(exact);
    };
    var sure = radii.stream().map(this::areZero).reduce(this::both).orElseThrow();
    return select(b.broadcast(sure, value.type().shape()), moved, number(moved, Double.POSITIVE_INFINITY));
  }

  private Value areZero(Value radius) {
    var axes = IntStream.range(0, radius.type().rank()).boxed().toList();
    return b.add(new Op.Reduce(isZero(radius), ScalarFn.AND, axes));
  }

  private Value infinite(Value exact) {
    return select(exact, 0, number(exact, Double.POSITIVE_INFINITY));
  }

  /// Sums of inexact terms may round differently each time.
  private Value sums(Indexed.Scatter s, Value value, Value x, Value xr, Value updates, Value ur, Value exact) {
    var type = value.type().dtype();
    var moved = scattered(s, xr, ur, Indexed.Update.ADD);
    var size = add(moved, scattered(s, abs(real(x)), abs(real(updates)), Indexed.Update.ADD));
    var count = scattered(s, zeros(xr), number(ur, 1), Indexed.Update.ADD);
    var radius = add(moved, mul(count, add(mul(size, unit(type)), number(size, tiny(type)))));
    return unless(exact, select(atMost(add(size, radius), largest(type)), radius,
        number(radius, Double.POSITIVE_INFINITY)));
  }

  private Value scattered(Indexed.Scatter s, Value x, Value updates, Indexed.Update update) {
    return b.add(new Indexed.Scatter(x, indices, updates, s.axes(), update));
  }
}

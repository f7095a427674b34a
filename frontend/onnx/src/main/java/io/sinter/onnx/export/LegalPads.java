package io.sinter.onnx.export;

import io.sinter.ir.Op;
import io.sinter.ir.Value;
import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
import io.sinter.runtime.Truth;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/// Padding around a tensor only: what stands between elements is padding of axes of size 1, and what is cut away is cut
/// after the rest has been added.
final class LegalPads {
  private LegalPads() {}

  static Value of(Legal l, Op.Pad p) {
    var type = p.type().dtype();
    var common = common(type);
    if (common != type) {
      return l.convert(l.add(new Op.Pad(l.convert(p.x(), common), l.convert(p.value(), common),
          p.low(), p.high(), p.interior())), type);
    }
    int rank = p.x().type().rank();
    var x = spread(l, p);
    var low = p.low().stream().map(LegalPads::added).toList();
    var high = p.high().stream().map(LegalPads::added).toList();
    boolean padded = IntStream.range(0, rank).anyMatch(i -> !low.get(i).isConstant(0) || !high.get(i).isConstant(0));
    var wide = padded ? l.keep(new Op.Pad(x, p.value(), low, high, Collections.nCopies(rank, 0L))) : x;
    return wide.type().equals(p.type()) ? wide
        : l.slice(wide, p.low().stream().map(d -> added(d.times(-1))).toList(), p.type().shape(),
            Collections.nCopies(rank, 1L));
  }

  /// A type that holds the same values and that runtimes pad.
  private static DType common(DType type) {
    return switch (type) {
      case I16, U16 -> DType.I32;
      case F16, BF16 -> DType.F32;
      default -> type;
    };
  }

  /// The amount where it is not negative, else 0.
  private static Dim added(Dim amount) {
    return Dim.ZERO.atMost(amount) == Truth.YES ? amount : amount.max(Dim.ZERO);
  }

  private static Value spread(Legal l, Op.Pad p) {
    var from = p.x().type().shape();
    var single = new ArrayList<Dim>();
    var after = new ArrayList<Dim>();
    var merged = new ArrayList<Dim>();
    for (int i = 0; i < from.rank(); i++) {
      long interior = p.interior().get(i);
      single.add(from.get(i));
      after.add(Dim.ZERO);
      if (interior > 0) {
        single.add(Dim.ONE);
        after.add(Dim.of(interior));
      }
      merged.add(from.get(i).times(1 + interior));
    }
    if (single.size() == from.rank()) {
      return p.x();
    }
    var none = Collections.nCopies(single.size(), Dim.ZERO);
    var apart = l.keep(new Op.Pad(l.reshape(p.x(), new Shape(single)), p.value(), none, after,
        Collections.nCopies(single.size(), 0L)));
    return l.slice(l.reshape(apart, new Shape(merged)), Collections.nCopies(from.rank(), Dim.ZERO),
        new Shape(IntStream.range(0, from.rank()).mapToObj(p::spread).toList()),
        List.copyOf(Collections.nCopies(from.rank(), 1L)));
  }
}

package io.sinter.ir.composite;

import io.sinter.ir.Builder;
import io.sinter.ir.Op;
import io.sinter.ir.ScalarFn;
import io.sinter.ir.Value;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
import java.util.ArrayList;
import java.util.List;

/// Positions as rotations of pairs of elements (Su et al. 2021, <https://arxiv.org/abs/2104.09864>): the pair (a, b)
/// becomes `(cos * a - sin * b, sin * a + cos * b)`.
public final class RotaryEmbedding {
  public static final String NAME = "rotary_embedding";

  private RotaryEmbedding() {}

  /// @param x `[…, D]`, of which the first `2 * R` elements of the last axis are rotated
  /// @param cos `[…, R]`, one number per pair; `sin` likewise
  /// @param interleaved whether a pair is two neighbours; otherwise its second is `R` after its first
  public static Value of(Builder b, Value x, Value cos, Value sin, boolean interleaved) {
    return Composition.of(b, NAME, List.of("x", "cos", "sin"), List.of(x, cos, sin), (c, in) -> {
      int last = x.type().rank() - 1;
      var half = cos.type().dim(last);
      var dims = x.type().shape().dims();
      var first = Part.of(c, in.get(0), last, Dim.ZERO, half, interleaved ? 2 : 1);
      var second = Part.of(c, in.get(0), last, interleaved ? Dim.ONE : half, half, interleaved ? 2 : 1);
      var real = c.apply(ScalarFn.SUB, c.apply(ScalarFn.MUL, in.get(1), first),
          c.apply(ScalarFn.MUL, in.get(2), second));
      var imaginary = c.apply(ScalarFn.ADD, c.apply(ScalarFn.MUL, in.get(2), first),
          c.apply(ScalarFn.MUL, in.get(1), second));
      var pairs = interleaved ? interleave(c, real, imaginary)
          : c.add(new Op.Concatenate(List.of(real, imaginary), last));
      var rest = dims.get(last).minus(half.times(2));
      return rest.equals(Dim.ZERO) ? pairs : c.add(new Op.Concatenate(
          List.of(pairs, Part.of(c, in.get(0), last, half.times(2), rest, 1)), last));
    });
  }

  private static Value interleave(Builder b, Value even, Value odd) {
    var dims = even.type().shape().dims();
    var column = new ArrayList<>(dims);
    column.add(Dim.ONE);
    var both = new Op.Concatenate(List.of(b.add(new Op.Reshape(even, new Shape(column))),
        b.add(new Op.Reshape(odd, new Shape(column)))), dims.size());
    var joined = new ArrayList<>(dims);
    joined.set(dims.size() - 1, dims.getLast().times(2));
    return b.add(new Op.Reshape(b.add(both), new Shape(joined)));
  }
}

package io.sinter.ir.composite;

import io.sinter.ir.Builder;
import io.sinter.ir.Op;
import io.sinter.ir.ScalarFn;
import io.sinter.ir.Value;
import io.sinter.runtime.Dim;
import java.util.List;

/// The spectrum of a real signal of n elements: its elements k and n - k are conjugate, so that those up to n/2 say
/// all. The first and, for an even n, the last of them are real.
public final class HalfSpectrum {
  public static final String NAME = "half_spectrum";

  private HalfSpectrum() {}

  /// The elements up to n/2 of the transform along `axis`. An even number of elements is transformed as half as many
  /// complex ones, whose spectrum is that of the even plus i times that of the odd elements.
  ///
  /// @param x of a float type, its first axis of size 1
  /// @param axis after the first, of a size that [FourierTransform#takes]
  /// @return with a first axis of the real and the imaginary part
  public static Value of(Builder b, Value x, int axis) {
    long n = x.type().dim(axis).asLong();
    return Composition.of(b, NAME, List.of("x"), List.of(x), (c, in) -> {
      var wide = Precision.widen(c, in.getFirst());
      var y = n % 2 == 0 ? even(c, wide, axis, n)
          : first(c, FourierTransform.of(c, wide, axis, false), axis, n);
      return Precision.convert(c, y, x.type().dtype());
    });
  }

  /// The elements up to n/2 of a spectrum of n elements.
  public static Value first(Builder b, Value spectrum, int axis, long n) {
    return Part.of(b, spectrum, axis, Dim.ZERO, Dim.of(n / 2 + 1), 1);
  }

  /// All n elements of a spectrum of which those up to n/2 are given.
  ///
  /// @param half its first axis holds the real part, or it and the imaginary one
  public static Value whole(Builder b, Value half, int axis, long n) {
    long more = n - (n / 2 + 1);
    return more == 0 ? half : b.add(new Op.Concatenate(List.of(half,
        Complex.conjugate(b, Part.of(b, half, axis, Dim.of(more), Dim.of(more), -1))), axis));
  }

  /// Element k of the spectrum is `e[k] + e^(-2 pi i k / n) o[k]` with the spectra e and o of the even and the odd
  /// elements, which are conjugate around their middle and so can be told apart in `z = e + i o`.
  private static Value even(Builder b, Value x, int axis, long n) {
    var pairs = b.add(new Op.Concatenate(List.of(
        Part.of(b, x, axis, Dim.ZERO, Dim.of(n / 2), 2), Part.of(b, x, axis, Dim.ONE, Dim.of(n / 2), 2)), 0));
    var z = FourierTransform.of(b, pairs, axis, false);
    var fore = b.add(new Op.Concatenate(List.of(z, Part.of(b, z, axis, Dim.ZERO, Dim.ONE, 1)), axis));
    var back = Complex.conjugate(b, Part.of(b, fore, axis, Dim.of(n / 2), Dim.of(n / 2 + 1), -1));
    var half = b.splat(fore, 0.5);
    var e = b.apply(ScalarFn.MUL, b.apply(ScalarFn.ADD, fore, back), half);
    var o = b.apply(ScalarFn.MUL, Complex.timesI(b, b.apply(ScalarFn.SUB, back, fore)), half);
    return b.apply(ScalarFn.ADD, e, Complex.rotated(b, o, List.of(axis), k -> -k, n));
  }
}

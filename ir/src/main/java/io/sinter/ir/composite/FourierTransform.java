package io.sinter.ir.composite;

import io.sinter.ir.Builder;
import io.sinter.ir.Op;
import io.sinter.ir.ScalarFn;
import io.sinter.ir.Value;
import io.sinter.runtime.Dim;
import io.sinter.runtime.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// The discrete Fourier transform in O(n log n) steps (Cooley and Tukey 1965, "An Algorithm for the Machine Calculation
/// of Complex Fourier Series"), for lengths that are products of small primes: one pass per factor, each with a
/// butterfly over numbers far apart and a rotation of its results (decimation in frequency), which leaves them in
/// order (Stockham).
public final class FourierTransform {
  public static final String NAME = "fourier_transform";

  /// The work of a pass grows with its factor.
  private static final int LARGEST_FACTOR = 13;

  private FourierTransform() {}

  /// Whether an axis of this size can be transformed: known now, at least 1, and without large prime factors.
  public static boolean takes(Dim length) {
    return length.constant().isPresent() && length.asLong() > 0
        && factors(length.asLong()).stream().allMatch(f -> f <= LARGEST_FACTOR);
  }

  /// `y[k] = sum of x[i] e^(-2 pi j k i / n)` along `axis` of size n; the inverse has the other sign and is multiplied
  /// by 1/n. Rounds each step to the type, for half floats to f32.
  ///
  /// @param x of a float type; its first axis holds the real part, or it and the imaginary one
  /// @param axis after the first, of a size that is taken
  /// @return with a first axis of the real and the imaginary part
  public static Value of(Builder b, Value x, int axis, boolean inverse) {
    long n = x.type().dim(axis).asLong();
    return Composition.of(b, NAME, List.of("x"), List.of(x), (c, in) -> {
      var y = Complex.of(c, Precision.widen(c, in.getFirst()));
      long done = 1;
      for (long factor : factors(n)) {
        y = pass(c, y, axis, done, factor, inverse);
        done *= factor;
      }
      var scaled = inverse ? c.apply(ScalarFn.MUL, y, c.splat(y, 1.0 / n)) : y;
      return Precision.convert(c, scaled, x.type().dtype());
    });
  }

  /// From `done` signals that are left to transform to `done * factor` shorter ones: the axis is [done, factor, rest]
  /// before and [factor, done, rest] after.
  private static Value pass(Builder b, Value x, int axis, long done, long factor, boolean inverse) {
    long n = x.type().dim(axis).asLong();
    long rest = n / done / factor;
    var dims = new ArrayList<>(x.type().shape().dims());
    dims.remove(axis);
    dims.addAll(axis, List.of(Dim.of(done), Dim.of(factor), Dim.of(rest)));
    var order = new ArrayList<>(IntStream.range(0, dims.size()).boxed().toList());
    order.set(axis, axis + 1);
    order.set(axis + 1, axis);
    var split = b.add(new Op.Transpose(b.add(new Op.Reshape(x, new Shape(dims))), order));
    var y = Butterfly.of(b, split, axis, inverse);
    int sign = inverse ? 1 : -1;
    var rotated = rest == 1 ? y : Complex.rotated(b, y, List.of(axis, axis + 2),
        i -> sign * (i / rest) * (i % rest) * done, n);
    return b.add(new Op.Reshape(rotated, x.type().shape()));
  }

  /// In the order of the passes: fours, with a lone two put first, then odd primes.
  private static List<Long> factors(long n) {
    var factors = new ArrayList<Long>();
    long left = n;
    for (; left % 4 == 0; left /= 4) {
      factors.add(4L);
    }
    if (left % 2 == 0) {
      factors.addFirst(2L);
      left /= 2;
    }
    for (long prime = 3; prime * prime <= left; prime += 2) {
      for (; left % prime == 0; left /= prime) {
        factors.add(prime);
      }
    }
    if (left > 1) {
      factors.add(left);
    }
    return factors;
  }
}

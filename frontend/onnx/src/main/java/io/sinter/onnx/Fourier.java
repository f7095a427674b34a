package io.sinter.onnx;

import io.sinter.ir.Op;
import io.sinter.ir.Value;
import io.sinter.ir.composite.FourierTransform;
import io.sinter.ir.composite.HalfSpectrum;
import io.sinter.ir.composite.Part;
import io.sinter.runtime.DType;
import io.sinter.runtime.Dim;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/// The discrete Fourier transform of signals whose last axis holds the real part, or it and the imaginary one:
/// `y[k] = sum of x[i] e^(-2 pi j k i / length)` along another axis; the inverse has the other sign and is divided by
/// the length. Onesided, a spectrum is only its first half, which for a real signal says all: that is what comes out,
/// or for the inverse what goes in, and then a real signal comes out.
///
/// Lengths known at import that are products of small primes are transformed fast and in the type of the signal, others
/// by a product in f64.
final class Fourier {
  private final OnnxNode n;
  private final int axis;
  private final Dim length;
  private final boolean inverse;
  private final boolean onesided;

  private Fourier(OnnxNode n, int axis, Dim length, boolean inverse, boolean onesided) {
    this.n = n;
    this.axis = axis;
    this.length = length;
    this.inverse = inverse;
    this.onesided = onesided;
  }

  /// The type in which signals of a type are transformed.
  static DType wide(DType type, Dim length) {
    return FourierTransform.takes(length) && type != DType.F64 ? DType.F32 : DType.F64;
  }

  /// @param x of the type that [#wide] says; cut off or filled with zeros where it has another length
  static Value of(OnnxNode n, Value x, int axis, Dim length, boolean inverse, boolean onesided) {
    return new Fourier(n, axis, length, inverse, onesided).transform(x);
  }

  private Value transform(Value x) {
    var fitted = fit(x, onesided && inverse ? length.floorDiv(2).plus(1) : length);
    if (!FourierTransform.takes(length)) {
      return DirectFourier.of(n, fitted, axis, length, inverse, onesided);
    }
    int last = x.type().rank() - 1;
    var first = new ArrayList<>(IntStream.range(0, last).boxed().toList());
    first.addFirst(last);
    var back = new ArrayList<>(IntStream.rangeClosed(1, last).boxed().toList());
    back.add(0);
    var y = fast(n.builder().add(new Op.Transpose(fitted, first)), axis + 1, length.asLong());
    return n.builder().add(new Op.Transpose(y, back));
  }

  /// @param x its first axis holds the parts
  private Value fast(Value x, int along, long size) {
    var b = n.builder();
    if (inverse && onesided) {
      var spectrum = HalfSpectrum.whole(b, x, along, size);
      return Part.of(b, FourierTransform.of(b, spectrum, along, true), 0, Dim.ZERO, Dim.ONE, 1);
    }
    if (x.type().dim(0).isConstant(1) && !inverse) {
      var half = HalfSpectrum.of(b, x, along);
      return onesided ? half : HalfSpectrum.whole(b, half, along, size);
    }
    var y = FourierTransform.of(b, x, along, inverse);
    return onesided ? HalfSpectrum.first(b, y, along, size) : y;
  }

  /// Cut off, or with zeros behind.
  private Value fit(Value x, Dim size) {
    var more = size.minus(x.type().dim(axis));
    if (more.isConstant(0)) {
      return x;
    }
    var none = Collections.nCopies(x.type().rank(), Dim.ZERO);
    var high = new ArrayList<>(none);
    high.set(axis, more);
    return n.builder().add(new Op.Pad(
        x, n.builder().scalar(x.type().dtype(), 0), none, high, Collections.nCopies(x.type().rank(), 0L)));
  }
}

package io.sinter.onnx;

import io.sinter.ir.Value;
import io.sinter.runtime.DType;
import io.sinter.runtime.Shape;
import io.sinter.runtime.Tensor;

/// The weights that gather a spectrum into bands of equal width on the mel scale, `2595 log10(1 + f / 700)`: for each
/// band a triangle from the centre of the one before to that of the one behind.
final class MelWeights {
  private MelWeights() {}

  static Value of(OnnxNode n) {
    int bands = Math.toIntExact(n.scalar(0, "num_mel_bins").longAt(0));
    long length = n.scalar(1, "dft_length").longAt(0);
    long rate = n.scalar(2, "sample_rate").longAt(0);
    double lower = n.scalar(3, "lower_edge_hertz").doubleAt(0);
    double upper = n.scalar(4, "upper_edge_hertz").doubleAt(0);
    n.require(bands > 0 && length > 0 && rate > 0, "There are no bands to weigh.",
        bands + " bands of a spectrum of " + length + " at " + rate + " samples per second", "positive numbers");
    n.require(lower >= 0 && lower < upper && upper < Double.POSITIVE_INFINITY, "There are no frequencies to weigh.",
        "from " + lower + " to " + upper + " Hz", "a lower edge of 0 or more, below the upper one");
    double low = mel(lower);
    double high = mel(upper);
    var shape = Shape.of(length / 2 + 1, bands);
    if (shape.elements().asLong() > Constants.LARGEST) {
      throw n.unsupported(n.op() + " of the shape " + shape, "at most " + Constants.LARGEST + " elements");
    }
    int bins = Math.toIntExact(length / 2 + 1);
    var edges = new int[bands + 2];
    for (int i = 0; i < edges.length; i++) {
      double hertz = 700 * (Math.pow(10, (low + i * (high - low) / edges.length) / 2595) - 1);
      edges[i] = (int) Math.floor((length + 1) * hertz / rate);
    }
    var weights = new double[bins * bands];
    for (int band = 0; band < bands; band++) {
      int end = Math.min(bins, Math.max(edges[band + 1] + 1, edges[band + 2]));
      for (int bin = Math.max(0, edges[band]); bin < end; bin++) {
        weights[bin * bands + band] = weight(bin, edges[band], edges[band + 1], edges[band + 2]);
      }
    }
    var type = SignalOps.number(n);
    return n.convert(n.constant(Tensor.fromDoubles(DType.F64, new long[] {bins, bands}, weights)), type);
  }

  private static double mel(double hertz) {
    return 2595 * Math.log10(1 + hertz / 700);
  }

  /// Of an element from `low` to `high`.
  private static double weight(int bin, int low, int centre, int high) {
    return bin < centre ? (bin - low) / (double) (centre - low)
        : bin == centre ? 1 : (high - bin) / (double) (high - centre);
  }
}

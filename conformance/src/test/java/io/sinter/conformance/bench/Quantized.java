package io.sinter.conformance.bench;

import io.sinter.runtime.DType;

/// How arrays of bytes stand for numbers: names of a scale and a zero point in a graph, and the scale itself.
record Quantized(String scale, String zero, double step) {
  private static final double WEIGHT = Math.sqrt(3) / 127;

  /// Numbers from 0 to 6, or from -8 to 8 where nothing rectified them, as unsigned bytes.
  static Quantized activations(Graph g, Activation activation) {
    return switch (activation) {
      case RELU6 -> scalar(g, 6.0 / 255, 0, DType.U8);
      case NONE -> scalar(g, 16.0 / 255, 128, DType.U8);
      case RELU, SWISH -> throw new IllegalArgumentException("no bytes after " + activation);
    };
  }

  /// Weights of a standard deviation, one scale for all.
  static Quantized weights(Graph g, double deviation) {
    return scalar(g, step(deviation), 0, DType.I8);
  }

  /// The scale of weights of a standard deviation.
  static double step(double deviation) {
    return deviation * WEIGHT;
  }

  /// Weights of a standard deviation, a scale for each channel.
  static Quantized weights(Graph g, double deviation, int channels) {
    double step = step(deviation);
    return new Quantized(g.all(DType.F32, step, channels), g.all(DType.I8, 0, channels), step);
  }

  private static Quantized scalar(Graph g, double step, int zero, DType type) {
    return new Quantized(g.number(step), g.all(type, zero), step);
  }
}

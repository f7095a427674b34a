package io.sinter.cli;

/// `(pixel * scale - mean) / std`, with a mean and a deviation for each channel.
record Normalization(double scale, double[] mean, double[] std) {
  double of(int pixel, int channel) {
    return (pixel * scale - mean[channel]) / std[channel];
  }
}

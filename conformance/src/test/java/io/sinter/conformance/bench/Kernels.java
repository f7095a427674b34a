package io.sinter.conformance.bench;

import java.util.List;
import java.util.Map;

/// Models of one layer.
final class Kernels {
  private Kernels() {}

  /// `relu(x w + b)`.
  static Graph matmul(int rows, int depth, int columns) {
    var g = new Graph("matmul");
    var sum = g.node("Gemm", g.input("x", rows, depth), g.weights(1 / Math.sqrt(depth), depth, columns),
        g.weights(1, columns));
    return g.output(g.node("Relu", sum));
  }

  /// `relu(x * w + b)`: a square convolution that keeps height and width.
  ///
  /// @param groups 1, or as many as channels
  static Graph convolution(int size, int channels, int window, int groups) {
    var g = new Graph("convolution");
    var net = new FloatLayers(g);
    return g.output(net.convolution(net.image(1, channels, size), channels, window, 1, groups, Activation.RELU).value());
  }

  static Graph softmax(int rows, int columns) {
    var g = new Graph("softmax");
    return g.output(g.node("Softmax", g.input("x", rows, columns)));
  }

  static Graph layerNorm(int rows, int columns) {
    var g = new Graph("layer_norm");
    return g.output(g.node("LayerNormalization", g.input("x", rows, columns), g.weights(1, columns),
        g.weights(1, columns)));
  }

  /// With the error function, as exporters write it.
  static Graph gelu(int rows, int columns) {
    var g = new Graph("gelu");
    return g.output(Blocks.gelu(g, g.input("x", rows, columns)));
  }

  /// Largest elements of windows of 3x3, every second one.
  static Graph maxPool(int size, int channels) {
    var g = new Graph("max_pool");
    return g.output(g.node("MaxPool", Map.of("kernel_shape", List.of(3, 3), "strides", List.of(2, 2), "pads",
        List.of(1, 1, 1, 1)), g.input("x", 1, channels, size, size)));
  }

  static Graph globalAverage(int size, int channels) {
    var g = new Graph("global_average");
    return g.output(g.node("GlobalAveragePool", g.input("x", 1, channels, size, size)));
  }

  /// Dense layers, all but the last one rectified.
  ///
  /// @param widths of the input and of each layer's output
  static Graph perceptron(int batch, int... widths) {
    var g = new Graph("perceptron");
    var x = g.input("x", batch, widths[0]);
    for (int i = 1; i < widths.length; i++) {
      g.layer("fc" + i);
      double power = i == 1 ? 1 : 0.5;
      x = g.node("Gemm", Map.of("transB", 1), x, g.weights(1 / Math.sqrt(power * widths[i - 1]), widths[i],
          widths[i - 1]), g.weights(0.1, widths[i]));
      x = i < widths.length - 1 ? g.node("Relu", x) : x;
    }
    return g.output(x);
  }

  /// One recurrent layer, with all its states and the last ones.
  static Graph lstm(int length, int batch, int width, int hidden) {
    var g = new Graph("lstm");
    double deviation = 1 / Math.sqrt(hidden);
    g.nodes("LSTM", Map.of("hidden_size", hidden), 3, g.input("x", length, batch, width),
        g.weights(deviation, 1, 4L * hidden, width), g.weights(deviation, 1, 4L * hidden, hidden),
        g.weights(deviation, 1, 8L * hidden)).forEach(g::output);
    return g;
  }
}

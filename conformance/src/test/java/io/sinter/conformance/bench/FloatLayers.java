package io.sinter.conformance.bench;

import java.util.List;
import java.util.Map;

/// Layers in f32, batch normalisation already part of the convolutions.
record FloatLayers(Graph graph) implements Layers {
  /// The smallest deviation of a mean over a whole image, as a part of that of its elements.
  private static final double MEAN = 0.5;

  @Override
  public Feature image(int batch, int channels, int size) {
    return new Feature(graph.input("x", batch, channels, size, size), channels, 1);
  }

  @Override
  public Feature convolution(Feature x, int channels, int window, int stride, int groups, Activation activation) {
    return convolution(x, channels, window, window(window, stride, groups), groups, activation);
  }

  /// A convolution whose border is not padded.
  Feature inner(Feature x, int channels, int window, int stride, Activation activation) {
    return convolution(x, channels, window, Map.of("kernel_shape", List.of(window, window), "strides",
        List.of(stride, stride)), 1, activation);
  }

  private Feature convolution(Feature x, int channels, int window, Map<String, ?> attributes, int groups,
      Activation activation) {
    int depth = x.channels() / groups;
    var sum = graph.node("Conv", attributes, x.value(),
        graph.weights(1 / Math.sqrt(x.power() * depth * window * window), channels, depth, window, window),
        graph.weights(0.1, channels));
    return new Feature(activate(sum, activation), channels, activation.power());
  }

  private String activate(String x, Activation activation) {
    return switch (activation) {
      case NONE -> x;
      case RELU -> graph.node("Relu", x);
      case RELU6 -> graph.node("Clip", x, graph.number(0), graph.number(6));
      case SWISH -> graph.node("Mul", x, graph.node("Sigmoid", x));
    };
  }

  static Map<String, ?> window(int window, int stride, int groups) {
    int pad = window / 2;
    return Map.of("kernel_shape", List.of(window, window), "strides", List.of(stride, stride), "pads",
        List.of(pad, pad, pad, pad), "dilations", List.of(1, 1), "group", groups);
  }

  @Override
  public Feature add(Feature x, Feature y) {
    return new Feature(graph.node("Add", x.value(), y.value()), x.channels(), x.power() + y.power());
  }

  Feature relu(Feature x) {
    return new Feature(graph.node("Relu", x.value()), x.channels(), x.power() / 2);
  }

  /// Scales each channel by what all of them are on average.
  Feature excite(Feature x, int squeezed) {
    var mean = new Feature(graph.node("GlobalAveragePool", x.value()), x.channels(), MEAN * x.power());
    var weak = convolution(mean, squeezed, 1, 1, 1, Activation.SWISH);
    var gate = graph.node("Sigmoid", convolution(weak, x.channels(), 1, 1, 1, Activation.NONE).value());
    return new Feature(graph.node("Mul", gate, x.value()), x.channels(), 0.3 * x.power());
  }

  @Override
  public String head(Feature x, int classes) {
    var mean = graph.node("Flatten", graph.node("GlobalAveragePool", x.value()));
    return graph.node("Gemm", Map.of("transB", 1), mean,
        graph.weights(1 / Math.sqrt(MEAN * x.power() * x.channels()), classes, x.channels()),
        graph.weights(0.1, classes));
  }
}
